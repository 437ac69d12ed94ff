"""Reading measures, their papers and their reports upwards."""

from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, own_units, paths_to, within_area
from lianfang.base.search.public import matching_uuids
from lianfang.command.emergencies.public import Emergency
from lianfang.command.measures.choices import (
    PUBLIC_STATES,
    STANDING,
    MeasureState,
    Outcome,
    PaperKind,
)
from lianfang.command.measures.models import ControlDraft, Delivery, Measure, Paper, UpwardReport
from lianfang.command.measures.rules import Power
from lianfang.command.surveillance.public import Signal, SourceControl
from lianfang.county.orgs.public import Unit, UnitKind
from lianfang.county.standards.public import Authority, list_authorities

SEARCH_KIND = "measure"
ARRIVED = (Outcome.SIGNED, Outcome.REFUSED, Outcome.PUBLISHED)
# Papers that have to reach somebody; reports and suggestions go another way.
TO_DELIVER = (
    PaperKind.NOTICE, PaperKind.PERSON_NOTICE, PaperKind.LIFTING, PaperKind.RELEASE,
)  # fmt: skip


def list_measures(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    standing: str = "",
    emergency: object = None,
    place: object = None,
    exercise: bool | None = None,
    proposed_since: date | None = None,
) -> QuerySet[Measure]:
    """
    Measures of the actor's area and of the areas that contain it, latest first.

    What was only proposed is seen by the units concerned and by whoever oversees the county.
    `standing` "now" are those that bind at this moment, by the clock.

    :raises NotAllowed: the actor may not see measures.
    """
    require(actor, Permission.MEASURE_VIEW)
    rows = _visible(actor)
    if words.strip():
        named = Q(number__iexact=words.strip()) | Q(decision_number=words.strip())
        rows = rows.filter(named | Q(uuid__in=matching_uuids(SEARCH_KIND, words)))
    for column, value in (("kind", kind), ("state", state), ("is_exercise", exercise)):
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    if emergency:
        rows = rows.filter(emergency__uuid=emergency)
    if place:
        rows = rows.filter(place__uuid=place)
    if proposed_since is not None:
        rows = rows.filter(proposed_at__gte=clock.start_of_day(proposed_since))
    return rows.filter(binding_at(clock.now())) if standing == "now" else rows


def binding_at(at: datetime) -> Q:
    """What binds at a moment, whether or not the job that ends measures has run."""
    return Q(state__in=STANDING, starts_at__lte=at, ends_at__gt=at)


def get_measure(actor: Actor, uuid: object) -> Measure:
    """:raises NotFound: no such measure, or the actor may not know of it."""
    measure = list_measures(actor).filter(uuid=uuid).first()
    if measure is None:
        raise NotFound
    return measure


def lock_measure(actor: Actor, uuid: object) -> Measure:
    """Fetch a measure of the actor's own area to change it or its parts; all of that queues here."""
    rows = _visible(actor).filter(within_area(actor)).select_for_update(of=("self",))
    measure = rows.filter(uuid=uuid).first()
    if measure is None:
        raise NotFound
    return measure


def list_due(at: datetime) -> QuerySet[Measure]:
    """Measures whose time is over and which nobody has closed. Unscoped: for the job that ends them."""
    rows = Measure.objects.filter(state__in=STANDING, ends_at__lte=at)
    return rows.select_related("emergency", "area", "place", "unit").order_by("ends_at", "id")


def list_for_review(day: date) -> QuerySet[Measure]:
    """Measures to be looked at again on a day. Unscoped: for the job that reminds."""
    rows = Measure.objects.filter(state__in=STANDING, review_on=day)
    return rows.select_related("area", "unit", "emergency").order_by("id")


def list_papers(measure: Measure) -> QuerySet[Paper]:
    """A measure's own papers, not those to persons; with whether they arrived."""
    rows = measure.papers.filter(subject=None).select_related("issued_by")
    return with_deliveries(rows).order_by("issued_at", "id")


