"""Drafting report cards: filled from the record, confirmed and completed by a person."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import queries
from lianfang.command.emergencies.choices import (
    EVENT_CODES,
    CardKind,
    CardState,
    CardVerb,
    EmergencyKind,
    Milestone,
)
from lianfang.command.emergencies.models import (
    AnnexAnswer,
    CardStep,
    CardSymptom,
    Emergency,
    ReportCard,
)
from lianfang.command.emergencies.rules import reporting as rules
from lianfang.command.surveillance.public import SignalSource
from lianfang.county.orgs.public import AreaLevel, get_area
from lianfang.county.standards.public import (
    AnnexColumn,
    AnswerKind,
    list_annexes,
    list_codes,
)

# What a person confirms or completes; the rest of a card follows from the record.
EDITABLE = (
    "unit_phone", "reported_on", "event_name", "grade", "first_diagnosis", "first_diagnosed_on",
    "revised_diagnosis", "revised_on", "graded_on", "regraded_on", "area", "place_detail",
    "place_kind", "medical_kind", "department", "school_kind", "source", "source_detail", "spread",
    "exposed", "excluded", "total_cases", "total_deaths", "occurred", "received", "first_onset",
    "last_onset", "symptom_detail", "signs", "measures", "cause", "assessment", "next_steps",
    "lessons", "annex",
)  # fmt: skip
# Taken over from the card before, because they seldom change.
CARRIED = (
    "unit_phone", "event_name", "grade", "first_diagnosis", "first_diagnosed_on", "revised_diagnosis",
    "revised_on", "graded_on", "regraded_on", "area", "place_detail", "place_kind", "medical_kind",
    "department", "school_kind", "source", "source_detail", "spread", "exposed", "occurred", "received",
    "first_onset", "last_onset", "symptom_detail", "signs", "measures", "cause", "annex",
)  # fmt: skip
PLACES_OF_SETTINGS = {
    "school": "01", "kindergarten": "01", "hospital": "02", "blood_centre": "02",
    "vaccination_unit": "02", "village": "15", "community": "13",
}  # fmt: skip
SOURCES_OF_SIGNALS = {
    SignalSource.HOSPITAL: "01", SignalSource.LABORATORY: "01", SignalSource.SCHOOL: "08",
    SignalSource.VILLAGE: "08", SignalSource.UNIT: "08", SignalSource.PHONE: "07",
    SignalSource.SYSTEM: "09", SignalSource.OTHER: "12",
}  # fmt: skip
KINDERGARTEN = "1"


@transaction.atomic
def draft_card(
    *, actor: Actor, emergency_uuid: object, kind: str, corrects_uuid: object = None
) -> ReportCard:
    """
    Begin a card, filled from the record and the card before; a correction from the one it corrects.

    :raises NotAllowed: the actor may not draft cards, or sits in no unit that does.
    :raises RuleBroken: another card is open, or it is not this kind's turn.
    """
    require(actor, Permission.CARD_DRAFT)
    _check_unit(actor)
    emergency = queries.lock_emergency(actor, emergency_uuid)
    corrects = _corrected(actor, emergency, corrects_uuid) if corrects_uuid else None
    wanted = CardKind(corrects.kind if corrects else kind)
    _check_turn(emergency, wanted, is_correction=corrects is not None)
    before = queries.base_card(emergency, corrects)
    values = _from_card(corrects) if corrects else _values(emergency, before)
    number = queries.next_sequence(emergency) if wanted == CardKind.PROGRESS else 0
    card = ReportCard(
        emergency=emergency, area_path=emergency.area_path, kind=wanted, corrects=corrects,
        sequence=corrects.sequence if corrects else number, unit_id=actor.unit_id,
        reported_on=clock.today(), event_type=EVENT_CODES[EmergencyKind(emergency.kind)],
        report_area=_county_of(emergency), drafted_at=clock.now(), drafted_by_id=actor.user_id,
        **values,
    )  # fmt: skip
    card.excluded = _excluded_since(card, before) if corrects is None else corrects.excluded
    _count(card, before)
    card.save()
    _copy_parts(card, corrects or before)
    step(actor, card, CardVerb.DRAFT, "订正" if corrects else "")
    record(actor=actor, action="emergencies.card.drafted", target=card)
    return card


@transaction.atomic
def edit_card(
    *,
    actor: Actor,
    card_uuid: object,
    values: Mapping[str, Any],
    symptoms: Collection[str] | None = None,
    answers: Mapping[str, rules.Answer] | None = None,
) -> ReportCard:
    """
    Confirm and complete a draft; new counts follow from the totals and the card before.

    :raises NotAllowed: the actor may not draft cards, or the draft is another unit's.
    :raises RuleBroken: no draft any more, filed already, codes that the lists do not know, counts
        that contradict the last card, places or times that do not fit together.
    """
    require(actor, Permission.CARD_DRAFT)
    card = _own_draft(actor, card_uuid)
    rules.check_unfiled(is_filed=card.filings.exists())
    before = queries.base_card(card.emergency, card.corrects)
    changed = {name: values[name] for name in EDITABLE if name in values}
    for name, value in changed.items():
        setattr(card, name, value.strip() if isinstance(value, str) else value)
    _count(card, before)
    _check_content(card, symptoms)
    card.save(update_fields=[*changed, "new_cases", "new_deaths"])
    if symptoms is not None:
        _set_symptoms(card, symptoms)
    if answers is not None:
        _set_answers(card, answers)
    record(
        actor=actor, action="emergencies.card.edited", target=card, note="、".join(changed)[:200]
    )
    return card


def step(actor: Actor, card: ReportCard, verb: CardVerb, words: str = "") -> CardStep:
    """Write down what was done with a card."""
    return CardStep.objects.create(
        card=card, verb=verb, words=words.strip(), done_at=clock.now(), done_by_id=actor.user_id
    )


def missing_of(card: ReportCard) -> dict[str, str]:
    """What a card must still say before it is checked: column → label."""
    kind = CardKind(card.kind)
    names = ["event_name", "place_kind", "source", "occurred", "received", "measures"]
    if card.event_type in ("01", "07"):
        names.append("first_diagnosis")
    if kind != CardKind.INITIAL:
        names.append("assessment")
    if kind == CardKind.CLOSING:
        names += ["cause", "last_onset", "lessons"]
    label = {field.name: str(field.verbose_name) for field in ReportCard._meta.concrete_fields}
    missing = {name: label[name] for name in names if not getattr(card, name)}
    if not card.symptoms.exists():
        missing["symptoms"] = "主要症状"
    return missing | _missing_answers(card, kind)


def _missing_answers(card: ReportCard, kind: CardKind) -> dict[str, str]:
    """The first report is never held up by its annex table."""
    if card.annex is None or kind == CardKind.INITIAL:
        return {}
    needs = ("always",) if kind == CardKind.PROGRESS else ("always", "closing")
    given = set(card.answers.values_list("column", flat=True))
    columns = card.annex.columns.filter(need__in=needs).order_by("position")
    return {f"annex_{c.code}": c.name for c in columns if c.code not in given}


def _check_unit(actor: Actor) -> None:
    if actor.unit_id is None or actor.user_id is None:
        raise NotAllowed("报告卡须由单位的工作人员填报，系统任务不能代填。")
    rules.check_may_draft(
        is_medical_unit=queries.sits_in_medical_unit(actor),
        may_record=actor.may(Permission.EMERGENCY_RECORD),
    )


def _check_turn(emergency: Emergency, kind: CardKind, *, is_correction: bool) -> None:
    signed = set(queries.signed_cards(emergency).values_list("kind", flat=True))
    waiting = queries.open_card(emergency)
    rules.check_may_begin(
        kind,
        has_initial=CardKind.INITIAL in signed,
        has_closing=CardKind.CLOSING in signed,
        open_card=f"{waiting.unit.short_name}起草的{waiting.get_kind_display()}" if waiting else "",
        has_ended=queries.has_ended(emergency),
        is_correction=is_correction,
    )


def _corrected(actor: Actor, emergency: Emergency, uuid: object) -> ReportCard:
    card = queries.get_card(actor, uuid)
    if card.emergency_id != emergency.pk or card.state != CardState.APPROVED:
        raise RuleBroken("只能订正本事件已签发的报告；未签发的请直接修改。")
    return card


def _own_draft(actor: Actor, card_uuid: object) -> ReportCard:
    card = queries.lock_card(actor, card_uuid)
    may_all = actor.may(Permission.CARD_CHECK)
    if card.unit_id not in actor.unit_ids and not may_all:
        raise NotAllowed("这份报告由其他单位填报，请由填报单位修改。")
    if card.state != CardState.DRAFT:
        state = CardState(card.state).label
        raise RuleBroken(f"这份报告{state}，内容不能再改；如有差错，请退回修改或起草订正报告。")
    return card


def _county_of(emergency: Emergency) -> Any:
    """The reporting area is a county at least (china.md 2.4)."""
    area = emergency.area
    while area.parent_id and area.level not in (AreaLevel.COUNTY, "prefecture", "province"):
        area = get_area(area.path.rstrip("/").split("/")[-2])
    return area


def _from_card(card: ReportCard) -> dict[str, Any]:
    names = (*CARRIED, "total_cases", "total_deaths", "assessment", "next_steps", "lessons")
    return {name: getattr(card, name) for name in names}


def _values(emergency: Emergency, before: ReportCard | None) -> dict[str, Any]:
    """What the record says now, on top of what the card before said."""
    tally = queries.latest_tally(emergency)
    values: dict[str, Any] = {"total_cases": 0, "total_deaths": 0}
    values |= {name: getattr(before, name) for name in CARRIED} if before else _first(emergency)
    if tally is not None:
        values |= {"total_cases": tally.cases, "total_deaths": tally.deaths}
        values["exposed"] = tally.exposed if tally.exposed is not None else values.get("exposed")
    grading = queries.latest_grading(emergency)
    grade = grading.grade if grading else queries.grade_of(emergency)
    if grade is not None:
        values["grade"] = grade
    if grading is not None and not values.get("graded_on"):
        values["graded_on"] = clock.beijing(grading.decided_at).date()
    return values


def _first(emergency: Emergency) -> dict[str, Any]:
    """The first card of an event, from its registration, its signal and what was said of it."""
    known = {key: row.happened for key, row in queries.milestones_as_known(emergency).items()}
    moments = queries.moments_of(emergency)
    annexes = list_annexes(EVENT_CODES[EmergencyKind(emergency.kind)])
    signal = emergency.signal
    return {
        "event_name": emergency.name,
        "first_diagnosis": emergency.disease.name if emergency.disease else "",
        "area": emergency.area,
        "place_detail": emergency.place,
        "spread": emergency.whereabouts,
        "source": SOURCES_OF_SIGNALS[SignalSource(signal.source)] if signal else "",
        "source_detail": signal.reporter_unit.name[:100] if signal and signal.reporter_unit else "",
        "occurred": known.get(Milestone.EMERGED),
        "received": moments["received"].at,
        "first_onset": known.get(Milestone.EMERGED),
        "measures": "",
        "annex": annexes[0] if len(annexes) == 1 else None,
        **_place(emergency),
    }


def _place(emergency: Emergency) -> dict[str, str]:
    setting = queries.setting_of(emergency, queries.known_facts(emergency)).code
    kind = KINDERGARTEN if setting == "kindergarten" else ""
    return {"place_kind": PLACES_OF_SETTINGS.get(setting, ""), "school_kind": kind}


def _excluded_since(card: ReportCard, before: ReportCard | None) -> int:
    """Cases ruled out since the last card: by how much the recorded total fell."""
    return max(0, before.total_cases - card.total_cases) if before else 0


def _count(card: ReportCard, before: ReportCard | None) -> None:
    """Set what is new since the last card."""
    last = rules.Totals(before.total_cases, before.total_deaths) if before else None
    now = rules.Totals(card.total_cases, card.total_deaths)
    fresh = rules.new_since(last, now, excluded=card.excluded)
    card.new_cases, card.new_deaths = fresh.cases, fresh.deaths


def _check_content(card: ReportCard, symptoms: Collection[str] | None) -> None:
    rules.check_grade_of_card(CardKind(card.kind), card.grade)
    rules.check_place(
        card.place_kind, medical_kind=card.medical_kind, department=card.department,
        school_kind=card.school_kind,
    )  # fmt: skip
    names = ("occurred", "received", "first_onset", "last_onset")
    label = {name: str(ReportCard._meta.get_field(name).verbose_name) for name in names}
    rules.check_times({name: (label[name], getattr(card, name)) for name in names}, now=clock.now())
    if symptoms is not None:
        rules.check_symptoms(symptoms, card.symptom_detail)
    _check_codes(card, symptoms or ())


def _check_codes(card: ReportCard, symptoms: Collection[str]) -> None:
    names = queries.code_names()
    given = [(column, str(getattr(card, column))) for column in queries.CARD_LISTS]
    given += [("symptoms", code) for code in symptoms]
    for column, code in given:
        if code and code not in names[column]:
            raise RuleBroken("请从列表中选择。", fields={column: "请从列表中选择"})
    if card.annex is not None and card.event_type not in card.annex.event_types:
        raise RuleBroken(
            f"“{card.annex.title}”不适用于本类事件，请另选附表。", fields={"annex": "请另选附表"}
        )


def _set_symptoms(card: ReportCard, symptoms: Collection[str]) -> None:
    card.symptoms.all().delete()
    CardSymptom.objects.bulk_create(CardSymptom(card=card, code=code) for code in sorted(symptoms))


def _copy_parts(card: ReportCard, source: ReportCard | None) -> None:
    """Symptoms and annex answers of the card before are the start of the next one."""
    if source is None:
        return
    CardSymptom.objects.bulk_create(
        CardSymptom(card=card, code=row.code) for row in source.symptoms.all()
    )
    rows = list(source.answers.all())
    for row in rows:
        row.pk, row.card = None, card
    AnnexAnswer.objects.bulk_create(rows)


def _set_answers(card: ReportCard, answers: Mapping[str, rules.Answer]) -> None:
    """Replace the answers of the annex table by those given; empty ones are left out."""
    card.answers.all().delete()
    if card.annex is None:
        return
    rows = [
        answer_row(card, column, answers[column.code])
        for column in card.annex.columns.order_by("position")
        if answers.get(column.code) not in (None, "")
    ]
    AnnexAnswer.objects.bulk_create(rows)


def answer_row(card: ReportCard, column: AnnexColumn, value: rules.Answer) -> AnnexAnswer:
    """:raises RuleBroken: an answer of another kind than the column takes."""
    field, shown = _typed(column, value)
    row = AnnexAnswer(card=card, column=column.code, label=column.name, position=column.position)
    setattr(row, field, value)
    row.shown = shown
    return row


def _typed(column: AnnexColumn, value: rules.Answer) -> tuple[str, str]:
    """Where an answer is kept and how it is printed."""
    kind, unit = AnswerKind(column.kind), column.measure
    if kind == AnswerKind.CHOICE:
        name = list_codes(column.list_code).filter(code=value).values_list("name", flat=True)
        if name:
            return "text", str(name[0])
    elif kind == AnswerKind.TEXT and isinstance(value, str) and len(value) <= 300:
        return "text", value
    elif kind == AnswerKind.YES_NO and isinstance(value, bool):
        return "yes_no", "是" if value else "否"
    elif kind == AnswerKind.WHOLE and type(value) is int and value >= 0:
        return "whole", f"{value}{unit}"
    elif kind == AnswerKind.NUMBER and isinstance(value, int | Decimal):
        return "number", f"{value.normalize():f}{unit}" if isinstance(
            value, Decimal
        ) else f"{value}{unit}"
    elif kind == AnswerKind.MOMENT and isinstance(value, datetime):
        return "moment", f"{clock.beijing(value):%Y-%m-%d %H:%M}"
    elif kind == AnswerKind.DAY and hasattr(value, "isoformat"):
        return "day", value.isoformat()
    raise RuleBroken(
        f"附表“{column.name}”的答案不合要求，请重新填写。",
        fields={f"annex_{column.code}": "请重新填写"},
    )
