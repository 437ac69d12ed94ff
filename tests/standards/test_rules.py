from datetime import UTC, date, datetime

import pytest

from lianfang.county.standards import presenters
from lianfang.county.standards.rules import (
    Period,
    closing_day,
    contact_release,
    earliest_end,
    exposure_window,
    likely_exposure,
    managed_class,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_exposure_lies_between_the_longest_and_the_shortest_incubation_before_onset():
    assert exposure_window(NOON, min_hours=12, max_hours=72) == (at(17), at(20, 0))


def test_exposure_has_no_beginning_without_a_longest_incubation():
    assert exposure_window(NOON, min_hours=96, max_hours=None) == (None, at(16))


def test_a_point_source_struck_one_typical_incubation_before_the_median_onset():
    assert likely_exposure(NOON, typical_hours=36) == at(19, 0)


def test_a_response_may_end_one_longest_incubation_after_the_last_case():
    assert earliest_end(NOON, max_hours=72) == at(23)
    assert earliest_end(NOON, max_hours=None) is None


def test_contacts_are_released_after_the_observation_days():
    assert contact_release(NOON, observation_days=5) == at(25)
    assert contact_release(NOON, observation_days=None) is None


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2020, 1, 19), "b"),
        (date(2020, 1, 20), "a"),
        (date(2023, 1, 7), "a"),
        (date(2023, 1, 8), "b"),
    ],
)
def test_a_disease_is_handled_as_class_a_on_the_days_of_the_decision_only(day, expected):
    period = Period(date(2020, 1, 20), date(2023, 1, 7))

    assert managed_class("b", [("a", period)], day) == expected


def test_an_open_period_holds_until_further_notice():
    assert Period(date(2025, 9, 1), None).holds_on(date(2099, 1, 1))


def test_a_rule_ends_on_the_day_before_its_successor():
    assert closing_day(date(2026, 3, 1)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "low, high, words",
    [
        (0, 8, "不足1小时—8小时"),
        (12, 72, "12—72小时"),
        (24, 72, "1—3天"),
        (3, 144, "3小时—6天"),
        (960, 960, "40天"),
        (96, None, "4天以上"),
        (240, 87600, "10天—10年"),
        (36, 36, "36小时"),
    ],
)
def test_incubation_is_said_as_people_say_it(low, high, words):
    assert presenters.range_words(low, high) == words
