"""Moves of an order and of its addressees, its limits, who may issue it. Plain values only."""

from datetime import datetime, timedelta

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.tasks.choices import (
    AddresseeState,
    OrderKind,
    OrderState,
    OrderUrgency,
    OrderWants,
)

ORDER_MOVES = Transitions(
    Move("issue", "签发", ("draft",), "issued"),
    Move("withdraw", "撤回", ("draft", "issued"), "withdrawn"),
    labels=dict(OrderState.choices),
)
ADDRESSEE_MOVES = Transitions(
    Move("sign", "签收", ("waiting",), "signed"),
    Move("answer", "反馈", ("signed", "returned"), "answered"),
    Move("return", "退回", ("answered",), "returned"),
    Move("clear", "销号", ("signed", "answered"), "cleared"),
    labels=dict(AddresseeState.choices),
)

# Where the form starts from; whoever drafts may set another limit.
SIGN_WITHIN = {
    OrderUrgency.TOP: timedelta(minutes=30),
    OrderUrgency.URGENT: timedelta(hours=1),
    OrderUrgency.ORDINARY: timedelta(hours=4),
}
URGENT = (OrderUrgency.TOP, OrderUrgency.URGENT)
LONGEST_TITLE = 100
LONGEST_ORDER = 5000
MOST_ADDRESSEES = 500


def check_paper(title: str, words: str) -> tuple[str, str]:
    """
    Title and words of an order, trimmed.

    :raises RuleBroken: one of them is missing or too long.
    """
    title, words = title.strip(), words.strip()
    faults = {}
    if not title:
        faults["title"] = "请填写标题。"
    elif len(title) > LONGEST_TITLE:
        faults["title"] = f"标题不能超过 {LONGEST_TITLE} 字。"
    if not words:
        faults["words"] = "请填写内容。"
    elif len(words) > LONGEST_ORDER:
        faults["words"] = f"内容不能超过 {LONGEST_ORDER} 字，详细材料可作为附件。"
    _refuse(faults)
    return title, words


def check_limits(
    sign_until: datetime, answer_until: datetime | None, *, wants: str, at: datetime
) -> None:
    """:raises RuleBroken: a limit in the past, work due before signing, or work without a limit."""
    faults = {}
    if sign_until <= at:
        faults["sign_until"] = "签收时限已经过去，请改为今后的时间。"
    if wants != OrderWants.SIGNATURE and answer_until is None:
        faults["answer_until"] = "要求反馈或形成任务的，请填写办理时限。"
    elif wants != OrderWants.SIGNATURE and answer_until and answer_until < sign_until:
        faults["answer_until"] = "办理时限不能早于签收时限。"
    _refuse(faults)


def check_addressees(count: int) -> None:
    """:raises RuleBroken: nobody, or more than one paper should go to."""
    if not count:
        raise RuleBroken(
            "请至少选择一个主送单位。", fields={"units": "请选择单位、单位类别或工作组。"}
        )
    if count > MOST_ADDRESSEES:
        sentence = f"一件指令最多发 {MOST_ADDRESSEES} 个单位，请分件下发。"
        raise RuleBroken(sentence, fields={"units": sentence})


def check_task_possible(*, wants: str, has_emergency: bool, is_running: bool) -> None:
    """:raises RuleBroken: tasks are asked for without an emergency under a running response."""
    if wants != OrderWants.TASK:
        return
    if not has_emergency:
        sentence = "形成任务的指令要选定事件，任务才有所属的响应。"
        raise RuleBroken(sentence, fields={"emergency": sentence})
    if not is_running:
        sentence = "该事件没有正在进行的应急响应，不能形成任务；可改为“签收并反馈”。"
        raise RuleBroken(sentence, fields={"wants": sentence})


def check_kind_wants(kind: str, wants: str) -> None:
    """:raises RuleBroken: a public criticism that would make tasks."""
    if kind == OrderKind.CRITICISM and wants == OrderWants.TASK:
        sentence = "通报只要求签收或反馈整改情况，任务仍按原件办理。"
        raise RuleBroken(sentence, fields={"wants": sentence})


def check_may_issue(kind: str, *, drafter_id: int | None, issuer_id: int | None) -> None:
    """
    Let a public criticism (通报) be approved by somebody other than its drafter.

    :raises NotAllowed: the drafter wants to approve it.
    """
    if kind == OrderKind.CRITICISM and issuer_id is not None and issuer_id == drafter_id:
        raise NotAllowed("通报由起草人以外有签发权的人员批准，请送指挥长或指挥部办公室主任审批。")


def check_own_answer(unit_id: int, own_unit_id: int | None) -> None:
    """:raises NotAllowed: a unit would clear or return what it answered itself."""
    if own_unit_id is not None and unit_id == own_unit_id:
        raise NotAllowed("承办单位不能核销本单位的反馈，请由其他单位有权限的人员办理。")


def check_answer_wanted(wants: str) -> None:
    """:raises RuleBroken: the order asks for no answer, or for a task, which is reported on itself."""
    if wants == OrderWants.TASK:
        raise RuleBroken("这件指令已形成任务，请在任务中反馈和提交。")
    if wants != OrderWants.ANSWER:
        raise RuleBroken("这件指令签收即可，不要求反馈。")


def check_in_force(state: str) -> None:
    """:raises RuleBroken: the order is not issued, or has been withdrawn."""
    if state == OrderState.WITHDRAWN:
        raise RuleBroken("这件指令已撤回，不用再办理。")
    if state != OrderState.ISSUED:
        raise RuleBroken("这件指令还没有下发。")


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise RuleBroken(next(iter(faults.values())), fields=faults)
