"""A proposal to control source animals becomes a measure that waits for its decision, or is told why not."""

from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.public import close_emergency
from lianfang.command.measures.models import ControlDraft, Measure
from lianfang.command.measures.public import order_measure
from lianfang.command.surveillance.public import SourceControl
from tests.builders.emergencies import build_emergency
from tests.builders.standards import build_disease
from tests.builders.surveillance import build_signal, build_source_control

pytestmark = pytest.mark.django_db


def test_a_proposal_is_a_measure_at_once_and_another_person_decides_it(county, li, chief, login):
    signal = build_signal(county, by="li", state="verified")
    emergency = build_emergency(county, disease=build_disease(), signal_uuid=signal.uuid)

    control = build_source_control(county, signal)

    measure = Measure.objects.get(draft__proposal=control)
    assert (measure.kind, measure.state, measure.emergency) == (
        "control_animals",
        "proposed",
        emergency,
    )
    assert (measure.proposed_by_id, measure.proposing_unit_id) == (li.user_id, li.unit_id)
    assert measure.authority.code == "A07"
    assert "第六十三条" in measure.basis
    assert clock.beijing(measure.ends_at).date() == control.until + timedelta(days=1)
    assert signal.number in measure.reason
    page = login(li).get(f"/signals/{signal.uuid}/").content.decode()
    assert f"措施 {measure.number}" in page
    assert "待决定" in page
    assert emergency.number in page
    assert f"/emergencies/{emergency.uuid}/reportable/" in page
    page = login(chief).get(f"/measures/{measure.uuid}/").content.decode()
    assert signal.number in page
    Measure.objects.filter(pk=measure.pk).update(proposed_by=chief.user_id)
    with pytest.raises(RuleBroken, match="提出人不能自己决定"):
        order_measure(actor=chief, measure_uuid=measure.uuid)
    Measure.objects.filter(pk=measure.pk).update(proposed_by=li.user_id)
    order_measure(actor=chief, measure_uuid=measure.uuid)
    assert "已决定" in login(li).get(f"/signals/{signal.uuid}/").content.decode()


def test_what_waits_for_an_emergency_is_drafted_when_one_comes_of_the_signal(county, li, login):
    signal = build_signal(county, by="li")
    control = build_source_control(county, signal)

    draft = ControlDraft.objects.get(proposal=control)
    assert (draft.measure, draft.is_waiting) == (None, True)
    assert Notice.objects.filter(kind="measures.source_control").exists()
    page = login(li).get(f"/signals/{signal.uuid}/").content.decode()
    assert "待转为事件" in page
    assert f"/emergencies/signals/{signal.uuid}/reportable/" in page
    build_emergency(county, disease=build_disease(), signal_uuid=signal.uuid)

    draft.refresh_from_db()
    assert (draft.measure.state, draft.obstacle, draft.is_waiting) == ("proposed", "", False)
    assert draft.measure.proposed_by_id == li.user_id


@pytest.mark.parametrize(
    "given, is_closed, words",
    [
        ({"necessity": ""}, False, "必要性和适度性"),
        ({}, True, "已结案"),
    ],
)
def test_what_may_not_be_is_told_with_the_reason_and_the_proposal_stands(
    county, cdc, given, is_closed, words, login
):
    signal = build_signal(county, by="li")
    emergency = build_emergency(county, disease=build_disease(), signal_uuid=signal.uuid)
    if is_closed:
        close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="排除，已恢复正常。")

    build_source_control(county, signal, **given)

    draft = ControlDraft.objects.get()
    assert words in draft.obstacle
    assert (Measure.objects.count(), SourceControl.objects.count()) == (0, 1)
    letter = Notice.objects.filter(kind="measures.source_control").latest("id")
    assert words in letter.body
    assert "未能起草措施" in login(cdc).get(f"/signals/{signal.uuid}/").content.decode()
