"""Keeping analyses: what is stored, who may, and what the situation report takes from them."""

import pytest
from tests.builders.analysis import build_analysis, build_case_series
from tests.builders.situation import build_report
from tests.builders.tasks import start_response

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.picture.analysis.models import Analysis
from lianfang.picture.analysis.public import Options, get_analysis, list_analyses, save_analysis
from lianfang.picture.analysis.queries import list_points
from lianfang.picture.analysis.sections import sections

pytestmark = pytest.mark.django_db


def test_an_analysis_is_kept_with_its_settings_figures_and_chart(county) -> None:
    analysis = build_analysis(county)

    assert analysis.number.startswith("FX-")
    assert [(s.key, s.value) for s in analysis.settings.order_by("id")] == [
        ("si_mean", "5天"), ("si_sd", "3天"), ("window", "7天"),
    ]  # fmt: skip
    assert analysis.figures.get().key == "r"
    assert list_points(analysis).count() == 53
    assert analysis.chart.startswith("<svg")
    assert analysis.digest == build_case_series().digest
    assert AuditRow.objects.filter(action="analysis.analysis.saved").count() == 1


def test_keeping_without_permission_or_title_changes_nothing(county) -> None:
    with pytest.raises(NotAllowed):
        build_analysis(county, by="li")
    with pytest.raises(RuleBroken, match="标题"):
        build_analysis(county, title=" ")
    with pytest.raises(RuleBroken, match="代际间隔"):
        save_analysis(
            actor=county.actors["cdc"],
            series=build_case_series(),
            options=Options(si_mean=0.5),
            title="题",
        )

    assert not Analysis.objects.exists()


def test_a_stranger_sees_nothing(county) -> None:
    analysis = build_analysis(county)

    with pytest.raises(NotAllowed):
        list_analyses(county.actors["zhao"])
    with pytest.raises(NotFound):
        get_analysis(county.actors["cdc"], analysis.digest[:8] + "-0000-4000-8000-000000000000")


def test_the_report_of_its_emergency_takes_the_latest_of_each_method(county, plan) -> None:
    emergency = start_response(county, plan).emergency
    build_analysis(county, emergency=emergency, title="旧")
    before = clock.now()
    latest = build_analysis(county, emergency=emergency, title="新")
    build_analysis(county, emergency=emergency, method="curve", title="曲线")
    build_analysis(county, title="别处")

    (section,) = sections(emergency, clock.now())

    assert [f.key for f in section.figures] == [
        "analysis.reproduction.r", "analysis.curve.total", "analysis.curve.peak", "analysis.curve.bins",
    ]  # fmt: skip
    assert str(latest.uuid) in section.figures[0].url
    assert section.words.count("\n") == 1
    assert len(sections(emergency, before)[0].figures) == 1
    report = build_report(county, emergency)
    assert report.sections.get(key="analysis").figures.count() == 4
