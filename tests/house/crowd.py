"""A county in the middle of work: more rows of everything than a page shows."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import Letter, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Emergency
from lianfang.command.measures.public import Item, Measure, record_complaint
from lianfang.command.tasks.models import DispatchMeeting
from lianfang.command.tasks.public import (
    Task,
    climb_ladder,
    make_promise,
    sign_task,
    start_calldown,
    submit_task,
    write_entry,
)
from lianfang.county.orgs.models import Handover
from lianfang.county.orgs.public import Unit
from lianfang.county.plans.models import Plan
from tests.builders.analysis import build_analysis, build_case_series
from tests.builders.emergencies import (
    build_card,
    build_emergency,
    build_expert,
    build_flash,
    build_proposal,
    build_response,
)
from tests.builders.follow_through import build_order
from tests.builders.measures import build_item, build_measure, build_subject
from tests.builders.notices import build_channel, build_failed_delivery
from tests.builders.people import build_person
from tests.builders.places import build_place
from tests.builders.roster import build_shift
from tests.builders.situation import build_report
from tests.builders.surveillance import (
    build_indicator,
    build_mute,
    build_notification,
    build_programme,
    build_sample,
    build_signal,
    build_site,
    build_site_report,
)
from tests.builders.teams import build_callout, build_equipment, build_team
from tests.builders.world import COUNTY, World, build_actor, build_area, build_unit, build_user

from .sample_world import SampleWorld, build_exercise

MANY = 30


def build_crowd(sample: SampleWorld) -> None:
    """Fill the sample world with thirty of each kind, so that a query per row shows."""
    world = sample.world
    for number in range(MANY):
        _add_township(world, number)
    responses = [_add_emergency(world, number) for number in range(MANY)]
    for response in responses[: MANY - 3]:
        build_report(world, response.emergency)
    _work_on_tasks(world)
    _watch(world)
    _add_measures(sample)
    _add_rest(sample)
    short = build_case_series(days=10)
    for number in range(MANY):
        build_analysis(world, method="curve", title=f"第{number}份分析", series=short)
        build_order(world, title=f"第{number}件指令", kinds=("township",))
    office = world.actors["office"]
    for number in range(MANY):
        write_entry(actor=office, words=f"！第{number}条")
        start_calldown(
            actor=office, title=f"第{number}次", words="到岗", units=[world.units["county-cdc"]]
        )
    meeting = DispatchMeeting.objects.get()
    until = clock.now() + timedelta(hours=1)
    for number in range(MANY):
        make_promise(
            actor=office, meeting_uuid=meeting.uuid, unit=world.units["county-cdc"], what=f"第{number}项",
            until=until,
        )  # fmt: skip
        other = DispatchMeeting(
            number=f"DD-{number}", unit=meeting.unit, area_path=meeting.area_path
        )
        other.ended_at = other.called_at
        other.save()
    climb_ladder(actor=Actor.system("督办规则"), at=clock.now() + timedelta(days=2))


def _add_township(world: World, number: int) -> None:
    area = build_area(f"6523272{number:02d}", f"第{number}乡", "township", world.areas[COUNTY])
    unit = build_unit(
        f"township-{number}", area, name=f"第{number}乡人民政府", kind="township",
        parent=world.units["townships"],
    )  # fmt: skip
    build_actor(build_user(f"liaison-{number}"), unit, "liaison")


def _add_emergency(world: World, number: int) -> object:
    """An emergency of the county with a running response, some with a proposal that waits."""
    emergency = build_emergency(world, area=COUNTY, name=f"第{number}起聚集性疫情")
    # Responses for one township each keep the number of tasks near a real county's.
    response = build_response(world, emergency, area="652327103")
    build_proposal(world, emergency, kind="raise", level=3)
    build_expert(world, name=f"会商专家{number}")
    build_signal(world, by="li", title=f"第{number}条信号")
    build_card(world, emergency)
    build_flash(world, what=f"第{number}条快报")
    return response


def _work_on_tasks(world: World) -> None:
    """The township has signed for many of its tasks and submitted some."""
    li = world.actors["li"]
    for task in Task.objects.filter(unit_id=li.unit_id, state="issued").order_by("id")[:MANY]:
        sign_task(actor=li, task_uuid=task.uuid)
        submit_task(actor=li, task_uuid=task.uuid, words="已走访，无异常")


def _watch(world: World) -> None:
    """Each township is a site of a programme and has reported; its indicator is muted now and then."""
    programme = build_programme(code="crowd")
    indicator = build_indicator(code="crowd-fever", programme=programme)
    for unit in Unit.objects.filter(code__startswith="township-", kind="township"):
        world.units[unit.code] = unit
        site = build_site(world, unit=unit.code, programme=programme)
        build_site_report(world, site, 2, by="system", indicator="crowd-fever")
        build_mute(world, indicator)
        build_notification(world)
        build_sample(world)


def _add_measures(sample: SampleWorld) -> None:
    """Thirty measures, persons under observation, complaints and requisitioned things."""
    world = sample.world
    emergency = Emergency.objects.get(uuid=sample.records["measures/new"])
    observed = Measure.objects.get(uuid=sample.records["measures"])
    taking = Item.objects.get(uuid=sample.records["measures/items"]).measure
    for number in range(MANY):
        build_measure(world, emergency, title=f"第{number}项措施")
        person = build_person(world, by="cdc", name="接触者", phone=f"139000040{number:02d}")
        build_subject(world, observed, person, ends_at=clock.now() + timedelta(hours=1))
        build_item(world, taking)
        record_complaint(
            actor=world.actors["office"],
            measure_uuid=observed.uuid,
            complainant="某人",
            words="不服",
        )


def _add_rest(sample: SampleWorld) -> None:
    world, now = sample.world, clock.now()
    area = world.areas[COUNTY]
    for number in range(MANY):
        Plan.objects.create(
            area=area, area_path=area.path, title="县预案", version=f"旧{number}", source_name="a.txt",
            source_text="。", state="superseded", adopted_at=now - timedelta(days=number),
            superseded_at=now, superseded_by=world.users["office"],
        )  # fmt: skip
        build_exercise(world)
        build_person(world, name="同名人", phone=f"139000030{number:02d}")
        build_place(world, name=f"第{number}所学校")
    for number in range(MANY):
        build_failed_delivery(build_channel(world.actors["sysadmin"], name=f"渠道{number}"))
    _add_duty(world)
    boxes = [unit_mailbox(actor.unit_id) for actor in sample.people.values() if actor.unit_id]
    send_letters(
        Letter(mailbox=box, kind="sample", subject=f"消息{number}")
        for box in boxes
        for number in range(3)
    )


def _add_duty(world: World) -> None:
    """Shifts with handover notes, and teams with people and equipment."""
    office, cdc, now = world.actors["office"], world.actors["cdc"], clock.now()
    for number in range(MANY):
        shift = build_shift(office, begins=now + timedelta(hours=8 * number))
        Handover.objects.create(
            shift=shift, open_items="一、待复核", written_by=world.users["office"]
        )
        build_callout(office, build_team(cdc, name=f"流调{number}组"))
        build_equipment(cdc, build_team(cdc, name=f"采样{number}组"), state="repair")
