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


def test_a_program_lists_proposes_and_decides_controls(county, li, zhao, chief, login):
    signal = build_signal(county, by="li", state="verified")
    build_emergency(county, disease=build_disease(), signal_uuid=signal.uuid)
    body = {
        "area_code": "652327103", "species": "旱獭", "words": "疫点周围五公里设警示牌，禁止捕猎。",
        "until": str(clock.today() + timedelta(days=10)), "necessity": "只限疫点周围五公里。",
        "alternatives": "已张贴告示，仍有人进入。", "hotline": "0994-6912345",
    }  # fmt: skip
    here, api = login(li), "/api/v1/signals"

    def send(client, path, payload, key):
        return client.post(
            api + path, payload, content_type="application/json", headers={"Idempotency-Key": key}
        )

    first = send(here, f"/{signal.uuid}/controls", body, "a")
    again = send(here, f"/{signal.uuid}/controls", body, "a")
    assert (first.status_code, again.json()["uuid"]) == (201, first.json()["uuid"])
    assert SourceControl.objects.count() == 1
    one = f"/controls/{first.json()['uuid']}"
    assert first.json()["outcome"][0]["state"] == "待决定"
    assert login(zhao).get(api + one).status_code == 404
    assert [row["species"] for row in login(chief).get(f"{api}/controls").json()["items"]] == [
        "旱獭"
    ]
    assert send(login(li), f"{one}/decide", {"is_agreed": True}, "b").status_code == 403
    decided = send(
        login(chief), f"{one}/decide", {"is_agreed": True, "opinion": "同意"}, "c"
    ).json()
    assert decided["outcome"][0]["state"].startswith("已决定")
    loose = build_source_control(county, build_signal(county, by="li"))
    refused = send(login(chief), f"/controls/{loose.uuid}/decide", {"is_agreed": True}, "d")
    assert (refused.status_code, "尚未转为事件" in refused.json()["detail"]) == (422, True)
