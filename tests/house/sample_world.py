"""One record of every kind, belonging to 北庭镇 where the room knows townships, and who looks at it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lianfang.base.accounts.services import make_token
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.models import Notice
from lianfang.base.notices.public import Letter, send_letters, unit_mailbox
from lianfang.command.emergencies.models import Emergency, GroupSeat
from lianfang.command.measures.public import record_complaint
from lianfang.command.tasks.models import Callee, Feedback, Task
from lianfang.command.tasks.public import (
    Upload,
    answer_order,
    call_meeting,
    open_supervision,
    report_progress,
    sign_order,
    sign_task,
    start_calldown,
    write_entry,
)
from lianfang.county.orgs.models import Post
from lianfang.county.people.public import merge_persons
from lianfang.county.plans.models import Doubt, Duty
from lianfang.county.plans.public import draft_plan
from lianfang.picture.exercises.models import Exercise
from lianfang.picture.situation.models import Contribution
from tests.builders.analysis import build_analysis
from tests.builders.emergencies import (
    build_card,
    build_consultation,
    build_emergency,
    build_expert,
    build_flash,
    build_grading,
    build_group,
    build_proposal,
    build_response,
)
from tests.builders.follow_through import build_order, line_of
from tests.builders.measures import build_item, build_measure, build_observation
from tests.builders.notices import build_channel, build_failed_delivery
from tests.builders.orgs import build_boundaries
from tests.builders.people import build_person
from tests.builders.places import build_place
from tests.builders.plans import build_action, build_plan
from tests.builders.review import build_lesson, build_review
from tests.builders.roster import build_handover, build_shift
from tests.builders.situation import build_report
from tests.builders.standards import build_disease, watch_line
from tests.builders.surveillance import (
    build_batch,
    build_indicator,
    build_mute,
    build_notification,
    build_programme,
    build_sample,
    build_signal,
    build_site,
    build_site_report,
    build_source_control,
)
from tests.builders.teams import build_team
from tests.builders.world import COUNTY, World, build_actor, build_unit, build_user, build_world

DRAFT = "县卫生健康委：组织专家研判；提出响应建议。\n县教育局：落实晨午检。"
BEITING = "652327103"
OTHER_COUNTY = "652328"
# Who stands in the columns of the table; "elsewhere" is the office chief of the next county.
CHARACTERS = (
    "anonymous", "sysadmin", "secadmin", "auditor", "chief", "office", "duty", "health", "cdc",
    "wang", "li", "zhao", "elsewhere",
)  # fmt: skip


@dataclass
class SampleWorld:
    """The people, and per address prefix the uuid of the record that stands there."""

    world: World
    people: dict[str, Actor]
    records: dict[str, UUID] = field(default_factory=dict)
    response: UUID | None = None
    attachment: UUID | None = None


def build_sample_world() -> SampleWorld:
    world = build_world()
    plan = build_plan(world)
    build_group(world, lead="township-beiting", members=("county-cdc",))
    response = build_response(world, build_emergency(world, by="cdc"), area=BEITING)
    sample = SampleWorld(world, _people(world), response=response.uuid)
    sample.records = {
        "account/tokens": make_token(actor=world.actors["li"], label="样例", days=30)[0].uuid,
        "account/users": world.users["li"].uuid,
        "orgs/units": world.units["township-beiting"].uuid,
        "orgs/people": world.users["li"].uuid,
        "orgs/areas/boundaries": build_boundaries(world, adopted=False).uuid,
        "orgs/posts": Post.objects.get(user=world.users["li"]).uuid,
        "standards/diseases": build_disease().uuid,
        "standards/thresholds/watch": watch_line(),
        "standards/watch-lines": watch_line(),
        "plans/<uuid:uuid>/": plan.uuid,
        "plans/duties/<uuid:uuid>/": Duty.objects.get(plan=plan, code="4.1").uuid,
        "signals": (signal := build_signal(world, by="li")).uuid,
        "emergencies/signals": signal.uuid,
        "signals/controls": build_source_control(world, signal).uuid,
        **_surveillance(world),
        "emergencies/cards": build_card(world, response.emergency).uuid,
        "emergencies/flash": build_flash(world).uuid,
        "emergencies": response.emergency.uuid,
        "emergencies/proposals": build_proposal(
            world, response.emergency, kind="raise", level=3, area=BEITING
        ).uuid,
        "tasks/figures": response.emergency.uuid,
        "exercises": build_exercise(world).uuid,
        "analysis": build_analysis(world, emergency=response.emergency).uuid,
    }
    _add_people(sample)
    _add_deciding(sample, response.emergency)
    _add_measures(sample)
    _add_draft(sample)
    _add_notice(sample)
    _add_channel(sample)
    _add_duty(sample)
    _add_task(sample)
    _add_report(sample)
    _add_review(sample)
    _add_order(sample)
    return sample


def _surveillance(world: World) -> dict[str, UUID]:
    """A site of 北庭镇 with a report, and an indicator that is muted there."""
    programme = build_programme(code="village")
    indicator = build_indicator(code="village-fever", programme=programme)
    site = build_site(world, unit="township-beiting", programme=programme)
    build_site_report(world, site, 1, by="li", indicator="village-fever")
    return {
        "surveillance/sites": site.uuid,
        "surveillance/tables": build_batch(world, site).uuid,
        "surveillance/notifications": build_notification(world, by="li").uuid,
        "surveillance/samples": build_sample(world).uuid,
        "surveillance/mutes": build_mute(world, indicator, area=BEITING).uuid,
    }


def _add_deciding(sample: SampleWorld, emergency: Emergency) -> None:
    """A grading, a consultation under way, an expert, and a group at work with a member."""
    world = sample.world
    seat = GroupSeat.objects.filter(role="member", left_at=None).latest("pk")
    sample.records |= {
        "emergencies/gradings": build_grading(world, emergency).uuid,
        "emergencies/consultations": build_consultation(world, emergency, concluded=False).uuid,
        "emergencies/experts": build_expert(world, area=world.areas[COUNTY]).uuid,
        "emergencies/groups": seat.group.uuid,
        "emergencies/seats": seat.uuid,
    }


def _people(world: World) -> dict[str, Actor]:
    """The cast of the table without the one who has not signed in."""
    area = world.areas[OTHER_COUNTY]
    unit = build_unit("mulei-office", area, name="木垒县应急指挥部办公室", kind="command_office")
    stranger = build_actor(build_user("elsewhere", name="外县人"), unit, "office_chief")
    known = {who: world.actors[who] for who in CHARACTERS if who in world.actors}
    return known | {"elsewhere": stranger}


def _add_people(sample: SampleWorld) -> None:
    """A person and a place of 北庭镇, and two records of one person that were merged."""
    world = sample.world
    person, double = build_person(world), build_person(world, phone="13900001112")
    merge = merge_persons(
        actor=world.actors["li"], kept_uuid=person.uuid, dropped_uuid=double.uuid, reason="同一个人"
    )
    place = build_place(world, by="li", unit="township-beiting")
    sample.records |= {"people": person.uuid, "people/merges": merge.uuid, "places": place.uuid}


def _add_measures(sample: SampleWorld) -> None:
    """A person of 北庭镇 under observation, told and complaining; a vehicle of it requisitioned."""
    world = sample.world
    emergency = build_emergency(
        world, by="cdc", name="北庭镇肺鼠疫疫情", disease=build_disease("plague_pneumonic")
    )
    person = build_person(world, name="观察对象", phone="13900001113")
    measure = build_observation(world, emergency, persons=[person])
    complaint = record_complaint(
        actor=world.actors["office"], measure_uuid=measure.uuid, complainant="某人", words="不服"
    )
    taking = build_measure(
        world, emergency, kind="requisition", title="征用车辆", place=None, state="ordered"
    )
    sample.records |= {
        "measures": measure.uuid, "measures/new": emergency.uuid,
        "measures/subjects": measure.subjects.get().uuid, "measures/complaints": complaint.uuid,
        "measures/papers": measure.papers.get(kind="person_notice").uuid,
        "measures/items": build_item(world, taking).uuid,
    }  # fmt: skip


def _add_draft(sample: SampleWorld) -> None:
    """A plan that is being read in, with a unit, a duty, an action and a doubtful spot."""
    plan = draft_plan(
        actor=sample.world.actors["office"], area=sample.world.areas[COUNTY], name="",
        raw=DRAFT.encode(), title="成员单位职责", version="2027",
    )  # fmt: skip
    duty = Duty.objects.filter(plan=plan).order_by("sort")[0]
    action = build_action(duty, f"{duty.code}-样", "走访", 4, 1, 600, None, "unit")
    doubt = Doubt.objects.create(plan=plan, kind="doubt", starts=0, ends=2, why="样例")
    sample.records |= {
        "plans": plan.uuid, "plans/members": duty.member.uuid, "plans/duties": duty.uuid,
        "plans/actions": action.uuid, "plans/doubts": doubt.uuid,
    }  # fmt: skip


def _add_notice(sample: SampleWorld) -> None:
    """A message in the box of 北庭镇."""
    mailbox = unit_mailbox(sample.world.units["township-beiting"].pk)
    send_letters([Letter(mailbox=mailbox, kind="sample", subject="样例消息", url="/")])
    sample.records["notices"] = Notice.objects.filter(mailbox=mailbox).latest("pk").uuid


def _add_channel(sample: SampleWorld) -> None:
    """A channel of the county that leads nowhere, with a message that was given up."""
    channel = build_channel(sample.world.actors["sysadmin"])
    sample.records["notices/channels"] = channel.uuid
    sample.records["notices/deliveries"] = build_failed_delivery(channel).uuid


def _add_duty(sample: SampleWorld) -> None:
    """A shift of 北庭镇 with its handover note, and a team with a member."""
    li = sample.world.actors["li"]
    team, shift = build_team(li), build_shift(li)
    note = build_handover(li)
    sample.records |= {
        "orgs/roster/shifts": shift.uuid, "orgs/shifts": shift.uuid, "orgs/teams": team.uuid,
        "orgs/roster/handovers": note.uuid, "orgs/handovers": note.uuid,
        "orgs/teams/members": team.members.first().uuid,
    }  # fmt: skip


def _add_task(sample: SampleWorld) -> None:
    """A task of 北庭镇 that its liaison works on, with a feedback and a file."""
    li = sample.world.actors["li"]
    task = Task.objects.filter(unit=sample.world.units["township-beiting"]).order_by("id")[0]
    sign_task(actor=li, task_uuid=task.uuid)
    file = Upload("走访名册.txt", "已走访两户".encode())
    report_progress(actor=li, task_uuid=task.uuid, words="已走访", progress=20, uploads=[file])
    sample.records["tasks"] = task.uuid
    sample.attachment = Feedback.objects.get(task=task).attachments.get().uuid


def _add_order(sample: SampleWorld) -> None:
    """An order to 北庭镇 alone, which it has signed for and answered."""
    world, li = sample.world, sample.world.actors["li"]
    order = build_order(world, "township-beiting")
    sign_order(actor=li, order_uuid=order.uuid)
    answer_order(actor=li, order_uuid=order.uuid, words="已排查")
    sample.records["tasks/orders"] = order.uuid
    matter = open_supervision(
        actor=world.actors["staff"], task_uuid=sample.records["tasks"], reason="县领导批示"
    )
    sample.records["tasks/supervision"] = matter.uuid
    sample.records["tasks/log"] = write_entry(actor=li, words="村委会来电，已转办").uuid
    calldown = start_calldown(
        actor=world.actors["staff"],
        title="启动响应",
        words="请到岗",
        units=[world.units["township-beiting"]],
    )
    sample.records["tasks/calldown"] = calldown.uuid
    sample.records["tasks/calldown/people"] = Callee.objects.get(target__calldown=calldown).uuid
    sample.records["tasks/dispatch"] = call_meeting(actor=world.actors["staff"]).uuid
    sample.records["tasks/orders/addressees"] = line_of(world, order, "township-beiting").uuid


def _add_report(sample: SampleWorld) -> None:
    """A draft about the township's emergency, to which the township is asked to contribute."""
    task = Task.objects.get(uuid=sample.records["tasks"])
    report = build_report(sample.world, task.response.emergency)
    sample.records["reports"] = report.uuid
    sample.records["reports/wanted"] = Contribution.objects.get(report=report, unit=task.unit).uuid


