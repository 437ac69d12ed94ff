"""The county's own watch lines: set, changed, set aside; the thresholds of the law stay as they are."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.builders.standards import build_china
from tests.builders.world import build_actor, build_area, build_unit, build_user

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.command.emergencies.queries.thresholds import lines_on
from lianfang.county.standards.models import ReportingThreshold, WatchSetAside
from lianfang.county.standards.public import get_disease, list_thresholds
from lianfang.county.standards.rules import faults_of_watch_line, watch_words
from lianfang.county.standards.services import (
    WatchFacts,
    restore_watch_line,
    set_aside_watch_line,
    set_watch_line,
)

LIST = "/standards/thresholds/"


def seen_in(county, on=None, code="652327103"):
    """What a township of the county is judged by."""
    return lines_on(on, area_path=county.areas[code].path)


def facts_of(**given) -> WatchFacts:
    values = {
        "title": "诺如病毒学校聚集", "diseases": (get_disease("norovirus"),), "min_cases": 3, "window_days": 3,
        "settings": ("school", "kindergarten"), "basis": "吉县预警〔2026〕3号",
    }  # fmt: skip
    return WatchFacts(**{**values, **given})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((1, 1), ""),
        ((10_000, 366), ""),
        ((0, 7), "min_cases"),
        ((10_001, 7), "min_cases"),
        ((5, 0), "window_days"),
        ((5, 367), "window_days"),
    ],
)
def test_figures_of_a_watch_line_have_limits(given: tuple[int, int], field: str) -> None:
    faults = faults_of_watch_line("名称", *given, "依据", "理由")
    assert list(faults) == ([field] if field else [])


def test_a_watch_line_reads_as_a_sentence() -> None:
    assert watch_words(3, 7, "病例", ["学校", "幼儿园"], is_linked=True)[1] == (
        "同一学校、幼儿园，7天内有关联的3例以上。"
    )
    assert watch_words(2, 1, "流感样病例", [], is_linked=False)[1] == "全县1天内流感样病例2例以上。"


@pytest.mark.django_db
def test_a_line_of_the_pack_is_changed_and_the_pack_does_not_bring_it_back(county, health) -> None:
    build_china()
    old = list_thresholds(in_list="watch").get(code="W05")
    row = set_watch_line(
        actor=health, facts=facts_of(), reason="本县学校寄宿生多", replaces=old.uuid
    )
    build_china()

    watched = {line.code: line for line in seen_in(county) if line.is_watch}
    assert "W05" not in watched
    assert watched[row.code].clauses[0].min_cases == 3
    assert watched[row.code].clauses[0].window == timedelta(days=3)
    # An event of yesterday is judged by the lines of yesterday.
    yesterday = {line.code for line in seen_in(county, clock.today() - timedelta(days=1))}
    assert "W05" in yesterday
    assert row.code not in yesterday
    last = AuditRow.objects.order_by("seq").last()
    assert (last.action, last.actor_id) == ("standards.watch.set", health.user_id)
    assert "代替 W05" in last.changes["note"]

    restore_watch_line(actor=health, line_uuid=old.uuid, reason="试行期满")
    set_aside_watch_line(actor=health, line_uuid=row.uuid, reason="试行期满")
    now = {line.code for line in seen_in(county) if line.is_watch}
    assert "W05" in now
    assert row.code not in now


@pytest.mark.django_db
def test_what_is_refused_changes_nothing(county, health, li) -> None:
    build_china()
    legal = list_thresholds(in_list="report").first()
    watch = list_thresholds(in_list="watch").first()
    set_watch_line(actor=health, facts=facts_of(), reason="试行")
    before = list(ReportingThreshold.objects.order_by("pk").values())

    with pytest.raises(NotAllowed):
        set_watch_line(actor=li, facts=facts_of(min_cases=4), reason="试行")
    with pytest.raises(RuleBroken, match="已是同样的标准"):
        set_watch_line(actor=health, facts=facts_of(title="另一名称"), reason="试行")
    with pytest.raises(RuleBroken) as refused:
        set_watch_line(
            actor=health, facts=facts_of(title=" ", diseases=(), settings=("moon",), basis=""), reason=""
        )  # fmt: skip
    assert set(refused.value.fields) == {"title", "basis", "reason", "diseases", "settings"}
    with pytest.raises(RuleBroken, match="没有停用"):
        restore_watch_line(actor=health, line_uuid=watch.uuid, reason="误停")
    with pytest.raises(RuleBroken, match="理由"):
        set_aside_watch_line(actor=health, line_uuid=watch.uuid, reason=" ")
    with pytest.raises(NotFound):
        set_aside_watch_line(actor=health, line_uuid=legal.uuid, reason="太严")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingThreshold.objects.filter(pk=legal.pk).update(area_path=health.area_path)

    assert list(ReportingThreshold.objects.order_by("pk").values()) == before
    # Not even a row in the table takes a threshold of the law away.
    WatchSetAside.objects.create(rule=legal, since=clock.today())
    assert legal.code in {line.code for line in seen_in(county)}


@pytest.mark.django_db
def test_another_county_of_the_installation_keeps_its_own_lines(county, health, login) -> None:
    build_china()
    elsewhere = build_area("652325", "奇台县", "county", parent=county.areas["652300"])
    unit = build_unit("qitai-health", elsewhere, kind="bureau")
    stranger = build_actor(build_user("qitai"), unit, "health_officer", elsewhere)
    shared = list_thresholds(in_list="watch").get(code="W05")
    own = set_watch_line(actor=health, facts=facts_of(), reason="试行", replaces=shared.uuid)

    here = {line.code for line in seen_in(county)}
    there = {line.code for line in lines_on(area_path=elsewhere.path)}
    assert (own.code in here, "W05" in here) == (True, False)
    assert (own.code in there, "W05" in there) == (False, True)
    assert login(stranger).get(reverse("standards:watch_edit", args=[own.uuid])).status_code == 404
    with pytest.raises(NotFound):
        set_aside_watch_line(actor=stranger, line_uuid=own.uuid, reason="不是本县的")
    # The same line may be set in both, and each turns only its own.
    set_watch_line(actor=stranger, facts=facts_of(), reason="试行")
    set_aside_watch_line(actor=stranger, line_uuid=shared.uuid, reason="试行")
    restore_watch_line(actor=health, line_uuid=shared.uuid, reason="试行期满")
    assert "W05" in {line.code for line in seen_in(county)}
    assert "W05" not in {line.code for line in lines_on(area_path=elsewhere.path)}


@pytest.mark.django_db
def test_the_page_sets_changes_and_sets_aside(county, health, li, login) -> None:
    build_china()
    client = login(health)
    typed = {
        "title": "诺如病毒学校聚集", "diseases": [get_disease("norovirus").uuid], "count_of": "case",
        "window_days": 3, "min_cases": 3, "settings": ["school"], "basis": "吉县预警〔2026〕3号", "reason": "试行",
    }  # fmt: skip

    faulty = client.post(reverse("standards:watch_new"), {**typed, "min_cases": 0})
    assert faulty.status_code == 422
    assert "吉县预警〔2026〕3号" in faulty.content.decode()
    saved = client.post(reverse("standards:watch_new"), typed, follow=True).content.decode()
    assert "同一学校，3天内3例以上。" in saved
    assert "本县设定" in saved

    row = ReportingThreshold.objects.get(is_local=True)
    edit = reverse("standards:watch_edit", args=[row.uuid])
    assert 'value="诺如病毒学校聚集"' in client.get(edit).content.decode()
    client.post(edit, {**typed, "min_cases": 5})
    newer = ReportingThreshold.objects.get(is_local=True, set_asides=None)
    aside = reverse("standards:watch_aside", args=[newer.uuid])
    assert client.post(aside, {"aside-reason": ""}).status_code == 422
    client.post(aside, {"aside-reason": "重复"})
    listed = client.get(LIST, {"in_list": "set_aside"})
    assert [line.rule.code for line in listed.context["rows"]] == [newer.code, row.code]
    assert reverse("standards:watch_restore", args=[row.uuid]) in client.get(edit).content.decode()

    other = login(li)
    assert "新增关注线" not in other.get(LIST).content.decode()
    assert other.get(edit).status_code == other.post(aside).status_code == 403


@pytest.mark.django_db
def test_the_api_sets_a_line_once(county, health, login) -> None:
    build_china()
    client = login(health)
    body = {
        "title": "水痘班级聚集", "diseases": ["varicella"], "min_cases": 3, "window_days": 7,
        "settings": ["school"], "basis": "吉县预警〔2026〕3号", "reason": "试行",
    }  # fmt: skip
    with time_machine.travel(clock.now(), tick=False):
        answers = [
            client.post(
                "/api/v1/standards/watch-lines", body, "application/json",
                headers={"Idempotency-Key": "watch-line-1"},
            ).json()
            for _ in range(2)
        ]  # fmt: skip

    assert answers[0] == answers[1]
    assert ReportingThreshold.objects.filter(is_local=True).count() == 1
    done = client.post(
        f"/api/v1/standards/watch-lines/{answers[0]['uuid']}/set-aside", {"reason": "重复"}, "application/json"
    )  # fmt: skip
    assert done.json()["set_aside_on"] == clock.today().isoformat()