def with_deliveries(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Papers with every attempt to deliver them, and whether one of them succeeded."""
    tries = Delivery.objects.select_related("delivered_by").order_by("delivered_at", "id")
    return rows.prefetch_related(Prefetch("deliveries", queryset=tries)).annotate(
        arrived=has_arrived(), tries=Count("deliveries")
    )


def has_arrived() -> Exists:
    return Exists(Delivery.objects.filter(paper=OuterRef("pk"), outcome__in=ARRIVED))


def count_undelivered(measure: Measure) -> int:
    """How many papers that have to reach somebody have no proof that they did."""
    return measure.papers.filter(~has_arrived(), kind__in=TO_DELIVER).count()


def list_unsent_reports(actor: Actor) -> QuerySet[UpwardReport]:
    """Measures in the actor's area that were not yet reported to the level above."""
    rows = UpwardReport.objects.filter(within_area(actor, "measure__area_path"), sent_at=None)
    return rows.select_related("measure").order_by("due_at", "id")


def measures_of(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[Measure]:
    """Measures of an emergency; with `at` those decided by then. Unscoped: the caller has the emergency."""
    rows = Measure.objects.filter(emergency=emergency)
    if at is not None:
        rows = rows.filter(decided_at__lte=at, state__in=PUBLIC_STATES)
    rows = rows.select_related(
        "area", "place", "unit", "proposing_unit", "proposed_by", "decided_by", "ended_by"
    )
    return rows.order_by("starts_at", "id")


def open_measures_of(emergency: Emergency) -> QuerySet[Measure]:
    """What still stands open at the end of a response: measures that bind, or wait to be decided."""
    waiting = (MeasureState.PROPOSED, *STANDING)
    return measures_of(emergency).filter(state__in=waiting)


def emergency_of_signal(signal: Signal) -> Emergency | None:
    """The emergency recorded from a signal. Unscoped: the caller has the signal."""
    rows = Emergency.objects.filter(signal=signal)
    return rows.select_related("disease", "area").order_by("id").first()


def list_waiting_drafts(emergency: Emergency) -> list[ControlDraft]:
    """Proposals of source control on an emergency's signal that waited for it. Unscoped: for the event."""
    rows = ControlDraft.objects.filter(
        proposal__signal=emergency.signal_id, is_waiting=True, measure=None
    )
    return list(
        rows.select_related("proposal__signal", "proposal__area", "proposal__unit").order_by("id")
    )


def list_drafts_of(signal: Signal) -> QuerySet[ControlDraft]:
    """What became of a signal's proposals. Unscoped: the caller has the signal."""
    rows = ControlDraft.objects.filter(proposal__signal=signal)
    return rows.select_related("measure").order_by("-proposal_id")


def source_of(measure: Measure) -> SourceControl | None:
    """The proposal of surveillance that a measure was drafted from."""
    draft = ControlDraft.objects.filter(measure=measure).select_related("proposal__signal").first()
    return draft.proposal if draft else None


def powers_on(day: date) -> tuple[list[Power], dict[str, Authority]]:
    """The authorities that hold on a day, as plain values and by their code."""
    rows = list(list_authorities(day))
    names = (
        "code", "measure", "applies_to", "title", "decider", "county_power", "basis", "longest_days",
        "must_report_up", "may_be_complained_of",
    )  # fmt: skip
    powers = [Power(**{name: getattr(row, name) for name in names}) for row in rows]
    # A rule for one class goes before one for all.
    powers.sort(key=lambda power: power.applies_to == "any")
    return powers, {row.code: row for row in rows}


def offices_over(area_path: str) -> QuerySet[Unit]:
    """The command offices over an area."""
    return Unit.objects.filter(
        kind=UnitKind.COMMAND_OFFICE, area_path__in=paths_to(area_path), is_active=True
    ).order_by("sort", "id")


def governments_over(area_path: str) -> QuerySet[Unit]:
    """The county governments over an area."""
    return Unit.objects.filter(
        kind=UnitKind.GOVERNMENT, area_path__in=paths_to(area_path), is_active=True
    ).order_by("sort", "id")


def is_place_bound(place_id: int, *, apart_from: int, at: datetime) -> bool:
    """Whether another measure binds a place at a moment."""
    rows = Measure.objects.filter(binding_at(at), place=place_id)
    return rows.exclude(pk=apart_from).exists()


def _visible(actor: Actor) -> QuerySet[Measure]:
    rows = Measure.objects.filter(concerning_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        own = own_units(actor) | own_units(actor, "proposing_unit") | Q(proposed_by=actor.user_id)
        rows = rows.filter(Q(state__in=PUBLIC_STATES) | own)
    return rows.select_related(
        "emergency__disease", "area__parent", "place", "unit", "authority", "proposing_unit",
        "proposed_by", "decided_by", "ended_by", "continues", "deciding_unit",
    ).order_by("-proposed_at", "-id")  # fmt: skip
