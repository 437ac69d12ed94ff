"""Reading report cards and flash reports."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, own_units, within_area
from lianfang.command.emergencies.choices import CardKind, CardState, EmergencyState
from lianfang.command.emergencies.models import Emergency, FlashReport, ReportCard, Response
from lianfang.command.emergencies.rules.reporting import OPEN_CARDS
from lianfang.county.orgs.public import Unit, UnitKind
from lianfang.county.standards.public import list_codes

from .clocks import MEDICAL, health_unit_over
from .responding import lock_emergency, running_response, units_over

# The official code lists that a card uses, by the column that holds the code.
CARD_LISTS = {
    "event_type": "event_type", "grade": "event_grade", "place_kind": "event_place",
    "medical_kind": "medical_place_kind", "department": "infected_department",
    "school_kind": "school_kind", "source": "event_source",
}  # fmt: skip
SYMPTOMS = "main_symptom"


def list_cards(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    exercise: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    emergency_uuid: object = None,
) -> QuerySet[ReportCard]:
    """
    Report cards of the actor's area and those that contain it, latest drafted first.

    Drafts of other units only for whoever sees the whole county.

    :raises NotAllowed: the actor may not see emergencies.
    """
    require(actor, Permission.EMERGENCY_VIEW)
    rows = _visible_cards(actor)
    if words.strip():
        text = words.strip()
        found = Q(event_name__icontains=text) | Q(number__iexact=text)
        rows = rows.filter(found | Q(emergency__number__iexact=text))
    for column, value in (("kind", kind), ("state", state), ("emergency__is_exercise", exercise)):
        if value not in ("", None):
            rows = rows.filter(**{column: value})
    if since is not None:
        rows = rows.filter(drafted_at__gte=clock.start_of_day(since))
    if until is not None:
        rows = rows.filter(drafted_at__lt=clock.start_of_day(until + timedelta(days=1)))
    if emergency_uuid is not None:
        rows = rows.filter(emergency__uuid=emergency_uuid)
    return rows


def get_card(actor: Actor, uuid: object) -> ReportCard:
    """:raises NotFound: no such card, or the actor may not know of it."""
    rows = list_cards(actor).prefetch_related(
        "symptoms", "answers", "steps__done_by", "filings__recorded_by", "corrections"
    )
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def addressee_of_card(card: ReportCard) -> str:
    """
    Whom a card goes to: a hospital's to the CDC, the CDC's to the health authority, its to the government.

    传染病防治法 (2025) art. 45, 49; 突发公共卫生事件应对法 art. 30, 33.
    """
    path, unit = card.report_area.path, card.unit
    health = health_unit_over(path)
    if unit.kind == UnitKind.HOSPITAL:
        cdc = units_over(UnitKind.CDC, path).first()
        return (cdc or health or unit).name
    if health is not None and unit.kind == UnitKind.CDC and health.pk != unit.pk:
        return health.name
    return f"{card.report_area.name}人民政府"


def lock_card(actor: Actor, uuid: object) -> ReportCard:
    """
    Fetch a card to change it, its emergency locked first as everywhere in this room.

    :raises NotFound: no such card in the actor's own area.
    """
    seen = _visible_cards(actor).filter(uuid=uuid).first()
    if seen is None:
        raise NotFound
    emergency = lock_emergency(actor, seen.emergency.uuid)
    rows = ReportCard.objects.select_related("unit", "area", "report_area", "annex")
    card = rows.select_for_update(of=("self",)).get(pk=seen.pk)
    card.emergency = emergency
    return card


def cards_of(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[ReportCard]:
    """Everything drafted for an emergency, in order; with `at`, what had been drafted by then."""
    rows = _cards().filter(emergency=emergency)
    if at is not None:
        rows = rows.filter(drafted_at__lte=at)
    return rows.order_by("drafted_at", "id")


def signed_cards(emergency: Emergency) -> QuerySet[ReportCard]:
    """The signed cards in the order of signing."""
    rows = _cards().filter(emergency=emergency, state=CardState.APPROVED)
    return rows.order_by("approved_at", "id")


def base_card(emergency: Emergency, corrects: ReportCard | None = None) -> ReportCard | None:
    """The card that a new one counts from: the last signed, or the last before the one corrected."""
    rows = signed_cards(emergency)
    if corrects is not None:
        rows = rows.filter(approved_at__lt=corrects.approved_at).exclude(pk=corrects.pk)
    return rows.last()


def open_card(emergency: Emergency) -> ReportCard | None:
    """The card that is being drafted or waits to be signed, if any."""
    return _cards().filter(emergency=emergency, state__in=OPEN_CARDS).first()


def has_ended(emergency: Emergency) -> bool:
    """A closing report is in order: the response has ended, or the event was closed without one."""
    if emergency.state == EmergencyState.CLOSED:
        return True
    began = Response.objects.filter(emergency=emergency).exists()
    return began and running_response(emergency) is None


def next_sequence(emergency: Emergency) -> int:
    """The n of the next progress report; corrections do not count."""
    rows = signed_cards(emergency).filter(kind=CardKind.PROGRESS, corrects=None)
    return rows.count() + 1


def code_names() -> dict[str, dict[str, str]]:
    """The official code lists of the card, by column: code → name."""
    lists = {**CARD_LISTS, "symptoms": SYMPTOMS}
    return {
        column: {item.code: item.name for item in list_codes(code)}
        for column, code in lists.items()
    }


def list_flashes(
    actor: Actor, *, words: str = "", waiting: bool = False, exercise: bool | None = None
) -> QuerySet[FlashReport]:
    """
    Flash reports of the actor's area, latest first; of other units only for the county's desks.

    :raises NotAllowed: the actor may neither send nor receive flash reports.
    """
    if not actor.may(Permission.FLASH_NOTE):
        require(actor, Permission.EMERGENCY_VIEW)
    rows = _visible_flashes(actor)
    if words.strip():
        text = words.strip()
        found = Q(what__icontains=text) | Q(place__icontains=text) | Q(number__iexact=text)
        rows = rows.filter(found)
    if waiting:
        rows = rows.filter(noted_at=None)
    if exercise is not None:
        rows = rows.filter(is_exercise=exercise)
    return rows


def get_flash(actor: Actor, uuid: object) -> FlashReport:
    """:raises NotFound: no such flash report, or the actor may not know of it."""
    found = list_flashes(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def lock_flash(actor: Actor, uuid: object) -> FlashReport:
    """:raises NotFound: no such flash report in the actor's area."""
    rows = _visible_flashes(actor).select_for_update(of=("self",))
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def sits_in_medical_unit(actor: Actor) -> bool:
    """Whether the actor's own unit is a hospital or a CDC."""
    return Unit.objects.filter(pk=actor.unit_id, kind__in=MEDICAL).exists()


