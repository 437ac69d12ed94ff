"""Reading emergencies, their counts and times, proposals and responses."""

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, paths_to, within_area
from lianfang.base.search.public import matching_uuids
from lianfang.command.emergencies.choices import Milestone, ProposalState
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Proposal, Response, Tally
from lianfang.county.orgs.public import Unit
from lianfang.county.standards.public import ResponseLevelRule, list_response_levels

SEARCH_KIND = "emergency"


def list_emergencies(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    level: int | None = None,
    exercise: bool | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Emergency]:
    """
    Emergencies of the actor's area and those of the areas that contain it, latest first.

    Each comes with the counts last recorded and the level of its running response.

    :raises NotAllowed: the actor may not see emergencies.
    """
    require(actor, Permission.EMERGENCY_VIEW)
    rows = _with_figures(_visible(actor))
    if words.strip():
        found = Q(number__iexact=words.strip()) | Q(uuid__in=matching_uuids(SEARCH_KIND, words))
        rows = rows.filter(found)
    for column, value in (("kind", kind), ("state", state), ("is_exercise", exercise)):
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    if level is not None:
        rows = rows.filter(responses__ended_at=None, responses__level=level)
    if since is not None:
        rows = rows.filter(recorded_at__gte=clock.start_of_day(since))
    if until is not None:
        rows = rows.filter(recorded_at__lt=clock.start_of_day(until + timedelta(days=1)))
    return rows


def get_emergency(actor: Actor, uuid: object) -> Emergency:
    """:raises NotFound: no such emergency, or the actor may not know of it."""
    emergency = list_emergencies(actor).filter(uuid=uuid).first()
    if emergency is None:
        raise NotFound
    return emergency


def lock_emergency(actor: Actor, uuid: object) -> Emergency:
    """Fetch an emergency of the actor's own area to change it; every change of its parts queues here."""
    rows = Emergency.objects.filter(within_area(actor)).select_related("area", "disease")
    emergency = rows.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if emergency is None:
        raise NotFound
    return emergency


def running_response(emergency: Emergency) -> Response | None:
    """The response that runs for an emergency, if any."""
    rows = Response.objects.select_related("area", "plan__area", "emergency", "started_by")
    # A plan carries its whole source text; nobody reads it here.
    return rows.defer("plan__source_text").filter(emergency=emergency, ended_at=None).first()


def running_responses(area_path: str, *, exercise: bool | None = None) -> QuerySet[Response]:
    """Responses that run in an area or in a part of it, the gravest first. Unscoped: for jobs and boards."""
    rows = Response.objects.filter(area_path__startswith=area_path, ended_at=None)
    if exercise is not None:
        rows = rows.filter(emergency__is_exercise=exercise)
    rows = rows.select_related("emergency", "area", "plan").defer("plan__source_text")
    return rows.order_by("level", "started_at", "id")


def get_response(actor: Actor, uuid: object) -> Response:
    """:raises NotFound: no such response in the actor's area or above it."""
    require(actor, Permission.EMERGENCY_VIEW)
    rows = Response.objects.filter(concerning_area(actor))
    rows = rows.select_related("emergency", "area", "plan").defer("plan__source_text")
    response = rows.filter(uuid=uuid).first()
    if response is None:
        raise NotFound
    return response


