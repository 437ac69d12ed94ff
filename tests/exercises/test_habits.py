"""How a unit's rows are laid on top of one another, and what order things happen in."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.county.orgs.public import Unit, UnitKind
from lianfang.picture.exercises.habits import Habits
from lianfang.picture.exercises.services.agenda import CLOCK, SCRIPT, UNIT, Agenda
from tests.builders.exercises import BEGINS, build_scenario

SAID = [["在岗", 10, "人"]]


def habits() -> Habits:
    rows = {
        "defaults": {"sign": "20m", "says": [{"for": ["*"], "words": "照常办理。"}]},
        "townships": {
            "sign": "35m", "scale": 0.9, "late": {"29.1-a": 1.2},
            "says": [{"for": ["29.1-a"], "words": ["逐村落实；缺岗已补。", "无变化。"], "figures": SAID}],
        },
        "beiting": {
            "scale": 1.5, "says": [{"for": ["29.2-a"], "words": "已登记。", "figures": SAID}],
            "late": {"29.2-a": 1.1},
        },
        "education": {"sign": "6m", "says": [{"for": ["AC-inspect"], "words": "逐校检查。"}]},
    }  # fmt: skip
    units = [
        Unit(pk=1, code="townships", kind=UnitKind.COLLECTIVE),
        Unit(pk=2, code="beiting", kind=UnitKind.TOWNSHIP, parent_id=1),
        Unit(pk=3, code="education", kind=UnitKind.BUREAU),
        Unit(pk=4, code="school", kind=UnitKind.SCHOOL, parent_id=3),
    ]
    return Habits(build_scenario(behaviour=rows), {unit.code: unit for unit in units})


def test_a_members_row_lies_on_top_of_its_collective() -> None:
    habit = habits().of("beiting")

    assert habit.sign == timedelta(minutes=35)
    assert habit.scale == 1.5
    assert habit.late == {"29.1-a": 1.2, "29.2-a": 1.1}


def test_a_bureaus_row_does_not_hold_for_the_units_below_it() -> None:
    assert habits().of("school").sign == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("occurrence", "words"), [(1, "逐村落实；缺岗已补。"), (2, "无变化。"), (7, "无变化。")]
)
def test_words_follow_the_occurrence(occurrence: int, words: str) -> None:
    assert habits().of("beiting").said("29.1-a", "", occurrence).words == words


def test_a_standard_action_has_its_words_and_all_others_the_common_ones() -> None:
    habit = habits().of("education")

    assert habit.said("5.1-b", "AC-inspect", 1).words == "逐校检查。"
    assert habit.said("5.2-a", "AC-other", 1).words == "照常办理。"


def test_a_progress_report_says_the_first_part_only() -> None:
    said = habits().of("beiting").said("29.1-a", "", 1)

    assert said.on_the_way == "逐村落实。"
    assert habits().of("school").said("x", "", 1).on_the_way == "照常办理。"


def test_figures_of_the_collective_are_scaled_and_own_ones_are_not() -> None:
    habit = habits().of("beiting")

    assert habit.said("29.1-a", "", 1).figures == (("在岗", Decimal(15), "人"),)
    assert habit.said("29.2-a", "", 1).figures == (("在岗", Decimal(10), "人"),)


def test_only_the_first_occurrence_is_late() -> None:
    habit = habits().of("beiting")

    assert habit.share("29.1-a", 1) == 1.2
    assert habit.share("29.1-a", 2) == habit.submit


def test_the_agenda_gives_steps_in_story_order_and_the_script_first() -> None:
    agenda, played = Agenda(), []
    hour = timedelta(hours=1)
    for at, rank, name in (
        (hour, UNIT, "unit"), (2 * hour, SCRIPT, "later"), (hour, CLOCK, "clock"),
        (hour, SCRIPT, "script"), (hour, UNIT, "next unit"), (5 * hour, UNIT, "too late"),
    ):  # fmt: skip
        agenda.add(BEGINS + at, lambda name=name: played.append(name), rank=rank)

    while (step := agenda.next_due(BEGINS + 2 * hour)) is not None:
        step.act()

    assert played == ["script", "clock", "unit", "next unit", "later"]
    assert len(agenda) == 1


def test_a_step_of_another_kind_is_left_on_the_agenda() -> None:
    agenda = Agenda()
    agenda.add(BEGINS, list, rank=UNIT)
    agenda.add(BEGINS + timedelta(minutes=1), list, rank=CLOCK)
    step = agenda.next_due(BEGINS + timedelta(hours=1))

    assert step is not None
    assert agenda.next_also(step, BEGINS + timedelta(hours=1)) is None
    assert len(agenda) == 1
