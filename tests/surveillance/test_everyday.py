"""The invented past of the demonstration: the same each time, written once, never among real values."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.command.surveillance.models import Observation, Signal, Site, SiteReport
from lianfang.command.surveillance.public import BulkRow, prepare_everyday, record_observations
from lianfang.command.surveillance.rules import Habit, Wave, draw_reports, is_reporting_day
from tests.builders.surveillance import build_indicator, build_rule, build_site, build_site_report

NOON = datetime(2026, 11, 26, 12, tzinfo=clock.BEIJING)
SYSTEM = Actor.system("生成演示日常数据")
HABITS = """
- programme: school-check
  days: 120
  weekdays: [1.5, 1, 1, 1, 1, 0, 0]
  gaps: 0.05
  late: 0.1
  corrected: 0.2
  waves:
    - {of: school-vomit, level: 2}
"""
EPISODES = """
- {site: "school-check:school-beiting", indicator: school-vomit, ago: 20, values: [30, 40], corrected: 3,
   steps: [{verb: verify, after: 30m, words: 已电话向校医核实。}, {verb: assess, after: 2h, words: 限于一个班。},
           {verb: close, after: 2d, words: 三日内无新发。}]}
"""


def test_days_are_drawn_from_their_own_seed_by_season_and_weekday():
    habit = Habit(weekdays=(1, 1, 1, 1, 1, 0, 0), in_term=True, gaps=0, late=0.1)
    waves = [
        Wave("ill", 20, season=0.8, peak=2, spread=1.5),
        Wave("price", 6, noise=0.01, decimals=2),
    ]
    year = list(
        draw_reports("a", habit, waves, size=1, first=date(2025, 9, 1), last=date(2026, 8, 31))
    )
    some = list(
        draw_reports("a", habit, waves, size=1, first=date(2026, 3, 2), last=date(2026, 3, 6))
    )

    assert some == [r for r in year if date(2026, 3, 2) <= r.on <= date(2026, 3, 6)]
    assert all(is_reporting_day(habit, r.on) for r in year)
    assert not is_reporting_day(habit, date(2026, 7, 20))
    ill = {r.on: r.values[0].value for r in year}
    winter = [value for day, value in ill.items() if day.month in (12, 1)]
    summer = [value for day, value in ill.items() if day.month in (5, 6)]
    assert sum(winter) / len(winter) > 2 * sum(summer) / len(summer)
    assert all(abs(r.values[1].value - 6) < 1 for r in year)
    assert 0 < sum(r.hours > 0 for r in year) < len(year) / 4


@pytest.mark.django_db
def test_the_past_is_written_once_with_its_signals_and_goes_on_the_next_day(county, cdc, tmp_path):
    build_rule(build_indicator(), threshold=25)
    site = build_site(county)
    (tmp_path / "everyday.yaml").write_text(HABITS, encoding="utf-8")
    (tmp_path / "everyday_episodes.yaml").write_text(EPISODES, encoding="utf-8")

    with clock.moved_to(NOON):
        count = prepare_everyday(actor=SYSTEM, folder=tmp_path, handler=cdc)
        assert prepare_everyday(actor=SYSTEM, folder=tmp_path, handler=cdc) == 0
    rows = Observation.objects.all()
    # One more: what the episode was put down to after its signal.
    assert count + 1 == rows.count()
    assert set(rows.values_list("origin", flat=True)) == {"demo"}
    corrected = rows.filter(state="replaced").count()
    assert 5 < corrected == rows.exclude(replaces=None).count()
    reports = SiteReport.objects.filter(site=site)
    assert 70 < reports.count() < 87
    assert 2 < reports.filter(is_late=True).count() < 20
    assert not reports.filter(recorded_at__gte=NOON).exists()
    assert Site.objects.get().is_demonstration
    signal = Signal.objects.get()
    assert (signal.state, signal.cases) == ("closed", signal.evidence.latest("id").value)
    assert "虚构" in signal.description
    assert list(signal.steps.values_list("kind", flat=True).order_by("taken_at"))[-3:] == ["verified", "assessed", "closed"]  # fmt: skip

    with clock.moved_to(NOON + timedelta(days=2)):
        assert 1 <= prepare_everyday(actor=SYSTEM, folder=tmp_path, handler=cdc) <= 4
    assert Signal.objects.count() == 1


@pytest.mark.django_db
def test_invented_values_never_stand_among_real_ones(county, teacher, cdc, tmp_path):
    build_indicator()
    site = build_site(county)
    given = BulkRow(site.code, "school-vomit", clock.today(), Decimal(1), came_at=clock.now())
    with pytest.raises(NotAllowed):
        record_observations(actor=teacher, rows=[given])
    build_site_report(county, site, 2)

    assert prepare_everyday(actor=SYSTEM, folder=tmp_path, handler=cdc) == 0
    assert (Observation.objects.get().origin, Site.objects.get().is_demonstration) == ("page", False)  # fmt: skip
