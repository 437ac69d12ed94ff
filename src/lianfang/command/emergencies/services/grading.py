"""Grading an emergency: facts that only people know, and the decision by name."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number
from lianfang.base.kernel.errors import NotAllowed, RuleBroken, Stale
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Urgency
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import EmergencyState, FactKey
from lianfang.command.emergencies.models import Emergency, Grading, GradingFact, GradingLine
from lianfang.command.emergencies.notices import tell_offices
from lianfang.command.emergencies.queries import (
    Assessment,
    assess,
    fact_value,
    latest_facts,
    latest_grading,
    lock_emergency,
)

from .clocks import keep_clocks


@transaction.atomic
def record_grading_facts(
    *, actor: Actor, emergency_uuid: object, values: Mapping[str, str], source: str
) -> list[GradingFact]:
    """
    Note facts that only people know, each as a row with who, when and on what ground.

    An empty value takes a fact back; a fact that stands already is not written again.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: closed, nothing changes, no ground given, or a value that cannot be.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = lock_emergency(actor, emergency_uuid)
    _check_open(emergency)
    known = {row.key: row.value for row in latest_facts(emergency)}
    changed = {
        FactKey(key): value.strip() for key, value in values.items() if value.strip() != known.get(key, "")
    }  # fmt: skip
    if not changed:
        raise RuleBroken("没有改动任何一项事实，请填写后再保存。")
    rules.check_fact_source(source)
    for key, value in changed.items():
        _check_value(key, value)
    now = clock.now()
    rows = GradingFact.objects.bulk_create(
        GradingFact(
            emergency=emergency, key=key, value=value, source=source.strip(), recorded_at=now,
            recorded_by_id=actor.user_id,
        )
        for key, value in changed.items()
    )  # fmt: skip
    # Facts that contradict each other are found here, before anybody grades with them.
    assess(emergency)
    record(
        actor=actor, action="emergencies.grading.facts_recorded", target=emergency,
        changes={key.value: (known.get(key), value) for key, value in changed.items()},
        note=source.strip(),
    )  # fmt: skip
    return rows


@transaction.atomic
def decide_grading(
    *, actor: Actor, emergency_uuid: object, grade: int, reason: str = "", seen: str = ""
) -> Grading:
    """
    Grade an emergency by name, with everything the criteria said; graded again, a new row.

    `seen` is the number of the last grading that the actor has read, empty where there was none.

    :raises NotAllowed: the actor may not grade, or sits in no unit.
    :raises Stale: somebody graded meanwhile.
    :raises RuleBroken: closed, or no reason for differing from the criteria or for grading again.
    """
    require(actor, Permission.GRADING_DECIDE)
    if actor.user_id is None or actor.unit_id is None:
        raise NotAllowed("事件分级须由有权限的人员本人判定，系统任务不能代为判定。")
    emergency = lock_emergency(actor, emergency_uuid)
    _check_open(emergency)
    before = latest_grading(emergency)
    if (before.number if before else "") != seen:
        raise Stale("刚才已有人判定了本事件的分级。请刷新页面查看，确需更改时再重新判定。")
    found = assess(emergency)
    rules.check_grading(
        grade, proposed=found.judgement.grade, reason=reason, before=before.grade if before else None
    )  # fmt: skip
    grading = _written(actor, emergency, found, grade=grade, reason=reason.strip())
    record(
        actor=actor, action="emergencies.grading.decided", target=grading,
        changes={"grade": (before.grade if before else None, grade)}, note=grading.number,
    )  # fmt: skip
    keep_clocks(actor=actor, emergency=emergency)
    tell_offices(
        emergency, actor, kind="emergencies.graded", urgency=Urgency.URGENT,
        subject=f"事件分级判定：{emergency.name}定为{grading.get_grade_display()}",
        body=f"{grading.number}。{grading.raising}分级与响应级别是两件事，是否启动或调整响应另行研判。",
    )  # fmt: skip
    return grading


def _written(
    actor: Actor, emergency: Emergency, found: Assessment, *, grade: int, reason: str
) -> Grading:
    judgement = found.judgement
    grading = Grading.objects.create(
        emergency=emergency, number=_next_number(is_exercise=emergency.is_exercise),
        ruleset=found.ruleset, proposed=judgement.grade, possible=judgement.possible, grade=grade,
        reason=reason, facts=found.told,
        missing="、".join(rules.FACT_LABELS.get(key, key) for key in judgement.missing),
        raising=rules.may_be_raised_words(judgement.raise_reasons), unit_id=actor.unit_id,
        decided_at=clock.now(), decided_by_id=actor.user_id,
    )  # fmt: skip
    GradingLine.objects.bulk_create(
        GradingLine(
            grading=grading, position=position, code=finding.rule.code, grade=finding.rule.grade,
            title=finding.rule.title, result=finding.result, why=finding.why,
            basis=finding.rule.basis,
        )
        for position, finding in enumerate(judgement.findings)
    )  # fmt: skip
    return grading


def _check_value(key: FactKey, value: str) -> None:
    """:raises RuleBroken: a value that this fact cannot have."""
    if not value:
        return
    try:
        typed = fact_value(key, value)
    except ValueError as fault:
        raise RuleBroken(f"“{key.label}”应为数字。", fields={key.value: "应为数字"}) from fault
    rules.read_facts({key.value: typed}, {})


def _check_open(emergency: Emergency) -> None:
    if emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，分级不能再更改。如有新情况，请重新登记事件。")


def _next_number(*, is_exercise: bool) -> str:
    # Exercises have a series of their own, so that the numbers of real gradings have no gaps.
    prefix = f"{settings.LIANFANG_DOCUMENT_PREFIX}{'演' if is_exercise else ''}判"
    series = "emergencies.exercise_grading" if is_exercise else "emergencies.grading"
    return official_number(prefix, clock.today().year, next_number(series))