def _add_review(sample: SampleWorld) -> None:
    """A review of the township's emergency that is being written, with a lesson for 北庭镇."""
    task = Task.objects.get(uuid=sample.records["tasks"])
    review = build_review(sample.world, task.response.emergency)
    lesson = build_lesson(sample.world, review, unit="township-beiting")
    sample.records |= {"reviews": review.uuid, "reviews/lessons": lesson.uuid}
    sample.records["live"] = task.response.emergency.uuid


def build_exercise(world: World) -> Exercise:
    """A run of a scenario in 北庭镇 that has come to its end."""
    now = clock.now()
    return Exercise.objects.create(
        scenario="sample", title="样例演练", area_path=world.areas[BEITING].path, begins_at=now,
        reached_at=now, started_by=world.users["office"],
    )  # fmt: skip


def _verb(route: str) -> str:
    """A verb that the pages under an address know."""
    if "/lessons/" in route:
        return "report"
    if route.startswith("emergencies/cards"):
        return "check"
    return "discard" if "/reason/" in route else "approve"


def arguments(sample: SampleWorld, route: str, names: list[str]) -> dict[str, Any]:
    """Values for the arguments of an address; the record by what stands before it."""
    fixed = {
        "kind": "extend", "act": "unlock",
        "paper": "card" if route.startswith("emergencies/cards") else "proposal",
        "suffix": "docx", "ending": "docx",
        "key": "tasks" if route.startswith("reports") else "issued", "file": sample.attachment,
        "token": "0" * 48, "team_verb": "depart", "verb": _verb(route), "what": "finding",
        "channel_kind": "wecom", "whose": "user", "code": "norovirus",
        "measure": "suspend_school", "series": "person_notice", "step": "take-over", "response": sample.response,
        "indicator": "village-fever", "place": 0,
    }  # fmt: skip
    values = {name: fixed[name] for name in names if name != "uuid"}
    if "uuid" in names:
        prefix = route.split("<uuid:uuid>")[0].strip("/")
        # A page of a plan in force has another sample than the pages that correct a draft.
        values["uuid"] = sample.records.get(route) or sample.records[prefix]
    return values
