"""The audit administrator's page: search, export, verification; and nobody else's."""

import ast
import io
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.template.loader import render_to_string

from lianfang.base.audit.choices import ACTIONS, ROOMS
from lianfang.base.audit.public import AuditRow, history_lines, record
from lianfang.base.jobs.public import Job
from lianfang.base.kernel import clock
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import UnitKind
from lianfang.picture.portal.navigation import PLACES
from tests.builders.world import World

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "src" / "lianfang"
MORNING = datetime.fromisoformat("2026-11-23T08:00:00+08:00")


@pytest.fixture
def log(county: World) -> World:
    """Three acts of two people on three days."""
    for day, who, action in (
        (21, "li", "tasks.task.signed"),
        (22, "office", "tasks.task.accepted"),
        (23, "office", "situation.report.drafted"),
    ):
        with clock.moved_to(MORNING.replace(day=day)):
            record(actor=county.actors[who], action=action, target=county.units["township-beiting"])
    return county


def shown(client, **asked: str) -> list[str]:
    return [line.row.action for line in client.get("/audit/", asked).context["lines"]]


def test_the_newest_act_comes_first_in_words(log: World, login) -> None:
    client = login(log.actors["auditor"])

    page = client.get("/audit/").content.decode()

    assert shown(client) == ["situation.report.drafted", "tasks.task.accepted", "tasks.task.signed"]
    assert "起草情况报告" in page
    assert "任务销号" in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"q": "李联络"}, 1), ({"q": "北庭镇"}, 3), ({"action": "tasks."}, 2),
        ({"action": "tasks.task.signed"}, 1), ({"since": "2026-11-22"}, 2),
        ({"until": "2026-11-22"}, 2), ({"since": "2026-11-22", "until": "2026-11-22"}, 1),
        ({"q": "没有这个人"}, 0), ({"since": "not a day"}, 3), ({"action": "no.such.act"}, 3),
    ],
)  # fmt: skip
def test_the_log_is_narrowed_by_words_act_and_days(
    log: World, login, asked: dict[str, str], count: int
) -> None:
    assert len(shown(login(log.actors["auditor"]), **asked)) == count


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "chief", "office", "li"])
def test_nobody_else_reads_exports_or_verifies(log: World, login, who: str) -> None:
    client = login(log.actors[who])

    answers = [
        client.get("/audit/"), client.get("/audit/?export=xlsx"), client.post("/audit/verify/"),
        client.get("/api/v1/audit"), client.post("/api/v1/audit/verify"),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 5
    assert AuditRow.objects.count() == 3


def test_the_verdict_is_said_and_put_on_record(log: World, login) -> None:
    answer = login(log.actors["auditor"]).post("/audit/verify/", follow=True)

    row = AuditRow.objects.get(action="audit.chain.verified")
    assert "审计链完整，共校验 3 行" in answer.content.decode()
    assert row.changes == {"note": "完整，3 行"}


def test_a_broken_chain_is_said_with_its_place_and_what_to_do(log: World, login) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_auditrow_no_update")
        else:
            cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditrow SET actor_name = 'x' WHERE seq = 2")

    page = login(log.actors["auditor"]).post("/audit/verify/", follow=True).content.decode()

    assert "审计链不完整：第 2 行内容被改动" in page
    assert "保护现场" in page


def test_an_export_holds_the_filtered_rows_and_is_on_record_itself(log: World, login) -> None:
    answer = login(log.actors["auditor"]).get("/audit/", {"export": "xlsx", "action": "tasks."})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "签收任务" in text
    assert "任务销号" in text
    assert "起草情况报告" not in text
    assert AuditRow.objects.get(action="audit.rows.exported").count == 2


def test_the_log_is_paged(county: World, login, django_assert_max_num_queries) -> None:
    for number in range(120):
        record(actor=county.actors["li"], action="tasks.task.reported", note=f"第 {number} 次")
    client = login(county.actors["auditor"])
    client.get("/audit/")

    with django_assert_max_num_queries(12):
        last = client.get("/audit/", {"page": 3})

    assert [line.row.seq for line in last.context["lines"]] == list(range(20, 0, -1))


def test_no_words_of_the_log_become_markup(county: World, login) -> None:
    record(
        actor=county.actors["li"], action="tasks.task.reported", note="<script>alert(1)</script>"
    )

    page = login(county.actors["auditor"]).get("/audit/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_changes_are_shown_by_the_names_of_their_columns(county: World) -> None:
    unit = county.units["county-education"]
    record(
        actor=county.actors["sysadmin"], action="orgs.unit.updated", target=unit,
        changes={"name": ("县教育局", "县教育和科技局"), "is_active": (True, False), "odd": ("", "x")},
    )  # fmt: skip

    (line,) = history_lines(unit.uuid)

    assert line.action == "修改单位"
    assert [(c.before, c.after) for c in line.changes] == [
        ("是", "否"), ("县教育局", "县教育和科技局"), ("（空）", "x"),
    ]  # fmt: skip
    assert line.changes[1].label == type(unit)._meta.get_field("name").verbose_name
    assert line.changes[2].label == "odd"


def test_choices_and_moments_are_shown_as_people_read_them(county: World) -> None:
    record(
        actor=county.actors["office"], action="orgs.unit.updated", target=county.units["county-cdc"],
        changes={"kind": ("bureau", "cdc")},
    )  # fmt: skip
    job = Job(name="x")
    job.uuid = "job"
    record(
        actor=county.actors["office"], action="jobs", target=job,
        changes={"next_run_at": (None, MORNING)},
    )  # fmt: skip

    kind = history_lines(county.units["county-cdc"].uuid)[0].changes[0]
    moment = history_lines("job")[0].changes[0]

    labels = dict(UnitKind.choices)
    assert (kind.before, kind.after) == (labels["bureau"], labels["cdc"])
    assert (moment.before, moment.after) == ("（空）", "2026-11-23 08:00")


def test_the_history_of_a_record_is_told_in_order_and_of_that_record_only(county: World) -> None:
    unit, other = county.units["county-education"], county.units["county-cdc"]
    record(actor=county.actors["sysadmin"], action="orgs.unit.created", target=unit)
    record(actor=county.actors["sysadmin"], action="orgs.unit.renamed", target=other)
    record(actor=county.actors["sysadmin"], action="orgs.unit.switched_off", target=unit)

    page = render_to_string("audit/_history.html", {"history": history_lines(unit.uuid)})

    assert page.index("建立单位") < page.index("停用单位")
    assert "单位更名" not in page


def test_a_record_without_a_history_says_so() -> None:
    assert "还没有操作记录" in render_to_string("audit/_history.html", {"history": []})


def test_the_api_pages_through_the_log_and_tells_the_verdict(log: World, login) -> None:
    client, seen, cursor = login(log.actors["auditor"]), [], ""

    while cursor is not None:
        page = client.get("/api/v1/audit", {"limit": 2, "cursor": cursor}).json()
        seen += [row["seq"] for row in page["items"]]
        cursor = page["next"]
    verdict = client.post("/api/v1/audit/verify").json()

    assert seen == [3, 2, 1]
    assert verdict == {"ok": True, "rows": 3, "broken_at": None, "why": ""}


def acts_in_source() -> set[str]:
    """Every string of the form room.thing.verb that is no permission."""
    pattern = re.compile(rf"({'|'.join(ROOMS)})\.[a-z_]+\.[a-z_]+")
    permissions = {str(permission.value) for permission in Permission}
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and path.name != "choices.py"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.keyword) and call.arg == "action"
        for node in ast.walk(call.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if pattern.fullmatch(node.value) and node.value not in permissions
    }


def test_every_act_of_the_house_has_words() -> None:
    acts = acts_in_source()

    assert len(acts) > 50
    assert acts - set(ACTIONS) == set()


def test_the_page_has_its_place_in_the_menu() -> None:
    assert "audit:row_list" in {place.name for place in PLACES}
