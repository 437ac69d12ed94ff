"""The plan's pages, from the upload of the real annex to its adoption."""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from lianfang.county.plans.models import Action, Doubt, Duty, Member, Plan
from lianfang.county.plans.public import list_actions
from tests.builders.plans import ANNEX, build_draft, build_jimsar
from tests.builders.world import COUNTY

pytestmark = pytest.mark.django_db
HEAD = {"title": "新版成员单位职责", "version": "2026-9"}
SMALL = "县教育局：负责学校晨午检；组织健康教育。\n县卫生健康委：组织专家研判；负责疫情信息分析。\n其他部门：按职责做好工作。\n"


@pytest.fixture
def jimsar(db):
    return build_jimsar()


@pytest.fixture
def draft(county, staff):
    return build_draft(county, SMALL)


def upload(client, world, raw=None, name="annex1.txt", **fields):
    file = io.BytesIO(ANNEX.read_bytes() if raw is None else raw)
    file.name = name
    data = {**HEAD, "area": world.areas[COUNTY].uuid, "file": file, **fields}
    return client.post("/plans/import/", data)


def words_of(response):
    return response.content.decode()


@pytest.mark.slow
def test_the_annex_is_uploaded_corrected_and_adopted_through_pages(jimsar, login):
    office = login(jimsar.actors["office"])

    imported = upload(office, jimsar)

    plan = Plan.objects.get(version="2026-9")
    assert imported["Location"] == f"/plans/{plan.uuid}/correct/"
    numbers = plan.members.order_by("number").values_list("unit__code", flat=True)
    expected = Plan.objects.get(state="in_force").members.order_by("number")
    assert list(numbers) == list(expected.values_list("unit__code", flat=True))
    assert plan.duties.count() == 94
    office.post(f"/plans/{plan.uuid}/confirm-members/")
    for member in plan.members.all():
        office.post(f"/plans/members/{member.uuid}/confirm-duties/")
    office.post(f"/plans/{plan.uuid}/copy-actions/")
    assert "启用预案" in words_of(office.get(f"/plans/{plan.uuid}/adopt/"))
    office.post(f"/plans/{plan.uuid}/adopt/")
    plan.refresh_from_db()
    assert plan.state == "in_force"
    assert plan.actions.filter(is_confirmed=True).count() == 256
    before = Plan.objects.get(state="superseded")
    for level in (4, 3, 2, 1):
        due = [action.code for action in list_actions(plan, level=level)]
        assert due == [action.code for action in list_actions(before, level=level)]
    assert list(Plan.objects.filter(state="superseded").values_list("version", flat=True)) == [
        "2026-1"
    ]


@pytest.mark.slow
def test_reading_pages_of_the_real_plan_ask_few_questions(
    jimsar, login, django_assert_max_num_queries
):
    client = login(jimsar.actors["staff"])
    plan = Plan.objects.get()
    draft = build_draft(jimsar)
    for path in (
        "/plans/", f"/plans/{plan.uuid}/", f"/plans/{draft.uuid}/correct/", f"/plans/{draft.uuid}/doubts/",
        f"/plans/{draft.uuid}/compare/", f"/plans/{draft.uuid}/adopt/",
        f"/plans/duties/{plan.duties.first().uuid}/",
    ):  # fmt: skip
        client.get(path)
        with django_assert_max_num_queries(25):
            response = client.get(path)
        assert response.status_code == 200
        assert len(response.content) < 150_000, path


def test_the_plan_is_filtered_by_unit_level_and_words(county, plan, login, office):
    client = login(office)
    member = plan.members.get(unit__code="county-education")

    by_unit = words_of(client.get(f"/plans/{plan.uuid}/", {"member": member.uuid}))
    by_level = words_of(client.get(f"/plans/{plan.uuid}/", {"level": "4"}))
    by_words = words_of(client.get(f"/plans/{plan.uuid}/", {"q": "标本"}))

    assert "落实学校预防措施" in by_unit
    assert "提出应急响应建议" not in by_unit
    assert "部署学校晨午检" in by_level
    assert "按要求停课" not in by_level
    assert "采集并送检标本" in by_words
    assert "部署学校晨午检" not in by_words


def test_the_plan_is_exported_with_every_action_on_a_row(county, plan, login, office):
    response = login(office).get(f"/plans/{plan.uuid}/?export=xlsx")

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:3] == ("序号", "单位", "文件中的名称")
    assert len(rows) == 2 + plan.actions.count()
    assert "Ⅰ级2小时" in {row[11] for row in rows} or any(
        "Ⅰ级2小时" in str(row[11]) for row in rows
    )


