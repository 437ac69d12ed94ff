"""What surveillance did stands in the course of the emergency that came of it."""

import pytest

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import history
from lianfang.command.surveillance.services import reply_notification, report_result
from tests.builders.emergencies import build_emergency
from tests.builders.surveillance import build_notification, build_sample, build_signal

pytestmark = pytest.mark.django_db


def test_the_signal_its_notifications_and_samples_stand_in_the_timeline(county, cdc, li, login):
    signal = build_signal(county, by="li", state="assessed")
    note = build_notification(county, signal_uuid=signal.uuid)
    reply_notification(actor=cdc, notification_uuid=note.uuid, words="已核查，无人发病")
    before = clock.now()
    sample = build_sample(county, signal_uuid=signal.uuid)
    report_result(actor=li, sample_uuid=sample.uuid, item="诺如病毒核酸", verdict="positive")
    emergency = build_emergency(county, signal_uuid=signal.uuid)

    titles = [event.title for event in history(emergency)]
    for wanted in (
        f"信号 {signal.number} 形成：{signal.title}", f"信号 {signal.number} 核实",
        f"信号 {signal.number} 风险评估", f"信号 {signal.number} 转为事件",
        f"县卫健委通报县疾控中心（{note.number}）", f"县疾控中心回复通报 {note.number}",
        f"北庭镇采样：羊肉（{sample.number}）", f"样品 {sample.number} 诺如病毒核酸：阳性/不合格",
    ):  # fmt: skip
        assert wanted in titles
    assert titles.index(f"信号 {signal.number} 核实") > titles.index(f"登记事件 {emergency.number}")
    # What the units wrote each other stays between them.
    assert not any("已核查" in event.text for event in history(emergency))
    then = [event.title for event in history(emergency, before)]
    assert f"信号 {signal.number} 核实" in then
    assert not any(sample.number in title for title in then)
    page = login(cdc).get(f"/emergencies/{emergency.uuid}/").content.decode()
    assert f"样品 {sample.number}" in page