def hold_emergency(emergency: Emergency) -> None:
    """Let whoever adds to the clocks of an emergency from outside its area queue like the others."""
    Emergency.objects.select_for_update().only("pk").get(pk=emergency.pk)


def flashes_of(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[FlashReport]:
    """The flash reports about an emergency, or about the signal it came from."""
    about = Q(emergency=emergency)
    if emergency.signal_id:
        about |= Q(signal=emergency.signal_id)
    rows = FlashReport.objects.filter(about).select_related("unit", "sent_by", "noted_by")
    if at is not None:
        rows = rows.filter(sent_at__lte=at)
    return rows.order_by("sent_at", "id")


def _visible_flashes(actor: Actor) -> QuerySet[FlashReport]:
    rows = FlashReport.objects.filter(within_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(own_units(actor) | Q(sent_by=actor.user_id))
    rows = rows.select_related("area", "unit", "emergency", "signal", "sent_by", "noted_by")
    return rows.order_by("-sent_at", "-id")


def _visible_cards(actor: Actor) -> QuerySet[ReportCard]:
    rows = _cards().filter(concerning_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(Q(state=CardState.APPROVED) | own_units(actor))
    return rows.order_by("-drafted_at", "-id")


def _cards() -> QuerySet[ReportCard]:
    return ReportCard.objects.select_related(
        "emergency__area", "emergency__disease", "unit", "area", "report_area", "annex",
        "corrects", "drafted_by", "approved_by",
    )  # fmt: skip
