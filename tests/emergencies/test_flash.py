"""Flash reports: told in a minute, read out as they were sent, signed for once."""

from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.models import Notice
from lianfang.command.emergencies.models import Clock, FlashReport
from lianfang.command.emergencies.public import note_flash
from lianfang.command.emergencies.queries import get_flash
from lianfang.command.emergencies.rules.flash import FlashFacts, flash_words
from tests.builders.emergencies import build_emergency, build_flash
from tests.builders.surveillance import build_signal

pytestmark = pytest.mark.django_db


def test_a_flash_goes_to_duty_desk_health_and_government_at_once(county):
    flash = build_flash(county)

    boxes = set(Notice.objects.filter(kind="emergencies.flash").values_list("mailbox", flat=True))
    units = ("command-office", "county-health", "county-government")
    assert boxes == {f"unit:{county.units[code].pk}" for code in units}
    assert flash.number.startswith("KB-")
    assert "李联络" not in Notice.objects.filter(kind="emergencies.flash")[0].body


def test_the_text_says_what_a_duty_desk_asks():
    at = clock.now()
    facts = FlashFacts("学生呕吐", "中心学校", at, "王校医", 8, 0, "已停课。")

    text = flash_words(facts, number="KB-2026-0001", area="北庭镇", at=at, is_exercise=True)

    for said in ("【演练】【快报】KB-2026-0001", "北庭镇中心学校：学生呕吐。", "目前发病8人，无死亡报告。",
                 "已停课。", "报告人：王校医。"):  # fmt: skip
        assert said in text
    assert "人数不详" in flash_words(
        FlashFacts("异味", "", at, "某"), number="", area="县城", at=at, is_exercise=False
    )


def test_it_starts_from_a_signal_an_emergency_or_nothing(county):
    signal = build_signal(county, is_exercise=True)
    emergency = build_emergency(county)

    about_signal = build_flash(county, by="cdc", signal_uuid=signal.uuid)
    about_event = build_flash(county, by="cdc", emergency_uuid=emergency.uuid)

    assert (about_signal.signal, about_signal.is_exercise) == (signal, True)
    assert about_signal.number.startswith("KX-")
    assert about_event.emergency == emergency
    assert build_flash(county).emergency is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"what": " "}, "发生了什么"), ({"teller": ""}, "报告人"), ({"what": "长" * 101}, "不能超过 100"),
        ({"cases": 1, "deaths": 2}, "不能多于发病人数"), ({"deaths": 1, "cases": None}, "不能多于"),
        ({"happened": "future"}, "不能晚于现在"),
    ],
)  # fmt: skip
def test_a_flash_that_cannot_be_is_refused(county, given, why):
    if given.get("happened"):
        given = {"happened": clock.now() + timedelta(minutes=5)}

    with pytest.raises(RuleBroken, match=why):
        build_flash(county, **given)

    assert FlashReport.objects.count() == 0
    assert Notice.objects.count() == 0


def test_the_duty_desk_signs_once(county, duty, li):
    flash = build_flash(county)
    with pytest.raises(NotAllowed):
        note_flash(actor=li, flash_uuid=flash.uuid)

    note_flash(actor=duty, flash_uuid=flash.uuid, note="已派疾控核实")
    with pytest.raises(RuleBroken, match="已经签收"):
        note_flash(actor=duty, flash_uuid=flash.uuid)

    flash.refresh_from_db()
    assert (flash.noted_by_id, flash.note) == (duty.user_id, "已派疾控核实")


def test_zhao_of_the_next_town_neither_reads_nor_tells_for_it(county, zhao):
    flash = build_flash(county)

    with pytest.raises(NotFound):
        get_flash(zhao, flash.uuid)
    with pytest.raises(NotAllowed):
        build_flash(county, by="zhao")
    assert FlashReport.objects.count() == 1


def test_without_rules_no_clock_runs(county):
    emergency = build_emergency(county)
    build_flash(county, by="cdc", emergency_uuid=emergency.uuid)

    assert Clock.objects.count() == 0
