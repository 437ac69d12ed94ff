"""Duty and teams of the demonstration county: real seats, invented teams, marked as such."""

from datetime import time, timedelta
from pathlib import Path

from django.db import transaction
from pydantic import Field

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import PackReader, PackRow
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import queries
from lianfang.county.orgs.choices import Position, TeamKind
from lianfang.county.orgs.models import Shift, Team, Unit
from lianfang.county.orgs.services import add_team_member, note_equipment, plan_rotation

# Whose duty the demonstration shows; the last day is left open, so that a gap can be seen.
ON_DUTY = ("command-office", "county-health", "county-cdc")
DAYS = 12
CHANGE_OVER = time(9)
MOST_MEMBERS = 6


class TeamRow(PackRow):
    """One invented team; equipment as 名称:数量:单位, several by semicolons."""

    code: str
    unit: str
    name: str = Field(max_length=60)
    kind: TeamKind
    equipment: str = ""


@transaction.atomic
def prepare_demonstration_duty(*, actor: Actor, folder: Path) -> int:
    """
    Give the demonstration county a roster for the days to come and its teams; again changes nothing.

    :raises NotAllowed: the actor does not maintain units.
    :raises PackFaulty: the list of teams has faults.
    """
    require(actor, Permission.UNIT_MANAGE)
    reader = PackReader(folder)
    rows = reader.csv_rows("teams.csv", TeamRow)
    reader.require_unique(rows, lambda row: row.code, "队伍代号")
    reader.finish()
    count = sum(_add_team(actor, row.data) for row in rows)
    count += sum(_plan(actor, unit) for unit in Unit.objects.filter(code__in=ON_DUTY))
    if count:
        record(actor=actor, action="orgs.demonstration.prepared", count=count)
    return count


def _add_team(actor: Actor, row: TeamRow) -> bool:
    unit = Unit.objects.filter(code=row.unit).first()
    if unit is None or Team.objects.filter(code=row.code).exists():
        return False
    team = Team.objects.create(
        unit=unit, code=row.code, name=row.name, kind=row.kind, is_demonstration=True
    )
    people = {post.user_id: post for post in queries.list_posts_for_duty([unit.pk])}
    for number, post in enumerate(list(people.values())[:MOST_MEMBERS]):
        work = "带队" if number == 0 else "队员"
        add_team_member(
            actor=actor, team_uuid=team.uuid, name="", work=work, post=post, is_leader=number == 0
        )
    for thing in filter(None, row.equipment.split(";")):
        name, quantity, measure = thing.split(":")
        note_equipment(
            actor=actor, team_uuid=team.uuid, name=name, quantity=int(quantity), measure=measure
        )
    return True


def _plan(actor: Actor, unit: Unit) -> bool:
    """A leader's and an officer's turn from yesterday on, where nothing is planned yet."""
    now = clock.now()
    if Shift.objects.filter(unit=unit, ends_at__gt=now).exists():
        return False
    # Whoever stands on another unit's roster already is left there.
    taken = set(
        Shift.objects.filter(ends_at__gt=now - timedelta(days=2)).values_list(
            "post__user_id", flat=True
        )
    )
    found = {post.user_id: post for post in queries.list_posts_for_duty([unit.pk])}
    people = [post for user_id, post in found.items() if user_id not in taken]
    if len(people) < 2:
        return False
    half = (len(people) + 1) // 2
    begins_on = clock.today() - timedelta(days=1)
    for position, posts in ((Position.LEADER, people[:half]), (Position.OFFICER, people[half:])):
        plan_rotation(
            actor=actor, unit=unit, position=position, posts=posts, begins_on=begins_on, days=DAYS,
            at=CHANGE_OVER,
        )  # fmt: skip
    return True
