"""Two runs of one exercise and the county: nobody corrects, enlarges or sees the other."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel import gauges as kernel_gauges
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.gauges import Asked, Work, measure_units
from lianfang.command.surveillance.models import DetectionRun, Observation, Signal, SiteReport
from lianfang.command.surveillance.public import BulkRow, daily_values, record_observations
from lianfang.command.surveillance.sections import sections
from lianfang.command.surveillance.services import screen_new_observations
from tests.builders.emergencies import build_emergency
from tests.builders.surveillance import (
    build_indicator,
    build_rule,
    build_signal,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("演练时钟")
FIRST, SECOND = {"is_exercise": True, "run": 1}, {"is_exercise": True, "run": 2}


@pytest.fixture
def vomit(county):
    indicator = build_indicator()
    build_rule(indicator, threshold=5)
    return indicator


@pytest.fixture
def school(county, vomit):
    return build_site(county)


def bulk(county, school, *values, days_ago=0, **world):
    rows = [
        BulkRow(
            school.code, "school-vomit", clock.today() - timedelta(days=days_ago + n), Decimal(v)
        )
        for n, v in enumerate(reversed(values))
    ]
    return record_observations(actor=county.actors["teacher"], rows=rows, **world)


def test_the_second_run_of_an_exercise_starts_anew_in_every_table(county, school, vomit, login):
    for world in (FIRST, SECOND, {}):
        assert bulk(county, school, 1, 6, **world) == 2
        assert bulk(county, school, 1, 6, **world) == 0
    build_site_report(county, school, 7, **SECOND)
    for world in (FIRST, SECOND):
        screen_new_observations(actor=CLOCK, **world)

    assert set(Observation.objects.values_list("run", "value", "state")) == {
        (1, 1, "current"), (1, 6, "current"), (2, 1, "current"), (2, 6, "replaced"), (2, 7, "current"),
        (None, 1, "current"), (None, 6, "current"),
    }  # fmt: skip
    assert SiteReport.objects.count() == 6
    assert list(Signal.objects.order_by("run").values_list("run", "is_exercise")) == [
        (1, True), (2, True),
    ]  # fmt: skip
    assert set(Signal.objects.get(run=1).evidence.values_list("value", flat=True)) == {6}
    assert set(DetectionRun.objects.values_list("run", flat=True)) == {1, 2}
    cdc, today = county.actors["cdc"], clock.today()
    seen = {
        run: daily_values(cdc, vomit, today, today, exercise=run is not None, run=run)[today]
        for run in (1, 2, None)
    }
    assert seen == {1: 6, 2: 7, None: 6}
    client = login(cdc)
    page = client.get("/surveillance/observations/", {"exercise": "run-1"}).content.decode()
    assert "演练第2场" in page
    listed = client.get("/api/v1/surveillance/observations", {"exercise": "1", "run": 2}).json()
    assert [row["run"] for row in listed["items"]] == [2, 2]
    assert len(client.get("/api/v1/surveillance/observations").json()["items"]) == 2
    assert len(client.get("/api/v1/signals", {"exercise": "1", "run": 1}).json()["items"]) == 1
    assert client.get("/signals/", {"exercise": "run-2", "export": "xlsx"}).status_code == 200


def test_a_run_reads_the_countys_past_before_it_began_and_the_county_never_reads_a_run(
    county, school, vomit
):
    vomit.rules.update(method="rise", threshold=300, least=5, baseline_days=7, scope="site")
    bulk(county, school, 2, 2, 2, 2, 2, 2, days_ago=2)
    bulk(county, school, 9, 9)
    bulk(county, school, 1, 8, **FIRST)
    screen_new_observations(actor=CLOCK, **FIRST)

    evidence = Signal.objects.get(run=1).evidence.get()
    # Six days of two and the run's own one: 13 / 7. The county's nines of the same days do not count.
    assert evidence.value == 8
    assert evidence.expected == Decimal("1.857")
    cdc, today = county.actors["cdc"], clock.today()
    drawn = daily_values(cdc, vomit, today - timedelta(days=7), today, exercise=True, run=1)
    assert [int(v) for _, v in sorted(drawn.items())] == [2, 2, 2, 2, 2, 2, 1, 8]
    real = daily_values(cdc, vomit, today - timedelta(days=7), today)
    assert [int(v) for _, v in sorted(real.items())] == [2, 2, 2, 2, 2, 2, 9, 9]


def test_a_run_outside_an_exercise_is_refused(county, school):
    with pytest.raises(RuleBroken, match="只用于演练"):
        bulk(county, school, 1, run=3)
    assert not Observation.objects.exists()


def test_progress_and_report_of_a_run_count_its_own_signals(county, vomit, monkeypatch):
    emergencies = {}
    for run in (1, 2):
        signal = build_signal(county, state="verified", is_exercise=True, run=run)
        emergencies[run] = build_emergency(county, signal_uuid=signal.uuid, is_exercise=True)
    build_signal(county, is_exercise=True, run=2)
    works = [Work(run, emergencies[run].pk, 0, "") for run in (1, 2)]
    monkeypatch.setattr(
        kernel_gauges, "_readers", [lambda ids: [w for w in works if w.task_id in ids]]
    )
    now, unit, path = clock.now(), county.units["county-cdc"].pk, county.areas["652327"].path
    asked = [
        Asked(
            run, unit, path, now - timedelta(days=1), now + timedelta(minutes=1), is_exercise=True
        )
        for run in (1, 2)
    ]

    assert measure_units("surveillance.signals_judged", asked) == {1: (1, 1), 2: (1, 2)}
    counted = [sections(emergencies[run], clock.now())[0].figures[0].value for run in (1, 2)]
    assert counted == [1, 2]


def test_values_are_narrowed_to_a_town_to_late_ones_and_to_superseded_ones(
    county, school, vomit, login
):
    far = build_site(county, unit="township-santai")
    bulk(county, school, 2, 3)
    bulk(county, school, 4)
    build_site_report(county, far, 5, by="zhao")
    Observation.objects.update(is_late=False)
    Observation.objects.filter(site=far).update(is_late=True)
    client, page = login(county.actors["cdc"]), "/surveillance/observations/"
    town = county.areas["652327103"]

    def shown(**asked):
        return [row.value for row in client.get(page, asked).context["page"]]

    assert shown() == [5, 4, 2]
    assert shown(area=town.uuid) == [4, 2]
    assert shown(late="1") == [5]
    assert shown(late="1", area=town.uuid) == []
    assert shown(state="replaced") == [3]
    assert shown(programme="school-check", area=town.uuid) == [4, 2]
