"""Emergencies, proposals and running responses for tests, reached through the services."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import (
    Closing,
    Consultation,
    Emergency,
    Expert,
    FlashReport,
    Grading,
    Milestone,
    Proposal,
    ReportCard,
    Response,
    TallyFigures,
    add_expert,
    approve_card,
    approve_proposal,
    assess,
    call_consultation,
    check_card,
    conclude_consultation,
    decide_grading,
    draft_card,
    edit_card,
    latest_grading,
    propose_response,
    record_advice,
    record_emergency,
    running_response,
    send_flash,
    update_tally,
)
from lianfang.county.orgs.public import GroupMember, WorkingGroup

from .standards import build_disease
from .world import COUNTY, World

# The ground that needs no disease.
REMOVED = Closing(ground="danger_removed", removal_evidence="环境复采样连续两次阴性。")


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
        "closing": REMOVED if kind == "end" else None,
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


def build_grading(
    world: World, emergency: Emergency | None = None, *, by: str = "health", **given: object
) -> Grading:
    """An emergency graded by the health commission; the national rules are loaded where they are not."""
    build_disease()
    emergency = emergency or build_emergency(world)
    found = assess(emergency)
    last = latest_grading(emergency)
    values = {"grade": found.judgement.grade, "seen": last.number if last else ""}
    return decide_grading(
        actor=world.actors[by], emergency_uuid=emergency.uuid, **{**values, **given}
    )


def build_expert(
    world: World, *, by: str = "health", name: str = "高明远", **given: object
) -> Expert:
    """An epidemiologist in the county's pool."""
    values = {
        "unit_name": "县疾病预防控制中心",
        "speciality": "流行病学",
        "area": world.areas[COUNTY],
    }
    return add_expert(actor=world.actors[by], name=name, **{**values, **given})


def build_consultation(
    world: World, emergency: Emergency | None = None, *, by: str = "health", advised: bool = True,
    concluded: bool = True, expert: Expert | None = None,
) -> Consultation:  # fmt: skip
    """A consultation of one expert, by default concluded."""
    actor, emergency = world.actors[by], emergency or build_emergency(world)
    expert = expert or build_expert(world, name=f"专家{Expert.objects.count()}")
    held = call_consultation(
        actor=actor, emergency_uuid=emergency.uuid, question="是否启动Ⅳ级响应？",
        held_on=clock.now(), experts=[expert.uuid],
    )  # fmt: skip
    if advised or concluded:
        seat = held.seats.get()
        record_advice(
            actor=actor, consultation_uuid=held.uuid, seat_uuid=seat.uuid, words="建议启动。"
        )
    if concluded:
        held = conclude_consultation(
            actor=actor, consultation_uuid=held.uuid, conclusion="建议启动Ⅳ级响应。"
        )
    return held


def build_group(world: World, *, lead: str = "county-cdc", members: tuple[str, ...] = ("county-health", "townships"),
                from_level: int = 4, code: str = "epidemic-control", name: str = "疫情防控组") -> WorkingGroup:  # fmt: skip
    """The pattern of a working group; it is switched on by the next start of a response."""
    group = WorkingGroup.objects.create(
        code=code,
        name=name,
        lead=world.units[lead],
        from_level=from_level,
        work="组织流调、采样和消毒。",
    )
    for unit in members:
        GroupMember.objects.create(group=group, unit=world.units[unit])
    return group


FILLED = {
    "place_kind": "01", "school_kind": "3", "source": "08", "first_diagnosis": "诺如病毒感染性腹泻",
    "measures": "隔离病例，停课消毒。", "cause": "疑似水源污染。", "assessment": "疫情平稳。",
    "lessons": "加强晨午检。",
}  # fmt: skip


def build_card(
    world: World,
    emergency: Emergency | None = None,
    *,
    kind: str = "initial",
    by: str = "cdc",
    state: str = "draft",
    answers: dict[str, object] | None = None,
    **values: object,
) -> ReportCard:
    """A card of the CDC, filled as far as its kind asks, brought to a state by the health commission."""
    emergency = emergency or build_emergency(world)
    actor, health = world.actors[by], world.actors["health"]
    card = draft_card(actor=actor, emergency_uuid=emergency.uuid, kind=kind)
    filled = {**FILLED, "last_onset": card.first_onset, "occurred": card.first_onset, **values}
    annex = {"population": 900, "pathogen": "诺如病毒", "route": "2", "closed_on": clock.today()}
    edit_card(
        actor=actor, card_uuid=card.uuid, values=filled, symptoms=["2"],
        answers=annex if answers is None else answers,
    )  # fmt: skip
    if state in ("checked", "approved"):
        check_card(actor=health, card_uuid=card.uuid)
    if state == "approved":
        approve_card(actor=health, card_uuid=card.uuid)
    return ReportCard.objects.get(pk=card.pk)


def build_flash(
    world: World, *, by: str = "li", area: str = "652327103", **given: object
) -> FlashReport:
    """Eight pupils of 北庭镇 vomit; the township tells."""
    values = {
        "what": "三年级学生集中呕吐", "happened": clock.now() - timedelta(minutes=20),
        "teller": "北庭镇 李联络", "place": "中心学校", "cases": 8,
    }  # fmt: skip
    return send_flash(actor=world.actors[by], area=world.areas[area], **{**values, **given})


def count(county: World, emergency: Emergency, cases: int, **given: int) -> None:
    """The cases counted anew, by the epidemiologist."""
    update_tally(
        actor=county.actors["cdc"], emergency_uuid=emergency.uuid, as_of=clock.now(),
        figures=TallyFigures(cases=cases, **given), note="订正",
    )  # fmt: skip