def test_a_duty_is_quoted_in_its_place(county, plan, login, li):
    duty = plan.duties.get(code="3.1")

    page = words_of(login(li).get(f"/plans/duties/{duty.uuid}/"))

    assert "<mark>落实学校预防措施</mark>" in page
    assert "县教育局：</span><mark>" in page
    assert "部署学校晨午检" in page


def test_drafts_are_hidden_from_those_who_do_not_import(county, draft, login, li, staff):
    assert login(li).get(f"/plans/{draft.uuid}/").status_code == 404
    assert str(draft.uuid) not in words_of(login(li).get("/plans/"))
    assert str(draft.uuid) in words_of(login(staff).get("/plans/"))


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "empty.txt", "空"),
        (b"MZ\x90\x00" + b"\x00\x01\x02" * 500, "plan.docx", "扩展名与内容不符"),
        (b"MZ\x90\x00" + b"\x00\x01\x02" * 500, "plan.exe", ""),
        (b"%PDF-1.7 x", "plan.pdf", "PDF"),
        ("今天天气很好。".encode(), "plan.txt", "没有"),
        (bytes(range(128, 256)) * 40, "plan.txt", ""),
    ],
)
def test_an_unreadable_file_is_answered_and_nothing_is_stored(
    county, login, staff, raw, name, said
):
    response = upload(login(staff), county, raw, name)

    assert response.status_code == 422
    assert said in words_of(response)
    assert HEAD["title"] in words_of(response)
    assert not Plan.objects.exists()


def test_a_zip_bomb_is_refused_unopened(county, login, staff):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (20 * 1024 * 1024))

    response = upload(login(staff), county, bomb.getvalue(), "plan.docx")

    assert response.status_code == 422
    assert "大得异常" in words_of(response)
    assert not Plan.objects.exists()


def test_a_file_of_more_than_fifty_megabytes_is_refused_unread(county, login, staff):
    response = upload(login(staff), county, b"x" * (50 * 1024 * 1024 + 1), "big.txt")

    assert response.status_code == 422
    assert "超过 50 MB" in words_of(response)
    assert not Plan.objects.exists()


def test_pasted_text_is_kept_when_it_is_refused(county, login, staff):
    data = {**HEAD, "area": county.areas[COUNTY].uuid, "text": "没有单位的一段话"}

    response = login(staff).post("/plans/import/", data)

    assert response.status_code == 422
    assert "没有单位的一段话" in words_of(response)


def test_neither_or_both_of_file_and_text_are_refused(county, login, staff):
    client = login(staff)

    neither = client.post("/plans/import/", {**HEAD, "area": county.areas[COUNTY].uuid})
    both = upload(client, county, text="县教育局：负责学校防控。")

    assert "请选择文件，或粘贴正文" in words_of(neither)
    assert "二选一" in words_of(both)
    assert not Plan.objects.exists()


def test_gb18030_is_read(county, login, staff):
    response = upload(login(staff), county, SMALL.encode("gb18030"), "plan.txt")

    assert response.status_code == 302
    assert Plan.objects.get().members.first().name == "县教育局"


def test_a_plan_for_a_strangers_area_is_refused(county, login, staff):
    data = {**HEAD, "area": county.areas["652328"].uuid, "text": SMALL}

    response = login(staff).post("/plans/import/", data)

    assert response.status_code == 422
    assert not Plan.objects.exists()


def test_importing_needs_the_permission(county, login, li):
    client = login(li)

    assert client.get("/plans/import/").status_code == 403
    assert client.post("/plans/import/", {**HEAD, "text": SMALL}).status_code == 403
    assert not Plan.objects.exists()


def test_the_correcting_page_anchors_words_on_both_sides(county, draft, login, staff):
    page = words_of(login(staff).get(f"/plans/{draft.uuid}/correct/"))

    for duty in draft.duties.all():
        assert f'id="s-{duty.uuid}"' in page
        assert f'id="d-{duty.uuid}"' in page
    assert f'id="s-{draft.doubts.get(kind="doubt").uuid}"' in page
    assert "依据用词" in page or "没有匹配到建议" in page


def test_a_card_answers_htmx_with_itself_only(county, draft, login, staff):
    member = draft.members.get(number=1)

    response = login(staff).post(
        f"/plans/members/{member.uuid}/confirm-duties/", headers={"HX-Request": "true"}
    )

    page = words_of(response)
    assert response.status_code == 200
    assert "<html" not in page
    assert f'id="m-{member.uuid}"' in page
    assert 'id="draft-progress" hx-swap-oob="true"' in page
    assert not member.duties.filter(is_confirmed=False).exists()


