from datetime import datetime, timedelta

import pytest

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.command.tasks import rules
from lianfang.command.tasks.queries import SignTally

AT = datetime.fromisoformat("2026-11-23T08:00:00+08:00")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("sign", "answer", "wants", "fault"),
    [
        (HOUR, None, "signature", ""),
        (HOUR, HOUR, "answer", ""),
        (HOUR, 2 * HOUR, "task", ""),
        (timedelta(0), None, "signature", "sign_until"),
        (-HOUR, None, "signature", "sign_until"),
        (HOUR, None, "answer", "answer_until"),
        (HOUR, None, "task", "answer_until"),
        (2 * HOUR, HOUR, "answer", "answer_until"),
        # What only asks for a signature has no second limit to judge.
        (2 * HOUR, HOUR, "signature", ""),
    ],
)
def test_limits(sign: timedelta, answer: timedelta | None, wants: str, fault: str) -> None:
    until = None if answer is None else AT + answer
    if not fault:
        rules.check_limits(AT + sign, until, wants=wants, at=AT)
        return
    with pytest.raises(RuleBroken) as refusal:
        rules.check_limits(AT + sign, until, wants=wants, at=AT)
    assert list(refusal.value.fields) == [fault]


@pytest.mark.parametrize(
    ("kind", "drafter", "issuer", "allowed"),
    [
        ("directive", 1, 1, True),
        ("criticism", 1, 2, True),
        ("criticism", 1, 1, False),
        ("criticism", None, None, True),
    ],
)
def test_a_criticism_is_approved_by_somebody_else(
    kind: str, drafter: int | None, issuer: int | None, allowed: bool
) -> None:
    if allowed:
        rules.check_may_issue(kind, drafter_id=drafter, issuer_id=issuer)
        return
    with pytest.raises(NotAllowed, match="起草人以外"):
        rules.check_may_issue(kind, drafter_id=drafter, issuer_id=issuer)


@pytest.mark.parametrize(
    ("signed", "total", "rate"),
    [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (199, 200, 99), (3, 3, 100)],
)
def test_the_rate_of_signing_is_never_rounded_up(signed: int, total: int, rate: int) -> None:
    assert SignTally(total=total, signed=signed).rate == rate


@pytest.mark.parametrize(
    ("wants", "emergency", "running", "field"),
    [
        ("signature", False, False, ""),
        ("task", True, True, ""),
        ("task", False, False, "emergency"),
        ("task", True, False, "wants"),
    ],
)
def test_tasks_need_a_running_response(
    wants: str, emergency: bool, running: bool, field: str
) -> None:
    if not field:
        rules.check_task_possible(wants=wants, has_emergency=emergency, is_running=running)
        return
    with pytest.raises(RuleBroken) as refusal:
        rules.check_task_possible(wants=wants, has_emergency=emergency, is_running=running)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(("count", "allowed"), [(0, False), (1, True), (500, True), (501, False)])
def test_an_order_goes_to_somebody_and_not_to_everybody(count: int, allowed: bool) -> None:
    if allowed:
        rules.check_addressees(count)
        return
    with pytest.raises(RuleBroken):
        rules.check_addressees(count)


@pytest.mark.parametrize("unit", [1, 2])
def test_nobody_clears_the_answer_of_the_own_unit(unit: int) -> None:
    if unit == 2:
        rules.check_own_answer(unit, 1)
        return
    with pytest.raises(NotAllowed):
        rules.check_own_answer(unit, 1)
