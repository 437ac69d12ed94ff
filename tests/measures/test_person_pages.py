"""Persons under a measure: a list comes in, papers go out by the batch, and who may see them."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from lianfang.base.kernel import clock
from lianfang.command.measures.models import Paper, Subject
from tests.builders.measures import build_observation, build_subject
from tests.builders.people import build_person, with_check

pytestmark = pytest.mark.django_db


def page_of(name, *args):
    return reverse(f"measures:{name}", args=args)


def local(at):
    return f"{clock.beijing(at):%Y-%m-%dT%H:%M}"


CSV = (
    "姓名,身份证号,电话,现住区划,判定依据,执行地点,末次接触时间,解除时间\n"
    "{name},{number},13900001111,北庭镇,同餐,家中,{last},{ends}\n"
    "李四,,,北庭镇,同室,家中,{last},{far}\n"
    "王五,,,北庭镇,,家中,{last},{ends}\n"
)


def build_more(county, measure, count):
    for number in range(count):
        person = build_person(county, by="cdc", name=f"接触者{'甲乙丙'[number]}", phone="")
        build_subject(county, measure, person)


def test_contacts_come_in_from_a_list_and_leave_with_papers_by_the_batch(
    county, cdc, health, li, login
):
    measure = build_observation(
        county, persons=[], order=False, ends_at=clock.now() + timedelta(days=20)
    )
    client, now = login(cdc), clock.beijing(clock.now())
    text = CSV.format(
        name="阿不都拉·吐尔逊", number=with_check("65232719900101123"),
        last=f"{now - timedelta(days=1):%Y-%m-%d %H:%M}", ends=f"{now + timedelta(days=7):%Y-%m-%d %H:%M}",
        far=f"{now + timedelta(days=12):%Y-%m-%d %H:%M}",
    )  # fmt: skip
    address = page_of("subject_import", measure.uuid)

    preview = client.post(address, {"file": SimpleUploadedFile("名单.csv", text.encode())})

    assert [f.row for f in preview.context["preview"].faults] == [3, 4]
    assert Subject.objects.count() == 0
    for _ in range(2):
        client.post(address, {"sealed": preview.context["sealed"]})
    assert Subject.objects.count() == 1
    login(health).post(page_of("measure_order", measure.uuid))
    build_more(county, measure, 3)
    for kind in ("person_notice",):
        raw = client.get(page_of("papers_batch", measure.uuid, kind, "pdf")).content
        reader = PdfReader(io.BytesIO(raw))
        words = "".join(page.extract_text() for page in reader.pages)
        assert len(reader.pages) >= 5
        assert "阿不都拉·吐尔逊" in words.replace("\n", "")
        assert "652327199001011" not in words
    raw = client.get(page_of("release_list"), {"export": "xlsx"}).content
    lines = list(openpyxl.load_workbook(io.BytesIO(raw)).active.values)
    assert any(row[0] == "组别" for row in lines)
    assert client.get(page_of("papers_batch", measure.uuid, "release", "docx")).status_code == 422
    assert client.post(page_of("certificates_issue", measure.uuid)).status_code == 422
    subject = Subject.objects.order_by("id")[0]
    freed = client.post(
        page_of("subject_free", subject.uuid), {"way": "release", "reason": "检测排除"}, follow=True
    )
    assert "解除告知书已编号" in freed.content.decode()
    client.post(page_of("certificates_issue", measure.uuid))
    raw = client.get(page_of("papers_batch", measure.uuid, "certificate", "docx")).content
    assert raw.startswith(b"PK")
    assert Paper.objects.filter(kind="certificate").count() == 1


def test_zhao_and_those_without_the_permission_see_no_persons(county, zhao, chief, li, login):
    measure = build_observation(county)
    subject, paper = Subject.objects.get(), Paper.objects.get(kind="person_notice")

    assert "阿依古丽" in login(li).get(page_of("measure_detail", measure.uuid)).content.decode()
    assert (
        "阿依古丽" not in login(chief).get(page_of("measure_detail", measure.uuid)).content.decode()
    )
    assert login(chief).get(page_of("subject_list")).status_code == 403
    assert login(chief).get(page_of("paper_file", paper.uuid, "pdf")).status_code == 403
    stranger = login(zhao)
    for address in (
        page_of("measure_detail", measure.uuid), page_of("paper_file", paper.uuid, "pdf"),
        page_of("delivery_new", paper.uuid), page_of("subject_strike", subject.uuid),
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404