def test_a_duty_is_split_by_breaking_its_line(county, draft, login, staff):
    duty = draft.duties.order_by("sort").first()
    client = login(staff)
    text = duty.text

    client.post(
        f"/plans/duties/{duty.uuid}/split/", {"parts": f"{text[:2]}\n{text[2:]}", "seen": text}
    )

    codes = list(
        Duty.objects.filter(member=duty.member).order_by("sort").values_list("code", "text")
    )
    assert codes[:2] == [("1.1", text[:2]), ("1.2", text[2:])]


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_refused_split_keeps_what_was_typed(county, draft, login, staff, is_htmx):
    duty = draft.duties.order_by("sort").first()
    before = draft.duties.count()
    headers = {"HX-Request": "true"} if is_htmx else {}

    response = login(staff).post(
        f"/plans/duties/{duty.uuid}/split/",
        {"parts": "改了字\n又改了字", "seen": duty.text},
        headers=headers,
    )

    assert response.status_code == 422
    assert "又改了字" in words_of(response)
    assert "只能换行" in words_of(response)
    assert draft.duties.count() == before


def test_a_duty_changed_by_somebody_else_is_not_overwritten(county, draft, login, staff):
    duty = draft.duties.order_by("sort").first()
    seen = duty.text
    Duty.objects.filter(pk=duty.pk).update(text="别人刚改的文字")

    response = login(staff).post(
        f"/plans/duties/{duty.uuid}/correct/",
        {"text": "我的文字", "member": duty.member.uuid, "seen": seen},
    )

    assert response.status_code == 422
    assert "刚被他人改动" in words_of(response)
    duty.refresh_from_db()
    assert duty.text == "别人刚改的文字"


def test_a_duty_moves_to_another_unit(county, draft, login, staff):
    duty = draft.duties.order_by("sort").first()
    other = draft.members.get(number=2)

    login(staff).post(
        f"/plans/duties/{duty.uuid}/correct/",
        {"text": duty.text, "member": other.uuid, "seen": duty.text},
    )

    duty.refresh_from_db()
    assert duty.member == other
    assert sorted(draft.duties.values_list("code", flat=True)) == [
        "1.1",
        "2.1",
        "2.2",
        "2.3",
        "3.1",
    ]


def test_an_action_is_written_corrected_and_removed(county, draft, login, staff):
    client = login(staff)
    duty = draft.duties.order_by("sort").first()
    fields = {
        "title": "开展晨午检", "what": "每日两次，登记缺课人数", "from_level": "4", "to_level": "2",
        "due_minutes": "4小时", "repeat_minutes": "1天", "performer": "school",
    }  # fmt: skip

    client.post(f"/plans/duties/{duty.uuid}/actions/", fields)
    action = duty.actions.get(title="开展晨午检")
    client.post(f"/plans/actions/{action.uuid}/correct/", {**fields, "due_minutes": "30分钟"})

    action.refresh_from_db()
    assert (action.due_minutes, action.repeat_minutes, action.to_level) == (30, 1440, 2)
    assert action.is_confirmed
    client.post(f"/plans/actions/{action.uuid}/remove/")
    assert not Action.objects.filter(pk=action.pk).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("due_minutes", "很快"), ("due_minutes", ""), ("repeat_minutes", "5分钟"), ("from_level", "1"),
     ("performer", "nobody"), ("title", ""), ("title", "长" * 61), ("what", "短")],
)  # fmt: skip
def test_an_action_that_does_not_hold_is_refused(county, draft, login, staff, field, value):
    duty = draft.duties.order_by("sort").first()
    before = duty.actions.count()
    fields = {
        "title": "开展晨午检", "what": "每日两次，登记缺课人数", "from_level": "4", "to_level": "2",
        "due_minutes": "4小时", "repeat_minutes": "1天", "performer": "school", field: value,
    }  # fmt: skip

    response = login(staff).post(f"/plans/duties/{duty.uuid}/actions/", fields)

    assert response.status_code == 422
    assert "errorlist" in words_of(response)
    assert duty.actions.count() == before


def test_a_doubt_becomes_a_duty_of_the_unit_that_is_named(county, draft, login, staff):
    doubt = draft.doubts.get(kind="doubt")

    page = words_of(login(staff).get(f"/plans/{draft.uuid}/doubts/"))
    response = login(staff).post(
        f"/plans/doubts/{doubt.uuid}/settle/", {"member": "２ 县卫生健康委"}
    )

    assert doubt.why in page
    assert response.status_code == 302
    doubt.refresh_from_db()
    assert doubt.how == "taken"
    words = draft.source_text[doubt.starts : doubt.ends]
    assert draft.members.get(number=2).duties.filter(text=words).exists()


