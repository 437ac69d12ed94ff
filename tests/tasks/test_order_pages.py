import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.models import Order
from lianfang.command.tasks.public import sign_order
from tests.builders.follow_through import build_order, line_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


def page(name: str, *args: object) -> str:
    return reverse(f"tasks:{name}", args=args)


def filled(county: World, **given: object) -> dict[str, object]:
    later = clock.beijing(clock.now() + timedelta(hours=2))
    return {
        "kind": "directive", "urgency": "urgent", "title": "做好晨午检", "words": "各校每日两次。",
        "wants": "answer", "sign_until": f"{later:%Y-%m-%dT%H:%M}",
        "answer_until": f"{later + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "units": [str(county.units["township-beiting"].uuid)], "key": str(uuid4()), **given,
    }  # fmt: skip


def test_the_way_of_an_order_over_the_pages(
    county: World, staff: Actor, office: Actor, li: Actor, login: Login
) -> None:
    file = SimpleUploadedFile("方案.txt", "排查方案".encode())

    login(staff).post(page("order_new"), filled(county, uploads=[file]))
    order = Order.objects.get()
    issued = login(office).post(page("order_issue", order.uuid), follow=True).content.decode()
    box = login(li).get(page("order_inbox")).content.decode()
    login(li).post(page("order_sign", order.uuid))
    answered = login(li).post(page("order_answer", order.uuid), {"words": "已布置"}, follow=True)
    line = line_of(county, order, "township-beiting")
    cleared = login(office).post(page("addressee_clear", line.uuid), {"words": "属实"}, follow=True)

    assert "已编号下发" in issued
    assert "做好晨午检" in box
    assert "已布置" in answered.content.decode()
    assert "已销号" in cleared.content.decode()
    attached = order.attachments.get()
    address = page("order_file", order.uuid, attached.uuid)
    assert login(li).get(address).content == "排查方案".encode()


def test_a_form_sent_twice_makes_one_draft(county: World, staff: Actor, login: Login) -> None:
    client, sent = login(staff), filled(county)

    first, second = client.post(page("order_new"), sent), client.post(page("order_new"), sent)

    assert first.url == second.url
    assert Order.objects.count() == 1


def test_a_refused_draft_keeps_what_was_typed(county: World, staff: Actor, login: Login) -> None:
    answer = login(staff).post(page("order_new"), filled(county, title="", answer_until=""))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写标题" in text
    assert "各校每日两次" in text
    assert Order.objects.count() == 0


def test_a_unit_sees_its_own_line_and_not_the_others(
    county: World, li: Actor, login: Login
) -> None:
    order = build_order(county)

    text = login(li).get(page("order_detail", order.uuid)).content.decode()

    assert "本单位办理" in text
    assert "三台镇" not in text
    assert "签收率" not in text


def test_who_has_not_signed_is_found_and_exported(
    county: World, li: Actor, office: Actor, login: Login
) -> None:
    order = build_order(county)
    sign_order(actor=li, order_uuid=order.uuid)
    client = login(office)

    shown = client.get(page("order_detail", order.uuid), {"state": "waiting"}).context["page"]
    sheet = client.get(page("order_detail", order.uuid), {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)

    assert [row.unit.short_name for row in shown.object_list] == ["三台镇"]
    assert any("北庭镇" in row and "已签收" in row for row in rows)


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_an_order_prints(county: World, office: Actor, login: Login, suffix: str) -> None:
    order = build_order(county)

    answer = login(office).get(page("order_document", order.uuid, suffix))

    assert answer.status_code == 200
    assert len(answer.content) > 2000


def test_a_unit_s_paper_names_no_other_unit_s_signature(
    county: World, li: Actor, zhao: Actor, login: Login
) -> None:
    order = build_order(county)
    sign_order(actor=zhao, order_uuid=order.uuid)

    from lianfang.base.kernel.documents.content import words
    from lianfang.command.tasks.documents import order_document
    from lianfang.command.tasks.queries import list_addressees

    said = " ".join(words(order_document(order, list(list_addressees(li, order)))))

    assert "赵联络" not in said
    assert "北庭镇" in said
