"""How teams look on the board, and what may be done with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.transitions import Move
from lianfang.county.orgs import rules
from lianfang.county.orgs.choices import TeamState
from lianfang.county.orgs.models import CallOut, Team
from lianfang.county.orgs.rules.teams import BY_COMMAND, BY_OWN_UNIT

TONES = {
    TeamState.READY.value: "good", TeamState.CALLED.value: "warn", TeamState.ON_WAY.value: "busy",
    TeamState.ON_SCENE.value: "info", TeamState.RELEASED.value: "muted", TeamState.NOT_READY.value: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class TeamLine:
    """A team with its state in words and what it is out for."""

    team: Team
    tone: str
    callout: CallOut | None
    since: str


def team_lines(teams: Iterable[Team], *, at: datetime) -> list[TeamLine]:
    return [team_line(team, at=at) for team in teams]


def team_line(team: Team, *, at: datetime) -> TeamLine:
    callout = team.open_callouts[0] if team.open_callouts else None
    return TeamLine(
        team, TONES[team.state], callout, time_words(at - callout.called_at) if callout else ""
    )


def time_words(time: timedelta | None) -> str:
    """A length of time as people say it."""
    if time is None:
        return "—"
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    return (
        f"{minutes // 60} 小时 {minutes % 60} 分" if minutes < 48 * 60 else f"{minutes // 1440} 天"
    )


def callout_times(callout: CallOut) -> tuple[str, str]:
    """How long until it left, and until it was there."""
    times = rules.Times(callout.called_at, callout.departed_at, callout.arrived_at)
    return time_words(times.to_depart), time_words(times.to_arrive)


def typical_times(callouts: Iterable[CallOut]) -> tuple[str, str]:
    """The medians over several call-outs, recalled ones left out."""
    times = [
        rules.Times(c.called_at, c.departed_at, c.arrived_at) for c in callouts if not c.is_recalled
    ]
    return (
        time_words(rules.typical(t.to_depart for t in times)),
        time_words(rules.typical(t.to_arrive for t in times)),
    )


def verbs_for(actor: Actor, team: Team) -> list[Move]:
    """The steps that the actor may take with a team now, the call aside."""
    own = team.unit_id in actor.unit_ids and actor.may(Permission.TEAM_MOVE)
    commands = actor.may(Permission.TEAM_CALL)
    return [
        move
        for move in rules.TEAM_MOVES.allowed(team.state)
        if (own and move.verb in BY_OWN_UNIT) or (commands and move.verb in BY_COMMAND)
    ]
