"""What sites report, what is refused without a trace, and what detection makes of it at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.command.surveillance import queries
from lianfang.command.surveillance.models import (
    DetectionRun,
    Evidence,
    Observation,
    Signal,
    SiteReport,
)
from lianfang.command.surveillance.public import (
    Entry,
    record_report,
    record_zero_report,
    screen_missing,
    screen_new_observations,
)
from lianfang.command.surveillance.services import mute_indicator
from tests.builders.surveillance import (
    build_indicator,
    build_programme,
    build_rule,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("测试时钟")


def traces():
    return [Observation.objects.count(), SiteReport.objects.count(), AuditRow.objects.count(), Signal.objects.count()]  # fmt: skip


@pytest.fixture
def vomit(county):
    return build_indicator()


@pytest.fixture
def school(county, vomit):
    return build_site(county, parts=("一年级", "二年级"))


def test_a_school_reports_and_the_row_says_when_and_by_whom(county, school, teacher):
    report = build_site_report(county, school, 3, part="一年级")

    row = Observation.objects.get()
    assert (row.value, row.part, row.state, row.recorded_by_id) == (
        3,
        "一年级",
        "current",
        teacher.user_id,
    )
    assert (report.is_zero, report.is_late) == (False, False)
    assert AuditRow.objects.filter(action="surveillance.report.recorded").count() == 1


def test_a_correction_is_a_new_row_that_names_the_old(county, school):
    build_site_report(county, school, 3, part="一年级")
    build_site_report(county, school, 4, part="一年级", reason="补报一名")

    old, new = Observation.objects.order_by("id")
    assert (old.value, old.state, new.value, new.state) == (3, "replaced", 4, "current")
    assert (new.replaces_id, new.reason) == (old.pk, "补报一名")
    assert SiteReport.objects.count() == 1


def test_the_same_value_again_writes_nothing(county, school):
    build_site_report(county, school, 3, part="一年级")
    before = traces()
    build_site_report(county, school, 3, part="一年级")

    assert traces() == before


def test_a_telephone_that_sends_again_is_answered_once(county, school):
    build_site_report(county, school, 3, part="一年级", key="tel-1")
    before = traces()
    build_site_report(county, school, 9, part="一年级", key="tel-1")

    assert traces() == before
    assert Observation.objects.get().value == 3


def test_a_late_report_stays_late(county, vomit, school):
    vomit.programme.due_minutes = 60
    vomit.programme.save()
    report = build_site_report(
        county, school, 1, part="一年级", on=clock.today() - timedelta(days=1)
    )

    assert report.is_late
    assert Observation.objects.get().is_late


def test_a_missing_measurement_says_why(county, teacher):
    programme = build_programme(code="water", part_label="")
    build_indicator(code="chlorine", programme=programme, combine="last", decimals=2)
    site = build_site(county, programme=programme)
    with pytest.raises(RuleBroken, match="缺测原因"):
        record_report(actor=teacher, site_uuid=site.uuid, period_on=clock.today(), entries=[Entry("chlorine", None)])  # fmt: skip
    record_report(
        actor=teacher, site_uuid=site.uuid, period_on=clock.today(),
        entries=[Entry("chlorine", None, reason="仪器送检")],
    )  # fmt: skip

    assert (Observation.objects.get().value, Observation.objects.get().reason) == (None, "仪器送检")


def test_a_zero_report_is_one_button(county, school, teacher):
    report = record_zero_report(actor=teacher, site_uuid=school.uuid, period_on=clock.today())

    assert report.is_zero
    assert Observation.objects.get().value == 0
    build_site_report(county, school, 2, part="一年级")
    report.refresh_from_db()
    assert not report.is_zero


def test_after_ill_pupils_nobody_reports_zero(county, school, teacher):
    build_site_report(county, school, 2, part="一年级")
    before = traces()

    with pytest.raises(RuleBroken, match="逐项订正"):
        record_zero_report(actor=teacher, site_uuid=school.uuid, period_on=clock.today())
    assert traces() == before


@pytest.mark.parametrize(
    "entry, words",
    [
        (Entry("school-vomit", Decimal(-1), "一年级"), "负数"),
        (Entry("school-vomit", Decimal("1.5"), "一年级"), "整数"),
        (Entry("school-vomit", Decimal(1), "九年级"), "登记范围"),
        (Entry("school-fever", Decimal(1), "一年级"), "没有指标"),
        (Entry("school-vomit", Decimal(10) ** 10, "一年级"), "过大"),
    ],
)
def test_what_cannot_be_true_is_refused_and_leaves_no_trace(county, school, teacher, entry, words):
    before = traces()

    with pytest.raises(RuleBroken, match=words):
        record_report(
            actor=teacher, site_uuid=school.uuid, period_on=clock.today(),
            entries=[Entry("school-vomit", Decimal(1), "二年级"), entry],
        )  # fmt: skip
    assert traces() == before


def test_tomorrow_is_refused(county, school):
    with pytest.raises(RuleBroken, match="晚于今天"):
        build_site_report(county, school, 1, part="一年级", on=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("who", ["zhao", "li", "cdc"])
def test_nobody_fills_in_another_units_site(county, school, who):
    before = traces()

    with pytest.raises(NotFound):
        build_site_report(county, school, 1, part="一年级", by=who)
    assert traces() == before


def test_a_cluster_raises_one_signal_at_once_and_tells_who_must_act(county, school, vomit):
    build_rule(vomit, threshold=5)
    build_site_report(county, school, 4, part="一年级")
    assert Signal.objects.count() == 0
    build_site_report(county, school, 2, part="二年级")

    signal = Signal.objects.get()
    assert (signal.state, signal.color, signal.cases, signal.source) == ("new", 4, 6, "school")
    assert signal.reporter_unit_id == school.unit_id
    assert set(signal.addressees.values_list("unit__code", flat=True)) == {
        "county-education",
        "county-cdc",
    }
    assert list(signal.steps.order_by("id").values_list("kind", flat=True)) == ["formed", "sent"]
    assert Notice.objects.filter(kind="surveillance.recorded").count() == 2
    assert Notice.objects.filter(kind="surveillance.passed").count() == 1


def test_the_same_thing_again_is_the_same_signal_with_more_evidence(county, school, vomit):
    build_rule(vomit, threshold=5)
    build_rule(vomit, threshold=8, window_days=3, color=3)
    yesterday = clock.today() - timedelta(days=1)
    build_site_report(county, school, 5, part="一年级", on=yesterday)
    build_site_report(county, school, 6, part="一年级")

    signal = Signal.objects.get()
    assert (signal.first_on, signal.last_on, signal.color) == (yesterday, clock.today(), 3)
    assert sorted(Evidence.objects.values_list("value", flat=True)) == [5, 6, 11]
    screen_new_observations(actor=CLOCK)
    screen_new_observations(actor=CLOCK)
    assert Evidence.objects.count() == 3
    assert Notice.objects.filter(kind="surveillance.worsened").exists()
    assert signal.cases == 11
    assert AuditRow.objects.filter(action="surveillance.signal.grown").exists()


def test_a_correction_is_shown_told_and_put_on_record_and_changes_nothing(
    county, school, vomit, login, cdc
):
    build_rule(vomit, threshold=5)
    build_rule(vomit, threshold=8, window_days=3, color=3)
    yesterday = clock.today() - timedelta(days=1)
    build_site_report(county, school, 5, part="一年级", on=yesterday)
    build_site_report(county, school, 6, part="一年级")
    signal = Signal.objects.get()
    page = reverse("surveillance:signal_detail", args=[signal.uuid])
    findings = list(signal.evidence.select_related("rule").order_by("value"))
    screen_new_observations(actor=CLOCK)
    told = Notice.objects.filter(kind="surveillance.corrected")

    assert (queries.restated(signal, findings), told.count()) == ({}, 0)
    build_site_report(county, school, 2, part="一年级", on=yesterday)
    screen_new_observations(actor=CLOCK)
    screen_new_observations(actor=CLOCK)
    after = queries.restated(signal, findings)
    shown = login(cdc).get(page).content.decode()

    assert {pk: (row.now, row.fires) for pk, row in after.items()} == {
        findings[0].pk: (2, False),
        findings[2].pk: (8, True),
    }
    assert sorted(Evidence.objects.values_list("value", flat=True)) == [5, 6, 11]
    assert Signal.objects.get().cases == signal.cases == 11
    step = signal.steps.get(kind="corrected")
    assert "由 5 订正为 2 人，已达不到预警规则" in step.words
    assert "由 11 订正为 8 人，仍达到预警规则" in step.words
    assert told.count() == told.values("mailbox").distinct().count() > 0
    assert AuditRow.objects.filter(action="surveillance.signal.corrected").count() == 1
    assert "按订正后的数据仍达到预警规则" in shown
    assert shown.count("已订正为") == 2

    build_site_report(county, school, 1, part="一年级")
    assert "按订正后的数据已达不到预警规则" in login(cdc).get(page).content.decode()


def test_schools_of_one_township_are_one_signal_of_two_townships_two(county, vomit):
    build_rule(vomit, threshold=5)
    here = build_site(county)
    near = build_site(county, unit="township-beiting")
    far = build_site(county, unit="township-santai")
    for site, who in ((here, "teacher"), (near, "li"), (far, "zhao")):
        build_site_report(county, site, 6, by=who)

    assert Signal.objects.count() == 2
    assert sorted(s.evidence.count() for s in Signal.objects.all()) == [1, 2]


def test_an_exercise_never_mixes_with_what_is_real(county, school, vomit):
    build_rule(vomit, threshold=5)
    build_site_report(county, school, 6, part="一年级", is_exercise=True)
    build_site_report(county, school, 1, part="一年级")

    signal = Signal.objects.get()
    assert signal.is_exercise
    assert signal.number.startswith("SX-")


def test_a_muted_indicator_raises_nothing_but_counts(county, school, vomit, cdc):
    build_rule(vomit, threshold=5, scope="county")
    mute_indicator(
        actor=cdc, indicator=vomit, area=county.areas["652327"], reason="集中采样期间", until=clock.today()
    )  # fmt: skip
    build_site_report(county, school, 9, part="一年级")
    run = screen_new_observations(actor=CLOCK)

    assert (run.hits, run.muted, run.signals) == (1, 1, 0)
    assert Signal.objects.count() == 0


def test_a_rise_is_measured_against_the_days_before(county):
    programme = build_programme(code="market", part_label="商品")
    price = build_indicator(
        code="price", programme=programme, combine="mean", decimals=2, measure="元"
    )
    build_rule(
        price, method="rise", threshold=30, least=1, is_by_part=True, baseline_days=7, color=3
    )
    shop = build_site(county, programme=programme, parts=("大米", "鸡蛋"))
    for days in range(7, 0, -1):
        for part in ("大米", "鸡蛋"):
            build_site_report(county, shop, 6, indicator="price", part=part, on=clock.today() - timedelta(days=days))  # fmt: skip
    build_site_report(county, shop, "7.8", indicator="price", part="鸡蛋")
    assert Signal.objects.count() == 0
    build_site_report(county, shop, "7.9", indicator="price", part="大米")

    row = Evidence.objects.get()
    assert (row.part, row.value, row.expected, row.threshold) == (
        "大米",
        Decimal("7.9"),
        6,
        Decimal("7.8"),
    )
    assert Signal.objects.get().cases is None


def test_a_limit_is_crossed_from_above_and_below(county):
    programme = build_programme(code="water", part_label="")
    chlorine = build_indicator(code="chlorine", programme=programme, combine="last", decimals=2)
    build_rule(chlorine, method="lower", threshold="0.05")
    build_rule(chlorine, method="upper", threshold=2)
    site = build_site(county, programme=programme)
    build_site_report(
        county, site, "0.05", indicator="chlorine", on=clock.today() - timedelta(days=1)
    )
    assert Evidence.objects.count() == 0
    build_site_report(county, site, "0.04", indicator="chlorine")

    assert Evidence.objects.get().rule.method == "lower"


def test_a_site_that_falls_silent_is_found_one_that_never_reported_is_not(county, vomit):
    build_rule(vomit, method="missing", threshold=3)
    site = build_site(county)
    build_site(county, unit="township-santai")
    build_site_report(county, site, 0, on=clock.today() - timedelta(days=6))
    run = screen_missing(actor=CLOCK)

    assert run.signals == 1
    assert "未按时报告" in Signal.objects.get().title
    assert screen_missing(actor=CLOCK).signals == 0


@pytest.mark.parametrize(("reports_on", "signals"), [((), 1), (("township-santai",), 2)])
def test_sites_that_all_fall_silent_at_once_are_one_signal(county, vomit, reports_on, signals):
    build_rule(vomit, method="missing", threshold=3)
    units = ("school-beiting", "township-beiting", "township-santai", "county-education")
    for unit in units:
        site = build_site(county, unit=unit)
        build_site_report(county, site, 0, by="system", on=clock.today() - timedelta(days=6))
        if unit in reports_on:
            build_site_report(county, site, 0, by="system", on=clock.today() - timedelta(days=3))

    assert screen_missing(actor=CLOCK).signals == signals
    whole = Signal.objects.filter(evidence__site=None, area__code="652327")
    assert whole.exists() is not bool(reports_on)


def test_the_run_of_the_minute_looks_at_what_is_new_and_only_once(county, school, vomit):
    build_rule(vomit, threshold=5, scope="township")
    build_site_report(county, school, 9, part="一年级")
    first = screen_new_observations(actor=CLOCK)
    again = screen_new_observations(actor=CLOCK)

    assert (first.observations, first.signals, again.observations) == (1, 1, 0)
    assert DetectionRun.objects.count() == 1


def test_the_kept_form_names_nobody_and_its_worker_is_fresh_at_every_visit(
    county, teacher, zhao, login
):
    indicator = build_indicator()
    site = build_site(county, parts=("一年级",))
    build_site_report(county, site, 7, part="一年级")
    address = reverse("surveillance:site_report_offline", args=[site.uuid])

    page = login(teacher).get(address).content.decode()
    worker = login(teacher).get(reverse("surveillance:report_worker"))

    assert f"{indicator.code}-0" in page
    assert teacher.name not in page
    assert "csrfmiddlewaretoken" not in page
    assert 'value="7"' not in page
    assert login(zhao).get(address).status_code == 404
    assert worker["Cache-Control"] == "no-cache"
    assert worker["Content-Type"].startswith("text/javascript")
    assert 'VERSION = ""' not in worker.content.decode()
    assert login(teacher).post(reverse("accounts:sign_out"))["Clear-Site-Data"] == '"storage"'
