"""Listing persons for a measure, one by one or from a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import record, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.measures import rules
from lianfang.command.measures.choices import (
    ConsentBy,
    MeasureKind,
    MeasureState,
    PaperKind,
    Route,
    SubjectState,
)
from lianfang.command.measures.models import Measure, Paper, Subject
from lianfang.command.measures.queries import list_subjects, lock_measure, lock_subject
from lianfang.county.orgs.public import Unit
from lianfang.county.people.public import Person, PersonFacts, import_persons, is_minor

from .deciding import DECIDERS, bind_subjects
from .steps import issue_many


@dataclass(frozen=True)
class SubjectFacts:
    """Why, where and until exactly when one person is under a measure."""

    finding: str
    whereabouts: str
    starts_at: datetime
    ends_at: datetime
    unit: Unit
    last_exposed_at: datetime | None = None
    consent_by: str = ConsentBy.NOBODY
    consent_words: str = ""


@transaction.atomic
def list_person(
    *, actor: Actor, measure_uuid: object, person: Person, facts: SubjectFacts
) -> Subject:
    """
    Put a person on the list of a measure; once it is decided, whoever decides puts them under it.

    :raises NotAllowed: the actor may not propose measures, or not in the person's area.
    :raises RuleBroken: not a measure about persons, no finding, no consent where it is the basis,
        an end beyond what the disease allows (art. 58), or under this measure already.
    """
    measure = _open_for_persons(actor, measure_uuid)
    subject = _listed(actor, measure, person, facts)
    record(actor=actor, action="measures.subject.listed", target=subject)
    _bind_if_decided(actor, measure, [subject])
    return subject


@transaction.atomic
def list_persons_from_sheet(
    *, actor: Actor, measure_uuid: object, rows: Iterable[tuple[PersonFacts, SubjectFacts]],
) -> tuple[int, int]:  # fmt: skip
    """
    Put everybody of a list on a measure; persons not yet known are recorded first.

    Gives how many were added and how many stood there already. All of it or nothing.

    :raises RuleBroken: a row that would be refused on its own; it is named by the person's row.
    """
    measure = _open_for_persons(actor, measure_uuid)
    pairs = list(rows)
    found, _ = import_persons(
        actor=actor, rows=[facts for facts, _ in pairs], is_exercise=measure.is_exercise
    )
    held = set(
        measure.subjects.filter(state__in=(SubjectState.LISTED, SubjectState.UNDER)).values_list(
            "person_id", flat=True
        )
    )
    new: list[Subject] = []
    for person, (_, facts) in zip(found, pairs, strict=True):
        if person.pk not in held:
            held.add(person.pk)
            new.append(_listed(actor, measure, person, facts))
    record_batch(
        actor=actor, action="measures.subject.imported", target=measure,
        targets=[str(subject.uuid) for subject in new],
    )  # fmt: skip
    _bind_if_decided(actor, measure, new)
    return len(new), len(pairs) - len(new)


@transaction.atomic
def strike_person(*, actor: Actor, subject_uuid: object, reason: str) -> Subject:
    """
    Take a person off the list before anything was decided.

    :raises RuleBroken: decided already, or no reason.
    """
    require(actor, Permission.MEASURE_PROPOSE)
    require(actor, Permission.PERSON_VIEW)
    subject = lock_subject(actor, subject_uuid)
    words = rules.check_reason(reason)
    subject.state = rules.SUBJECT_MOVES.target(subject.state, "remove")
    subject.end_reason = words[:200]
    subject.save(update_fields=["state", "end_reason"])
    record(actor=actor, action="measures.subject.struck", target=subject, note=words)
    return subject


@transaction.atomic
def certify_periods(*, actor: Actor, measure_uuid: object) -> list[Paper]:
    """
    Number a certificate of the period for every freed person who has none yet.

    Work and wages go on during the period (传染病防治法 art. 67; 应对法 art. 46).

    :raises RuleBroken: nobody has been freed yet.
    """
    require(actor, Permission.MEASURE_SERVE)
    require(actor, Permission.PERSON_VIEW)
    measure = lock_measure(actor, measure_uuid)
    freed = (
        SubjectState.ENDED, SubjectState.RELEASED, SubjectState.WITHDRAWN, SubjectState.TRANSFERRED,
    )  # fmt: skip
    subjects = list(list_subjects(actor, measure=measure).filter(state__in=freed))
    if not subjects:
        raise RuleBroken("还没有解除措施的人员，解除后才能开具期间证明。")
    papers = issue_many(actor, subjects, PaperKind.CERTIFICATE)
    if papers:
        record_batch(
            actor=actor, action="measures.certificate.issued", target=measure,
            targets=[paper.number for paper in papers],
        )  # fmt: skip
    return papers


def check_subject(measure: Measure, person: Person, facts: SubjectFacts) -> None:
    """:raises RuleBroken: as in `list_person`; nothing is stored."""
    if not facts.finding.strip():
        raise RuleBroken("请填写判定依据。", fields={"finding": "请填写"})
    if not facts.whereabouts.strip():
        raise RuleBroken("请填写执行地点。", fields={"whereabouts": "请填写"})
    disease = measure.emergency.disease
    incubation = getattr(disease, "incubation", None) if disease else None
    latest = rules.latest_end(
        last_exposed_at=facts.last_exposed_at,
        observation_days=incubation.observation_days if incubation else None,
        is_contact=MeasureKind(measure.kind) in rules.OBSERVED,
    )
    rules.check_person_period(
        starts_at=facts.starts_at, ends_at=facts.ends_at, latest=latest,
        measure_ends_at=measure.ends_at,
    )  # fmt: skip
    rules.check_consent(
        route=measure.route, by=facts.consent_by, is_minor=is_minor(person.born_on, clock.today())
    )


def _open_for_persons(actor: Actor, measure_uuid: object) -> Measure:
    require(actor, Permission.MEASURE_PROPOSE)
    require(actor, Permission.PERSON_VIEW)
    measure = lock_measure(actor, measure_uuid)
    if rules.KINDS[MeasureKind(measure.kind)].binds != "person" or measure.route == Route.SUGGEST:
        raise RuleBroken("这项措施不针对具体人员，不能列入人员。")
    if measure.state not in (MeasureState.PROPOSED, MeasureState.ORDERED):
        raise RuleBroken("这项措施已经了结，不能再列入人员。")
    if measure.ends_at <= clock.now():
        raise RuleBroken("这项措施已到期，不能再列入人员；仍有必要的，请重新提出措施。")
    if measure.state == MeasureState.ORDERED:
        # Whoever is added to a decided measure is bound at once: that takes the power to decide.
        require(actor, DECIDERS[Route(measure.route)])
    return measure


def _listed(actor: Actor, measure: Measure, person: Person, facts: SubjectFacts) -> Subject:
    require(actor, Permission.MEASURE_PROPOSE, area_path=person.area_path)
    if person.is_exercise != measure.is_exercise:
        raise RuleBroken("演练措施只能列入演练人员，真实措施只能列入真实人员。")
    if person.merged_into_id is not None:
        raise RuleBroken("该人员的记录已合并到另一条，请列入保留的那条记录。")
    check_subject(measure, person, facts)
    standing = (SubjectState.LISTED, SubjectState.UNDER)
    if measure.subjects.filter(person=person, state__in=standing).exists():
        raise RuleBroken("该人员已在这项措施中，不要重复列入。", fields={"person": "已列入"})
    return Subject.objects.create(
        measure=measure, person=person, area_path=person.area_path, unit=facts.unit,
        finding=facts.finding.strip(), last_exposed_at=facts.last_exposed_at,
        whereabouts=facts.whereabouts.strip(), starts_at=facts.starts_at, ends_at=facts.ends_at,
        consent_by=facts.consent_by, consent_words=facts.consent_words.strip(),
        listed_at=clock.now(), listed_by_id=actor.user_id,
    )  # fmt: skip


def _bind_if_decided(actor: Actor, measure: Measure, subjects: list[Subject]) -> None:
    if measure.state == MeasureState.ORDERED and subjects:
        for subject in subjects:
            subject.measure = measure
        bind_subjects(actor, subjects)
