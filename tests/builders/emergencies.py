"""Emergencies, proposals and running responses for tests, reached through the services."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import (
    Emergency,
    Milestone,
    Proposal,
    Response,
    TallyFigures,
    approve_proposal,
    propose_response,
    record_emergency,
    running_response,
)

from .world import COUNTY, World


def build_emergency(
    world: World,
    *,
    by: str = "cdc",
    area: str = "652327103",
    cases: int | None = 8,
    **given: object,
) -> Emergency:
    """A norovirus cluster in 北庭镇, found three hours ago and reported one hour later."""
    now = clock.now()
    values = {
        "name": "北庭镇中心学校诺如病毒聚集性疫情",
        "kind": "infectious",
        "place": "中心学校",
        "summary": "多名学生呕吐、腹泻。",
        "milestones": {
            Milestone.EMERGED: now - timedelta(days=1),
            Milestone.DETECTED: now - timedelta(hours=3),
            Milestone.NOTIFIED: now - timedelta(hours=2),
        },
        "figures": None if cases is None else TallyFigures(cases=cases),
    }
    return record_emergency(actor=world.actors[by], area=world.areas[area], **{**values, **given})


def build_proposal(
    world: World,
    emergency: Emergency | None = None,
    *,
    by: str = "health",
    kind: str = "start",
    level: int | None = 4,
    area: str = COUNTY,
    days: int = 14,
    **given: object,
) -> Proposal:
    """A proposal of the health commission that waits; needs the county's plan in force."""
    emergency = emergency or build_emergency(world)
    values = {
        "grade": 5,
        "evidence": "专家研判：学校聚集性疫情，有扩散风险。",
        "measures": "隔离病例，停课消毒，加强晨午检。",
        "closing_conditions": "末例病例后经过最长潜伏期，无新病例。" if kind == "end" else "",
        "expected_until": clock.today() + timedelta(days=days),
    }
    return propose_response(
        actor=world.actors[by],
        emergency_uuid=emergency.uuid,
        kind=kind,
        level=None if kind in ("end", "extend") else level,
        area=world.areas[area],
        **{**values, **given},
    )


def build_response(
    world: World, emergency: Emergency | None = None, *, level: int = 4, area: str = COUNTY
) -> Response:
    """A response that runs, proposed by the health commission and decided by the leader."""
    proposal = build_proposal(world, emergency, level=level, area=area)
    approve_proposal(actor=world.actors["chief"], proposal_uuid=proposal.uuid)
    response = running_response(proposal.emergency)
    assert response is not None
    return response


def decide(
    world: World, emergency: Emergency, kind: str, *, level: int | None = None, days: int = 14
) -> Proposal:
    """Propose and approve a step of a running response."""
    proposal = build_proposal(world, emergency, kind=kind, level=level, days=days)
    return approve_proposal(actor=world.actors["chief"], proposal_uuid=proposal.uuid)
