"""Judgement over teams: the table of moves, who moves what, how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.county.orgs.choices import TeamState

S = TeamState
TEAM_MOVES = Transitions(
    Move("call", "调派", (S.READY.value,), S.CALLED.value),
    Move("depart", "报告出发", (S.CALLED.value,), S.ON_WAY.value),
    Move("arrive", "报告到达", (S.ON_WAY.value,), S.ON_SCENE.value),
    Move("release", "撤离", (S.ON_SCENE.value,), S.RELEASED.value),
    Move("recall", "召回", (S.CALLED.value, S.ON_WAY.value), S.RELEASED.value),
    Move("restore", "恢复待命", (S.RELEASED.value, S.NOT_READY.value), S.READY.value),
    Move("stand_down", "暂停待命", (S.READY.value, S.RELEASED.value), S.NOT_READY.value),
    labels=dict(TeamState.choices),
)
# The team's own unit tells where it is; whoever called it sends it home or calls it back.
BY_OWN_UNIT = frozenset({"depart", "arrive", "release", "restore", "stand_down"})
BY_COMMAND = frozenset({"recall", "release"})
NEEDS_REASON = frozenset({"recall", "stand_down"})


@dataclass(frozen=True)
class Times:
    """The moments of one call-out that are known."""

    called_at: datetime
    departed_at: datetime | None = None
    arrived_at: datetime | None = None

    @property
    def to_depart(self) -> timedelta | None:
        """出动用时: from the call to the way."""
        return self.departed_at - self.called_at if self.departed_at else None

    @property
    def to_arrive(self) -> timedelta | None:
        """到达用时: from the call to the scene."""
        return self.arrived_at - self.called_at if self.arrived_at else None


def typical(times: Iterable[timedelta | None]) -> timedelta | None:
    """The median of the known times; none where there is none."""
    known = [time.total_seconds() for time in times if time is not None]
    return timedelta(seconds=median(known)) if known else None


def check_reason(verb: str, reason: str) -> None:
    """:raises RuleBroken: a recall or a pause without its reason."""
    if verb in NEEDS_REASON and len(reason.strip()) < 2:
        raise RuleBroken("请写明原因，队伍和指挥部都会看到。", fields={"note": "请写明原因"})


def check_can_go(*, people: int) -> None:
    """:raises RuleBroken: a team of nobody."""
    if people == 0:
        raise RuleBroken("这支队伍没有登记队员，不能调派。请其单位先登记队员，或改派其他队伍。")
