"""What response teams can be called for: the emergencies that are not closed."""

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Occasion

from .choices import EmergencyState
from .queries import list_emergencies

MOST = 200


def list_team_occasions(actor: Actor) -> list[Occasion]:
    """Open emergencies that the actor sees; none for who may not see any."""
    if not actor.may(Permission.EMERGENCY_VIEW):
        return []
    rows = list_emergencies(actor, state=EmergencyState.OPEN)[:MOST]
    return [
        Occasion(row.uuid, f"{'【演练】' if row.is_exercise else ''}{row.name}（{row.number}）")
        for row in rows
    ]