def list_tallies(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[Tally]:
    """The counts in the order of the moments they hold for, latest first; with `at`, as known then."""
    rows = Tally.objects.filter(emergency=emergency).select_related("recorded_by")
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    return rows.order_by("-as_of", "-id")


def latest_tally(emergency: Emergency, at: datetime | None = None) -> Tally | None:
    """The counts for the latest moment; with `at`, as they were known then."""
    return list_tallies(emergency, at=at).first()


def milestones_as_known(
    emergency: Emergency, at: datetime | None = None
) -> dict[Milestone, MilestoneEntry]:
    """The last word on each milestone, in their order; with `at`, as it was known then."""
    rows = MilestoneEntry.objects.filter(emergency=emergency).select_related("recorded_by")
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    latest = {row.milestone: row for row in rows.order_by("recorded_at", "id")}
    return {milestone: latest[milestone] for milestone in Milestone if milestone in latest}


def list_milestone_entries(emergency: Emergency) -> QuerySet[MilestoneEntry]:
    """Everything ever recorded about the milestones, corrections included."""
    rows = MilestoneEntry.objects.filter(emergency=emergency).select_related("recorded_by")
    return rows.order_by("recorded_at", "id")


def list_proposals(
    actor: Actor,
    *,
    state: str = "",
    words: str = "",
    kind: str = "",
    exercise: bool | None = None,
) -> QuerySet[Proposal]:
    """
    Proposals of the actor's area, latest first; words are looked for in event, number and paper.

    :raises NotAllowed: the actor may not see emergencies.
    """
    require(actor, Permission.EMERGENCY_VIEW)
    rows = _proposals().filter(concerning_area(actor, "emergency__area_path"))
    for column, value in (("state", state), ("kind", kind), ("emergency__is_exercise", exercise)):
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    if text := words.strip():
        named = Q(emergency__name__icontains=text) | Q(decision_number__icontains=text)
        rows = rows.filter(named | Q(emergency__number__iexact=text))
    return rows.order_by("-proposed_at", "-id")


def get_proposal(actor: Actor, uuid: object) -> Proposal:
    """:raises NotFound: no such proposal, or the actor may not know of it."""
    proposal = list_proposals(actor).filter(uuid=uuid).first()
    if proposal is None:
        raise NotFound
    return proposal


def lock_proposal(actor: Actor, uuid: object) -> Proposal:
    """
    Fetch a proposal to change it, with its emergency locked first as everywhere in this room.

    :raises NotFound: no such proposal in the actor's area.
    """
    owner = Proposal.objects.filter(uuid=uuid).values_list("emergency__uuid", flat=True).first()
    if owner is None:
        raise NotFound
    emergency = lock_emergency(actor, owner)
    rows = Proposal.objects.select_related("area", "proposing_unit").select_for_update(of=("self",))
    proposal = rows.get(uuid=uuid)
    proposal.emergency = emergency
    return proposal


def proposals_of(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[Proposal]:
    """Everything proposed for an emergency, in order; with `at`, what had been proposed by then."""
    rows = _proposals().filter(emergency=emergency)
    if at is not None:
        rows = rows.filter(proposed_at__lte=at)
    return rows.order_by("proposed_at", "id")


def pending_proposal(emergency: Emergency) -> Proposal | None:
    """The proposal that waits for a decision, if any."""
    return proposals_of(emergency).filter(state=ProposalState.PENDING).first()


def last_decision(response: Response) -> Proposal | None:
    """The decision that set a response as it is now."""
    steps = Proposal.objects.filter(response=response, state=ProposalState.APPROVED)
    return steps.order_by("-decided_at", "-id").first()


def decider_of(level: int | None) -> ResponseLevelRule | None:
    """
    Who usually decides a response of a level, where that is not the county; None where it is.

    The national plan of 2006; a default that the county's own plan may set otherwise.
    """
    if level is None or level == Level.IV:
        return None
    return list_response_levels().filter(level=level).first()


def longest_incubation(emergency: Emergency) -> int | None:
    """The longest incubation of the emergency's disease in hours; None where there is no such limit."""
    incubation = getattr(emergency.disease, "incubation", None) if emergency.disease else None
    return incubation.max_hours if incubation else None


def units_over(kind: str, area_path: str) -> QuerySet[Unit]:
    """Units of a kind whose area contains this one: its command office, its government."""
    return Unit.objects.filter(
        kind=kind, area_path__in=paths_to(area_path), is_active=True
    ).order_by("sort", "id")


def _visible(actor: Actor) -> QuerySet[Emergency]:
    """Emergencies in the area or above it, and those whose response asks the area for work."""
    answered = Response.objects.filter(concerning_area(actor)).values("emergency")
    rows = Emergency.objects.filter(concerning_area(actor) | Q(pk__in=answered))
    return rows.select_related("area", "disease", "recorded_by", "closed_by", "signal").order_by(
        "-recorded_at", "-id"
    )


def _with_figures(rows: QuerySet[Emergency]) -> QuerySet[Emergency]:
    """Adds cases_now, deaths_now, counted_at, level_now and started_now to each row."""
    tallies = Tally.objects.filter(emergency=OuterRef("pk")).order_by("-as_of", "-id")
    running = Response.objects.filter(emergency=OuterRef("pk"), ended_at=None)
    return rows.annotate(
        cases_now=Subquery(tallies.values("cases")[:1]),
        deaths_now=Subquery(tallies.values("deaths")[:1]),
        counted_at=Subquery(tallies.values("as_of")[:1]),
        level_now=Subquery(running.values("level")[:1]),
        started_now=Subquery(running.values("started_at")[:1]),
    )


def _proposals() -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related(
        "emergency__area", "emergency__disease", "area", "response__plan__area", "proposing_unit",
        "proposed_by", "decided_by", "withdrawn_by",
    )  # fmt: skip
    return rows.defer("response__plan__source_text")
