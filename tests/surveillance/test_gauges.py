"""Progress measured from this room's records, and what the room says in a situation report."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.gauges import Asked, measure_units
from lianfang.command.surveillance.sections import sections
from lianfang.command.surveillance.services import report_result
from tests.builders.surveillance import (
    build_indicator,
    build_notification,
    build_sample,
    build_signal,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db


def asked(county, unit, *, days=1, area="652327"):
    now = clock.now()
    return Asked(
        7, county.units[unit].pk, county.areas[area].path, now - timedelta(days=days),
        now + timedelta(minutes=1), is_exercise=False,
    )  # fmt: skip


def measured(name, *rows):
    return measure_units(f"surveillance.{name}", rows)


def test_a_bureau_answers_for_the_reports_of_its_schools(county, django_assert_max_num_queries):
    build_indicator()
    build_site_report(county, build_site(county), 1)

    with django_assert_max_num_queries(3):
        assert measured("observations_reported", asked(county, "county-education")) == {7: (1, 2)}
    assert measured("observations_reported", asked(county, "county-health")) == {}


def test_signals_of_the_area_are_counted_as_judged_and_as_assessed(county):
    build_signal(county)
    build_signal(county, state="assessed")
    build_signal(county, state="dismissed")
    build_signal(county, is_exercise=True)

    assert measured("signals_judged", asked(county, "county-cdc")) == {7: (2, 3)}
    assert measured("risk_assessed", asked(county, "county-cdc")) == {7: (1, 2)}


def test_replies_and_results_are_counted_for_who_sent_and_took(county, li):
    build_notification(county, to=("county-cdc", "county-education"))
    sample = build_sample(county)
    build_sample(county)
    report_result(actor=li, sample_uuid=sample.uuid, item="抗体", verdict="negative")

    assert measured("notifications_answered", asked(county, "county-health")) == {7: (0, 2)}
    assert measured("samples_kept", asked(county, "township-beiting")) == {7: (1, 2)}
    assert measured("source_controls", asked(county, "county-cdc")) == {}


def test_a_report_says_which_signals_there_were(county):
    build_signal(county)
    build_signal(county, state="dismissed")
    emergency = SimpleNamespace(
        area_path=county.areas["652327"].path, is_exercise=False, recorded_at=clock.now()
    )

    section = sections(emergency, clock.now() + timedelta(minutes=1))[0]
    assert "形成信号2条" in section.words
    assert [figure.value for figure in section.figures[:2]] == [2, 1]
    assert sections(emergency, clock.now() - timedelta(days=30)) == []
