"""Words, periods, persons and papers: what a measure owes before it may bind anybody."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureState, SubjectState, Topic

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WORDS = dict.fromkeys(rules.WORDS, "写明了具体情况")


def test_a_decision_explains_itself_whole():
    rules.check_words(WORDS)
    for name in rules.WORDS:
        with pytest.raises(RuleBroken) as refusal:
            rules.check_words(WORDS | {name: " "})
        assert name in refusal.value.fields
    with pytest.raises(RuleBroken):
        rules.check_words(WORDS | {"alternatives": "无"})


def test_every_group_of_people_and_every_supply_is_thought_of():
    whole = dict.fromkeys(Topic.values, "不涉及")

    rules.check_arrangements(whole)
    for topic in Topic:
        with pytest.raises(RuleBroken, match=topic.label):
            rules.check_arrangements(whole | {topic.value: ""})


@pytest.mark.parametrize(
    ("starts", "ends", "longest"),
    [
        (None, NOW, None),
        (NOW, None, None),
        (NOW, NOW, None),
        (NOW - 3 * HOUR, NOW - HOUR, None),
        (NOW - 2 * DAY, NOW + DAY, None),
        (NOW + 31 * DAY, NOW + 40 * DAY, None),
        (NOW, NOW + 14 * DAY + timedelta(seconds=1), 14),
    ],
)
def test_periods_that_are_refused(starts, ends, longest):
    with pytest.raises(RuleBroken):
        rules.check_period(starts_at=starts, ends_at=ends, now=NOW, longest_days=longest)


def test_the_longest_period_itself_is_allowed():
    rules.check_period(starts_at=NOW, ends_at=NOW + 14 * DAY, now=NOW, longest_days=14)
    rules.check_period(starts_at=NOW - HOUR, ends_at=NOW + 400 * DAY, now=NOW, longest_days=None)


@pytest.mark.parametrize("day", [None, date(2026, 11, 25), date(2026, 12, 2)])
def test_a_review_lies_within_the_period(day):
    with pytest.raises(RuleBroken):
        rules.check_review(review_on=day, starts_on=date(2026, 11, 26), ends_on=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("state", "at", "ended", "binds"),
    [
        ("ordered", NOW, None, True),
        ("ordered", NOW - HOUR, None, False),
        ("ordered", NOW + 5 * DAY - timedelta(microseconds=1), None, True),
        ("ordered", NOW + 5 * DAY, None, False),
        ("lifted", NOW + DAY, NOW + 2 * DAY, True),
        ("lifted", NOW + 2 * DAY, NOW + 2 * DAY, False),
        ("proposed", NOW + DAY, None, False),
        ("sent_up", NOW + DAY, None, False),
    ],
)
def test_a_measure_binds_by_the_clock(state, at, ended, binds):
    assert (
        rules.is_in_force(state=state, starts_at=NOW, ends_at=NOW + 5 * DAY, at=at, ended_at=ended)
        is binds
    )


def test_only_a_running_measure_is_extended():
    rules.check_extension(state="ordered", ends_at=NOW + HOUR, now=NOW)
    for state, ends in (("ordered", NOW), ("lifted", NOW + DAY), ("proposed", NOW + DAY)):
        with pytest.raises(RuleBroken):
            rules.check_extension(state=state, ends_at=ends, now=NOW)


def test_nobody_is_kept_longer_than_the_disease_allows():
    latest = rules.latest_end(last_exposed_at=NOW - DAY, observation_days=9, is_contact=True)
    period = {"starts_at": NOW, "latest": latest, "measure_ends_at": NOW + 20 * DAY}

    assert latest == NOW + 8 * DAY
    rules.check_person_period(ends_at=latest, **period)
    for ends in (latest + HOUR, NOW):
        with pytest.raises(RuleBroken):
            rules.check_person_period(ends_at=ends, **period)
    with pytest.raises(RuleBroken):
        rules.check_person_period(ends_at=latest, **(period | {"measure_ends_at": NOW + DAY}))
    assert rules.latest_end(last_exposed_at=None, observation_days=None, is_contact=False) is None
    for given in ({"observation_days": None}, {"last_exposed_at": None}):
        with pytest.raises(RuleBroken):
            rules.latest_end(
                **({"last_exposed_at": NOW, "observation_days": 9, "is_contact": True} | given)
            )


@pytest.mark.parametrize(
    ("route", "by", "minor", "passes"),
    [
        ("consent", "self", False, True),
        ("consent", "guardian", True, True),
        ("consent", "self", True, False),
        ("consent", "nobody", False, False),
        ("institution", "nobody", True, True),
    ],
)
def test_consent_is_given_by_whoever_may_give_it(route, by, minor, passes):
    if passes:
        rules.check_consent(route=route, by=by, is_minor=minor)
        return
    with pytest.raises(RuleBroken):
        rules.check_consent(route=route, by=by, is_minor=minor)


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ({}, True),
        ({"outcome": "refused", "witness": "村委会张某"}, True),
        ({"outcome": "refused"}, False),
        ({"way": "left"}, False),
        ({"way": "posted"}, False),
        ({"receiver": "public"}, False),
        ({"is_minor": True}, False),
        ({"is_minor": True, "receiver": "guardian"}, True),
        ({"at": NOW + HOUR}, False),
        ({"at": NOW - 3 * HOUR}, False),
        ({"kind": "notice", "way": "posted", "receiver": "public", "outcome": "published"}, True),
        ({"kind": "notice"}, False),
    ],
)
def test_proofs_of_delivery(given, passes):
    facts = {
        "kind": "person_notice", "way": "hand", "receiver": "self", "outcome": "signed",
        "is_minor": False, "witness": "", "at": NOW - HOUR, "issued_at": NOW - 2 * HOUR, "now": NOW,
    } | given  # fmt: skip
    if passes:
        rules.check_delivery(**facts)
        return
    with pytest.raises(RuleBroken):
        rules.check_delivery(**facts)


def test_moves_of_measures_and_persons():
    moves, persons = rules.MEASURE_MOVES, rules.SUBJECT_MOVES

    assert {m.verb for m in moves.allowed("proposed")} == {"withdraw", "refuse", "order", "send_up"}
    assert {m.verb for m in moves.allowed("ordered")} == {"expire", "lift", "revoke"}
    for state in set(MeasureState.values) - {"proposed", "ordered"}:
        assert moves.allowed(state) == []
    for state in set(SubjectState.values) - {"listed", "under"}:
        assert persons.allowed(state) == []


def test_requisitions_are_described_whole_and_returned_once():
    whole = {
        "name": "面包车",
        "owner": "张某",
        "state_before": "完好",
        "quantity": 1,
        "value": Decimal(9),
    }

    rules.check_inventory(**whole)
    for wrong in ({"name": ""}, {"owner": ""}, {"quantity": 0}, {"value": Decimal(-1)}):
        with pytest.raises(RuleBroken):
            rules.check_inventory(**(whole | wrong))
    rules.check_return(was_handed_over=True, before="out", after="intact", damage="")
    for wrong in (
        (False, "out", "intact", ""),
        (True, "intact", "intact", ""),
        (True, "out", "out", ""),
        (True, "out", "lost", ""),
    ):
        with pytest.raises(RuleBroken):
            rules.check_return(
                was_handed_over=wrong[0], before=wrong[1], after=wrong[2], damage=wrong[3]
            )


def test_only_consent_is_taken_back():
    ways = ("release", "withdraw")
    rules.check_way_out(way="withdraw", route="consent", ways=ways)
    for way, route in (("withdraw", "institution"), ("vanish", "consent")):
        with pytest.raises(RuleBroken):
            rules.check_way_out(way=way, route=route, ways=ways)
