"""What may be adopted, how a clause is cut, what an action must say, how two plans differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.plans import rules
from lianfang.county.plans.comparing import Clause, differences
from lianfang.county.plans.draft_presenters import Spot, marked, segments
from lianfang.county.plans.rules import ActionTerms, DraftFacts

READY = {
    "members": 1, "members_without_unit": (), "duties": 1, "duties_without_action": (), "open_doubts": 0,
}  # fmt: skip
GOOD = {"title": "开展流调", "what": "到现场开展流调", "due_minutes": 120}


def test_a_ready_draft_may_be_adopted():
    rules.check_may_adopt(DraftFacts(**READY))

    assert rules.obstacles(DraftFacts(**READY)) == []


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"members": 0}, "还没有核对"),
        ({"duties": 0}, "还没有核对"),
        ({"members_without_unit": ("县某局",)}, "县某局"),
        ({"open_doubts": 3}, "3 处存疑"),
        ({"duties_without_action": ("3.2",)}, "3.2"),
        ({"duties_without_action": tuple(f"1.{n}" for n in range(1, 12))}, "等 11 项"),
    ],
)
def test_an_unready_draft_is_refused_with_what_to_do(fact, said):
    with pytest.raises(RuleBroken) as caught:
        rules.check_may_adopt(DraftFacts(**{**READY, **fact}))

    assert said in caught.value.message


def test_every_obstacle_is_named_at_once():
    draft = DraftFacts(1, ("甲",), 1, ("1.1",), 2)

    assert len(rules.obstacles(draft)) == 3


@pytest.mark.parametrize(
    ("title", "version", "field"),
    [("", "1", "title"), ("短", "1", "title"), ("长" * 201, "1", "title"), ("预案", "", "version"),
     ("预案", "长" * 41, "version")],
)  # fmt: skip
def test_a_plan_needs_a_name_and_a_version(title, version, field):
    with pytest.raises(RuleBroken) as caught:
        rules.check_head(title, version)

    assert field in caught.value.fields


@pytest.mark.parametrize(("units", "duties"), [(0, 0), (1001, 1), (5, 10_001)])
def test_a_reading_of_nothing_or_too_much_is_refused(units, duties):
    with pytest.raises(RuleBroken):
        rules.check_reading(units, duties)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("", 0, 1),
        ("  ", 0, 1),
        ("职责", -1, 1),
        ("职责", 5, 4),
        ("职责", 0, 11),
        ("长" * 4001, 0, 1),
    ],
)
def test_a_duty_needs_words_and_a_place(text, starts, ends):
    with pytest.raises(RuleBroken):
        rules.check_span(text, "一二三四五六七八九十", starts=starts, ends=ends)


def test_words_are_found_first_after_their_unit():
    source = "甲局：防控。乙局：防控。"

    assert rules.place_of("防控", source, near=0) == 3
    assert rules.place_of("防控", source, near=6) == 9
    assert rules.place_of("甲局", source, near=6) == 0


@pytest.mark.parametrize("text", ["没有", ""])
def test_words_that_do_not_stand_there_are_refused(text):
    with pytest.raises(RuleBroken):
        rules.place_of(text, "甲局：防控。", near=0)


@pytest.mark.parametrize(
    ("lines", "cuts"),
    [
        ("防控\n宣传", [3]),
        ("防控；\n宣传", [3]),
        ("防控\n\n；宣传\n", [2]),
        ("防\n控\n宣传", [1, 3]),
    ],
)
def test_line_breaks_become_cuts(lines, cuts):
    assert rules.cuts_of(lines, "防控；宣传") == cuts


@pytest.mark.parametrize("lines", ["防控\n别的", "防控", "宣传\n防控", "防控\n宣传\n多的"])
def test_changed_letters_are_no_cut(lines):
    with pytest.raises(RuleBroken):
        rules.pieces("防控；宣传", rules.cuts_of(lines, "防控；宣传"))


@given(st.text("防控宣传；，", min_size=1, max_size=40), st.lists(st.integers(-3, 45), max_size=4))
def test_pieces_lose_no_letter(text, at):
    try:
        parts = rules.pieces(text, at)
    except RuleBroken:
        return
    kept = "".join(text[starts:ends] for starts, ends in parts)
    outside = [
        text[left:right]
        for (_, left), (right, _) in zip([(0, 0), *parts], [*parts, (len(text), 0)], strict=True)
    ]

    assert all(part.strip(rules.SEPARATORS) == "" for part in outside)
    assert sorted(kept + "".join(outside)) == sorted(text)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "开"}, "title"), ({"title": "长" * 61}, "title"), ({"what": "短"}, "what"),
        ({"due_minutes": 0}, "due_minutes"), ({"due_minutes": 525_601}, "due_minutes"),
        ({"repeat_minutes": 59}, "repeat_minutes"), ({"from_level": 1, "to_level": 2}, "to_level"),
        ({"from_level": 5}, "to_level"), ({"to_level": 0}, "to_level"),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_done_is_refused(change, field):
    with pytest.raises(RuleBroken) as caught:
        rules.check_action(ActionTerms(**{**GOOD, **change}))

    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize("change", [{}, {"repeat_minutes": 60}, {"from_level": 2, "to_level": 2}])
def test_an_action_at_the_edge_is_good(change):
    assert rules.check_action(ActionTerms(**{**GOOD, **change})) is None


def test_a_duty_has_at_most_as_many_actions_as_letters():
    assert (rules.letter_of(0), rules.letter_of(25)) == ("a", "z")
    with pytest.raises(RuleBroken):
        rules.letter_of(26)


def test_two_plans_differ_unit_by_unit():
    old = [Clause("甲", "负责学校防控工作"), Clause("甲", "组织培训"), Clause("乙", "保障经费")]
    new = [
        Clause("甲", "负责全县学校防控工作"), Clause("丙", "做好宣传"), Clause("乙", "保障经费"),
    ]  # fmt: skip

    lines = [(line.kind, line.unit) for line in differences(old, new)]

    assert lines == [("changed", "甲"), ("removed", "甲"), ("added", "丙"), ("same", "乙")]


def test_a_clause_said_twice_and_now_once_is_told():
    old = [Clause("甲", "防控"), Clause("甲", "防控")]

    assert [line.kind for line in differences(old, old[:1])] == ["same", "removed"]


spots = st.lists(
    st.tuples(
        st.integers(0, 30), st.integers(0, 10), st.sampled_from(["duty", "doubt", "ignored"])
    ),
    max_size=8,
)


# A window shows at least one character; an empty one has no place for a spot.
@given(spots, st.integers(0, 10), st.integers(1, 30))
def test_segments_are_the_document_and_each_spot_begins_once(found, starts, length):
    source = "一二三四五六七八九十" * 4
    ends = min(len(source), starts + length)
    drawn = [
        Spot(left, left + size, kind, f"s-{place}")
        for place, (left, size, kind) in enumerate(found)
    ]

    cut = segments(source, drawn, starts, ends)

    assert "".join(part.text for part in cut) == source[starts:ends]
    names = [name for part in cut for name in part.names]
    assert len(names) == len(set(names))
    inside = {
        spot.name
        for spot in drawn
        if spot.ends > spot.starts and spot.starts < ends and spot.ends > starts
    }
    assert set(names) == inside


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 19), st.integers(0, 5)), max_size=5))
def test_marked_pieces_are_the_text(text, places):
    inside = [(left, min(left + size, len(text))) for left, size in places if left <= len(text)]

    assert "".join(piece.text for piece in marked(text, inside)) == text