def test_a_doubt_is_settled_once(county, draft, login, staff):
    client = login(staff)
    doubt = draft.doubts.get(kind="doubt")
    client.post(f"/plans/doubts/{doubt.uuid}/settle/", {"how": "fine"})

    response = client.post(f"/plans/doubts/{doubt.uuid}/settle/", {"how": "not_needed"})

    assert response.status_code == 422
    assert Doubt.objects.get(pk=doubt.pk).how == "fine"


@pytest.mark.parametrize("member", ["99", "无", "-1", "9" * 60])
def test_a_unit_number_that_does_not_exist_is_refused(county, draft, login, staff, member):
    doubt = draft.doubts.get(kind="doubt")

    response = login(staff).post(f"/plans/doubts/{doubt.uuid}/settle/", {"member": member})

    assert response.status_code in {404, 422}
    assert Doubt.objects.get(pk=doubt.pk).settled_at is None


def test_the_adopt_page_says_what_is_missing_and_refuses(county, draft, login, office):
    client = login(office)

    page = words_of(client.get(f"/plans/{draft.uuid}/adopt/"))
    response = client.post(f"/plans/{draft.uuid}/adopt/")

    assert "还不能启用" in page
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_adopting_twice_is_refused(jimsar, login):
    client = login(jimsar.actors["office"])
    draft = build_draft(jimsar)
    client.post(f"/plans/{draft.uuid}/confirm-members/")
    for member in draft.members.all():
        client.post(f"/plans/members/{member.uuid}/confirm-duties/")
    client.post(f"/plans/{draft.uuid}/copy-actions/")
    client.post(f"/plans/{draft.uuid}/adopt/")

    again = client.post(f"/plans/{draft.uuid}/adopt/")

    assert again.status_code == 422
    assert "不能再改" in words_of(again)
    assert Plan.objects.filter(state="in_force").count() == 1


def test_staff_see_that_adoption_is_the_chiefs(county, draft, login, staff):
    client = login(staff)

    page = words_of(client.get(f"/plans/{draft.uuid}/adopt/"))

    assert "须由指挥部办公室主任办理" in page
    assert client.post(f"/plans/{draft.uuid}/adopt/").status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_difference_marks_changed_letters(county, plan, login, staff):
    draft = build_draft(county, "县教育局：落实学校各项预防措施；组织师生健康教育。\n")

    page = words_of(login(staff).get(f"/plans/{draft.uuid}/compare/"))

    assert re.search(r"落实学校<ins>各项</ins>预防措施", page)
    assert "删除" in page


def test_a_correction_after_adoption_is_refused(jimsar, login):
    plan = Plan.objects.get()
    client = login(jimsar.actors["office"])
    duty = plan.duties.first()

    assert client.post(f"/plans/duties/{duty.uuid}/remove/").status_code == 422
    assert client.get(f"/plans/{plan.uuid}/correct/")["Location"] == f"/plans/{plan.uuid}/"
    assert plan.duties.count() == 94


@pytest.mark.parametrize("who", ["zhao", "li"])
def test_people_outside_the_county_office_reach_no_draft(county, draft, login, who):
    client = login(county.actors[who])
    duty, member = draft.duties.first(), draft.members.first()
    doubt = draft.doubts.first()
    posts = (
        f"members/{member.uuid}/confirm/", f"members/{member.uuid}/remove/", f"duties/{duty.uuid}/remove/",
        f"duties/{duty.uuid}/confirm/", f"doubts/{doubt.uuid}/settle/", f"{draft.uuid}/discard/",
        f"{draft.uuid}/adopt/", f"{draft.uuid}/confirm-members/", f"{draft.uuid}/members/",
    )  # fmt: skip

    statuses = {client.post(f"/plans/{path}").status_code for path in posts}

    assert statuses == {403}
    assert Member.objects.filter(plan=draft, is_confirmed=True).count() == 0
    assert draft.duties.filter(is_confirmed=True).count() == 0


def test_the_office_of_another_county_finds_no_draft(county, draft, login):
    from tests.builders.world import build_actor, build_unit, build_user

    unit = build_unit("mulei-office", county.areas["652328"], kind="command_office")
    stranger = login(build_actor(build_user("mulei"), unit, "office_chief"))
    duty, member = draft.duties.first(), draft.members.first()
    paths = (
        f"{draft.uuid}/adopt/", f"{draft.uuid}/discard/", f"members/{member.uuid}/confirm/",
        f"members/{member.uuid}/remove/", f"duties/{duty.uuid}/confirm/", f"duties/{duty.uuid}/correct/",
        f"duties/{duty.uuid}/choose/",
    )  # fmt: skip

    assert {stranger.post(f"/plans/{path}").status_code for path in paths} == {404}
    assert stranger.get(f"/plans/{draft.uuid}/correct/").status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not draft.duties.filter(is_confirmed=True).exists()
