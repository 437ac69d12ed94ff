"""The ladder of supervision: when a matter climbs, which light it shows, who may close it. Plain values."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.command.tasks.choices import Rung, SupervisionState

from .working import remind_before

# (urgent, rung): time past the limit. Practice, not law: a county sets its own (督办规则).
DEFAULT_LADDER: dict[tuple[bool, int], timedelta] = {
    (False, Rung.REMINDER): timedelta(hours=2),
    (False, Rung.UNIT_LEADER): timedelta(hours=24),
    (False, Rung.COMMAND): timedelta(hours=48),
    (False, Rung.CRITICISM): timedelta(hours=72),
    (True, Rung.REMINDER): timedelta(minutes=30),
    (True, Rung.UNIT_LEADER): timedelta(hours=4),
    (True, Rung.COMMAND): timedelta(hours=12),
    (True, Rung.CRITICISM): timedelta(hours=24),
}
AUTOMATIC = (Rung.REMINDER, Rung.UNIT_LEADER, Rung.COMMAND)
LONGEST_STEP_MINUTES = 30 * 24 * 60

Ladder = Mapping[tuple[bool, int], timedelta]


def rung_due(late: timedelta, ladder: Ladder, *, is_urgent: bool) -> int:
    """The rung that the clock puts a matter on; 0 before the first, and never the public criticism."""
    reached = [rung for rung in AUTOMATIC if late >= ladder[is_urgent, rung]]
    return max(reached, default=0)


def may_propose_criticism(late: timedelta, ladder: Ladder, *, is_urgent: bool) -> bool:
    """Late enough for a public criticism to be proposed to whoever may approve it."""
    return late >= ladder[is_urgent, Rung.CRITICISM]


def next_rung(rung: int) -> int:
    """
    The rung that a person may raise a matter to.

    :raises RuleBroken: above the command there is only the public criticism, which is a paper.
    """
    if rung >= Rung.COMMAND:
        raise RuleBroken("已升级到指挥部。需要通报的，请起草通报，由有签发权的人员批准。")
    return rung + 1


def light(*, opened: datetime, limit: datetime, at: datetime, is_open: bool) -> str:
    """Red after the limit, yellow in the last fifth before it, green earlier, none when closed."""
    if not is_open:
        return "muted"
    if limit < at:
        return "bad"
    return "warn" if remind_before(opened, limit) <= at else "good"


def check_open(state: str) -> None:
    """:raises RuleBroken: closed already."""
    if state != SupervisionState.OPEN:
        raise RuleBroken("这件督办已了结，请刷新后查看办理记录。")


def check_supervisor(unit_id: int, own_unit_id: int | None, what: str) -> None:
    """:raises NotAllowed: the doing unit would decide about its own matter."""
    if own_unit_id is not None and unit_id == own_unit_id:
        raise NotAllowed(f"责任单位不能{what}本单位的督办件，请由其他单位有权限的人员办理。")


def check_ladder(minutes: Mapping[tuple[bool, int], int]) -> None:
    """:raises RuleBroken: a rung before the one below it, or an urgent matter slower than others."""
    faults: dict[str, str] = {}
    for (is_urgent, rung), count in minutes.items():
        name = ladder_field(rung, is_urgent=is_urgent)
        below = minutes.get((is_urgent, rung - 1))
        if not 0 < count <= LONGEST_STEP_MINUTES:
            faults[name] = "应在 1 分钟到 30 天之间。"
        elif below is not None and count <= below:
            faults[name] = "应晚于上一级。"
        elif is_urgent and count > minutes.get((False, rung), count):
            faults[name] = "急件不能慢于一般事项。"
    if faults:
        raise RuleBroken("督办规则前后不一致，请按提示修改。", fields=faults)


def ladder_field(rung: int, *, is_urgent: bool) -> str:
    return f"{'urgent' if is_urgent else 'ordinary'}_{rung}"


def late_words(late: timedelta) -> str:
    """How late, as officials say it: 26 小时, 3 天 2 小时, 40 分钟."""
    minutes = int(late.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} 分钟"
    days, hours = divmod(minutes // 60, 24)
    if not days:
        return f"{hours} 小时"
    return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
