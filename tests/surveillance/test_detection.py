"""The rules of detection on plain values, and the adapter to the library of methods."""

from decimal import Decimal

import pytest

from lianfang.command.surveillance import rules
from lianfang.command.surveillance.rules import Facts, Series

D = Decimal

# method, threshold, least, value, mean, known, fires
TABLE = [
    ("upper", 2, 0, 3, None, 0, True), ("upper", 2, 0, 2, None, 0, False),
    ("lower", 2, 0, 1, None, 0, True), ("lower", 2, 0, 2, None, 0, False),
    ("cluster", 5, 0, 5, None, 0, True), ("cluster", 5, 0, 4, None, 0, False),
    ("rise", 100, 10, 21, 10, 7, True), ("rise", 100, 10, 20, 10, 7, False),
    ("rise", 100, 10, 9, 1, 7, False), ("rise", 100, 10, 30, 10, 2, False),
    ("rise", 100, 10, 30, None, 0, False), ("fall", 50, 10, 4, 10, 7, True),
    ("first", 0, 0, 1, 0, 1800, True), ("first", 0, 0, 1, 1, 1800, False),
    ("first", 0, 0, 1, None, 1000, False), ("first", 0, 0, 0, 0, 1800, False),
    ("fall", 50, 10, 5, 10, 7, False), ("fall", 50, 10, 1, 9, 7, False),
]  # fmt: skip


@pytest.mark.parametrize("method, threshold, least, value, mean, known, fires", TABLE)
def test_what_fires(method, threshold, least, value, mean, known, fires):
    fact = Facts("1/", 1, "", D(value), None if mean is None else D(mean), known)
    hits = list(rules.alarms_of(method, [fact], threshold=D(threshold), least=D(least)))

    assert bool(hits) is fires


def series(*values):
    return Series("1/", None, "", tuple(float(v) for v in values))


@pytest.mark.parametrize("method", ["c1", "c2"])
def test_a_leap_is_an_alarm_and_a_level_is_none(method):
    calm = [2, 3, 2, 4, 3, 2, 3, 2, 3, 4, 3]
    leap, level = series(*calm, 30), series(*calm, 3)
    hits = rules.judge_series(method, [leap, level], threshold=D(3), baseline=7, least=D(1))

    assert [hit.value for hit in hits] == [30]
    assert hits[0].expected is not None


def test_few_cases_raise_nothing_by_statistics():
    rows = [series(0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 6)]

    assert rules.judge_series("c1", rows, threshold=D(3), baseline=7, least=D(8)) == []


@pytest.mark.parametrize("method, threshold", [("percentile", 80), ("farrington", "2.58")])
def test_years_of_weeks_are_compared_with_the_same_time_of_year(method, threshold):
    past = [float(1 + day % 3) for day in range(1134 - 7)]
    rows = [series(*past, *[9.0] * 7), series(*past, *[1.0] * 7)]
    hits = rules.judge_series(method, rows, threshold=D(threshold), baseline=1130, least=D(1))

    assert len(hits) == 1


def test_a_short_history_is_not_judged():
    assert rules.judge_series("farrington", [series(*[1] * 60, 50)], threshold=D(3), baseline=1130, least=D(1)) == []  # fmt: skip


def test_a_control_chart_alarms_on_a_lasting_rise():
    calm = [3, 4, 3, 5, 4, 3, 4, 3, 4, 5, 4, 3, 4]
    rows = [series(*calm, 9, 9, 10, 10, 11)]

    assert rules.judge_series("cusum", rows, threshold=D("2.26"), baseline=13, least=D(1))


@pytest.mark.parametrize(
    "method, baseline, needed",
    [
        ("upper", 7, 1), ("rise", 7, 4), ("first", 1826, 1827), ("c1", 7, 8), ("c2", 7, 10), ("cusum", 28, 6),
        ("percentile", 1130, 732), ("farrington", 1130, 655), ("farrington", 60, rules.NEVER),
    ],
)  # fmt: skip
def test_a_rule_knows_how_much_history_it_needs(method, baseline, needed):
    assert rules.history_needed(method, baseline) == needed


def test_a_rule_that_cannot_judge_says_why():
    assert rules.readiness_words(8, 8) == ""
    assert "已有 30 天数据，需 729 天" in rules.readiness_words(729, 30)
    assert "没有数据" in rules.readiness_words(8, 0)
    assert "永远不能判断" in rules.readiness_words(rules.NEVER, 900)
    assert rules.expected_words(D("5.428571428571428571428571429")) == "期望 5.43"


def judged(values):
    rows = [Series("1/", None, "", tuple(values))]
    return rules.judge_series("percentile", rows, threshold=D(80), baseline=1130, least=D(1))


def test_a_week_of_which_half_is_missing_is_a_gap_and_not_a_week_of_few_cases():
    whole = [3.0] * 1134
    holed = [
        value if day // 7 not in BEFORE or day % 7 == 6 else None for day, value in enumerate(whole)
    ]
    by_week = [3.0 if day % 7 == 6 else None for day in range(1134)]

    assert judged(whole) == []
    assert judged(holed) == []
    assert len(judged([*whole[:-1], 9.0])) == 1
    assert len(judged([*by_week[:-1], 9.0])) == 1


# The weeks that the last of 162 is compared with: the same of three years, and two on both sides.
BEFORE = {161 - 52 * year + around for year in (1, 2, 3) for around in (-2, -1, 0, 1, 2)}
