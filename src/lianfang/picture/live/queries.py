"""What was known, ordered and done at a moment; nothing is stored here and nothing is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import (
    Emergency,
    Milestone,
    MilestoneEntry,
    Proposal,
    ProposalState,
    Response,
    Tally,
    clocks_of,
    history,
    latest_tally,
    list_tallies,
    milestones_as_known,
    proposals_of,
)
from lianfang.command.tasks.public import (
    COUNTED,
    HeadlineFigure,
    Parts,
    Standing,
    headline,
    list_responses,
    numbers_at,
    parts_at,
    standing_at,
)
from lianfang.county.orgs.public import Area, BoundaryShape, outlines_of

# The longest course that a slider is drawn for; a longer one is moved by whole steps all the same.
STEPS = 240
LATEST = 40
# Pictures of running emergencies kept in a process; the oldest makes room.
KNOWN_AT_MOST = 8


@dataclass(frozen=True)
class AreaTile:
    """One township on the schematic map, with the tasks done in it."""

    area: Area
    standing: Standing | None
    tone: str


@dataclass(frozen=True)
class Snapshot:
    """An emergency as it stood at a moment, from records made by then."""

    at: datetime
    tally: Tally | None
    numbers: dict[str, int]
    parts: Parts
    events: list[Any]
    units: list[Standing]
    tiles: list[AreaTile]
    outlines: list[BoundaryShape]
    clocks: list[Any]

    @property
    def figures(self) -> list[tuple[str, str, int, str]]:
        """Key, label, value and definition of every figure about tasks."""
        return [(f.key, f.label, self.numbers[f.key], f.definition) for f in COUNTED]

    @property
    def headline(self) -> list[HeadlineFigure]:
        """What the board shows at its head, too."""
        return headline(self.numbers, self.parts)


def snapshot(actor: Actor, emergency: Emergency, at: datetime) -> Snapshot:
    """
    An emergency at a moment; a fixed number of queries.

    :raises NotAllowed: the actor does not see the work of the whole county.
    """
    require(actor, Permission.COUNTY_VIEW)
    return _snapshot(emergency, at)


def snapshot_now(actor: Actor, emergency: Emergency, version: str) -> Snapshot:
    """
    An emergency as it stands. Every screen that asks for one version gets the same one.

    :raises NotAllowed: the actor does not see the work of the whole county.
    """
    require(actor, Permission.COUNTY_VIEW)
    key = (str(emergency.uuid), version)
    if key not in _known:
        while len(_known) >= KNOWN_AT_MOST:
            _known.pop(next(iter(_known)))
        _known[key] = _snapshot(emergency, clock.now(), is_now=True)
    return _known[key]


_known: dict[tuple[str, str], Snapshot] = {}


def _snapshot(emergency: Emergency, at: datetime, *, is_now: bool = False) -> Snapshot:
    then = None if is_now else at
    areas = standing_at(emergency, then, by="area")
    return Snapshot(
        at=at,
        tally=latest_tally(emergency, at=at),
        numbers=numbers_at(emergency, then),
        parts=parts_at(emergency, then),
        events=events_until(emergency, at)[:LATEST],
        units=standing_at(emergency, then, by="unit"),
        tiles=tiles_of(emergency, areas),
        outlines=outlines_of(county_path(emergency.area_path)),
        clocks=list(clocks_of(emergency, at=at)[:LATEST]),
    )


@dataclass(frozen=True)
class Decided:
    """What had been decided about an emergency by a moment, what waited, and its times as known then."""

    level: int | None
    has_ended: bool
    pending: list[Proposal]
    milestones: dict[Milestone, MilestoneEntry]


def decided_at(emergency: Emergency, at: datetime) -> Decided:
    """Level, waiting proposals and milestones at a moment; two queries."""
    proposals = list(proposals_of(emergency, at=at))
    level, has_ended = level_at(proposals, at)
    pending = [proposal for proposal in proposals if not _is_settled(proposal, at)]
    return Decided(level, has_ended, pending, milestones_as_known(emergency, at=at))


def _is_settled(proposal: Proposal, at: datetime) -> bool:
    ended = proposal.decided_at or proposal.withdrawn_at
    return ended is not None and ended <= at


def level_at(proposals: Iterable[Proposal], at: datetime) -> tuple[int | None, bool]:
    """The level in force at a moment, and whether a response had ended by then."""
    decided = [
        proposal
        for proposal in proposals
        if proposal.state == ProposalState.APPROVED
        and proposal.decided_at
        and proposal.decided_at <= at
    ]
    if not decided:
        return None, False
    last = max(decided, key=lambda proposal: (proposal.decided_at, proposal.pk))
    return (None, True) if last.kind == "end" else (last.level, False)


def events_until(emergency: Emergency, at: datetime | None = None) -> list[Any]:
    """The course from every room that entered its part, latest first; only what was on record by then."""
    return history(emergency, at)


def tiles_of(emergency: Emergency, standings: list[Standing]) -> list[AreaTile]:
    """
    The townships of the emergency's county as tiles; what lies below a township counts for it.

    Where the county has adopted no boundary file, they are all the map there is; none is shipped.
    """
    county = county_path(emergency.area_path)
    tiles = []
    for area in Area.objects.filter(path__startswith=county, level="township").order_by("code"):
        inside = [row for row in standings if row.key.startswith(area.path)]
        total = _sum(area.name, inside) if inside else None
        tiles.append(AreaTile(area, total, _tone(total)))
    return tiles


@dataclass(frozen=True)
class AreaPicture:
    """The townships of an emergency at a moment, with outlines where a file was adopted."""

    at: datetime
    tiles: list[AreaTile]
    outlines: list[BoundaryShape]


def area_picture(actor: Actor, emergency: Emergency, at: datetime) -> AreaPicture:
    """:raises NotAllowed: the actor does not see the work of the whole county."""
    require(actor, Permission.COUNTY_VIEW)
    standings = standing_at(emergency, at, by="area")
    outlines = outlines_of(county_path(emergency.area_path))
    return AreaPicture(at, tiles_of(emergency, standings), outlines)


def _sum(name: str, rows: list[Standing]) -> Standing:
    return Standing(
        name, name, sum(r.issued for r in rows), sum(r.open for r in rows),
        sum(r.overdue for r in rows), sum(r.accepted for r in rows),
    )  # fmt: skip


def _tone(standing: Standing | None) -> str:
    if standing is None:
        return "none"
    if standing.overdue:
        return "bad"
    return "busy" if standing.open else "good"


def county_path(path: str) -> str:
    """The path of the county that an area is or lies in; the path itself above counties."""
    parts = path.strip("/").split("/")
    for count, code in enumerate(parts, 1):
        if len(code) == 6 and not code.endswith("00"):
            return "/".join(parts[:count]) + "/"
    return path


@dataclass(frozen=True)
class Course:
    """From when to when an emergency can be replayed, and how far one step of the slider goes."""

    begins: datetime
    ends: datetime
    step: timedelta

    @property
    def steps(self) -> int:
        return max(-(-(self.ends - self.begins) // self.step), 1)

    def moment(self, number: int) -> datetime:
        """The moment of a step; the last one is the end itself."""
        kept = max(0, min(number, self.steps))
        return min(self.begins + kept * self.step, self.ends)

    def number(self, at: datetime) -> int:
        return max(0, min(-(-(at - self.begins) // self.step), self.steps))


def course_of(emergency: Emergency) -> Course:
    """The course of an emergency: from its recording to its closing, or to now."""
    begins = emergency.recorded_at
    ends = max(emergency.closed_at or clock.now(), begins + timedelta(minutes=1))
    minutes = -(-(ends - begins) // (STEPS * timedelta(minutes=1)))
    return Course(begins, ends, timedelta(minutes=max(minutes, 1)))


def turning_points(emergency: Emergency) -> list[Proposal]:
    """The decisions of an emergency in their order: the places a reader jumps to."""
    decided = [p for p in proposals_of(emergency) if p.state == ProposalState.APPROVED]
    return sorted(decided, key=lambda proposal: proposal.decided_at or proposal.proposed_at)


def curve(emergency: Emergency, at: datetime) -> list[Tally]:
    """The counts on record by a moment, oldest first."""
    return sorted(
        list_tallies(emergency, at=at),
        key=lambda tally: (tally.as_of, tally.pk),
    )


def response_on_the_wall(actor: Actor) -> Response | None:
    """
    The gravest response that runs over the actor, real before exercise.

    :raises NotAllowed: the actor does not see the work of the whole county.
    """
    require(actor, Permission.COUNTY_VIEW)
    running: QuerySet[Response] = list_responses(actor).filter(ended_at=None)
    return (
        running.filter(Q(emergency__closed_at=None))
        .order_by("emergency__is_exercise", "level", "-started_at", "-id")
        .first()
    )
