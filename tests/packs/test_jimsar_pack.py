"""The county's plan as written in the pack: whole, in the annex's words, and ready to be issued."""

import re
from itertools import chain
from pathlib import Path

import pytest
import yaml

PACKS = Path(__file__).resolve().parents[2] / "packs"
JIMSAR = PACKS / "jimsar"
LEVELS = {"I": 1, "II": 2, "III": 3, "IV": 4}
PERFORMERS = {"unit", "each:township", "each:hospital", "each:school"}
DURATION = re.compile(r"[1-9][0-9]{0,3}[mhd]")
SEPARATORS = re.compile(r"[\s，。；：:、,;]+")
CONJUNCTIONS = {"并", "和", "以及", ""}


def _read(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def members():
    return [_read(path) for path in sorted((JIMSAR / "plan").glob("*.yaml"))]


@pytest.fixture(scope="module")
def duties(members):
    return list(chain.from_iterable(member["duties"] for member in members))


@pytest.fixture(scope="module")
def actions(duties):
    return list(chain.from_iterable(duty["actions"] for duty in duties))


@pytest.fixture(scope="module")
def units():
    rows = _read(JIMSAR / "units.yaml") + _read(JIMSAR / "demo_units.yaml")
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def exercise():
    return _read(JIMSAR / "exercises" / "jimsar-norovirus-school.yaml")


@pytest.fixture(scope="module")
def catalogue():
    return _read(PACKS / "china" / "actions.yaml")


def test_plan_has_the_29_members_and_94_duties_of_the_annex(members, duties):
    assert [member["number"] for member in members] == list(range(1, 30))
    assert len(duties) == 94
    assert len({duty["id"] for duty in duties}) == 94


def test_each_duty_is_numbered_under_its_member(members):
    for member in members:
        expected = [f"{member['number']}.{place}" for place in range(1, len(member["duties"]) + 1)]
        assert [duty["id"] for duty in member["duties"]] == expected


def test_names_and_duties_stand_in_the_annex_in_order_with_nothing_between(members):
    annex = (JIMSAR / "annex1.txt").read_text(encoding="utf-8")
    reached = annex.index(members[0]["name"])
    for piece in chain.from_iterable(
        [member["name"], *(duty["text"] for duty in member["duties"])] for member in members
    ):
        found = annex.index(piece, reached)
        between = SEPARATORS.sub("", annex[reached:found])
        assert between in CONJUNCTIONS or between.endswith("等工作"), (piece, between)
        reached = found + len(piece)
    assert SEPARATORS.sub("", annex[reached:]) == ""


def test_members_are_the_numbered_units(members, units):
    for member in members:
        unit = units[member["unit"]]
        assert (unit["number"], unit["name"]) == (member["number"], member["name"])
    assert sum(unit["number"] is not None for unit in units.values()) == 29


def test_units_and_groups_point_at_what_exists(units):
    areas = {
        line.split(",")[0] for line in (JIMSAR / "areas.csv").read_text("utf-8").splitlines()[1:]
    }
    for unit in units.values():
        assert unit["area"] in areas
        assert unit["parent"] is None or unit["parent"] in units
    for group in _read(JIMSAR / "working_groups.yaml"):
        assert {group["lead"], *group["members"]} <= set(units)
        assert group["from_level"] in LEVELS


def test_no_name_stands_for_two_units(units):
    names = list(chain.from_iterable({u["name"], *u["aliases"]} for u in units.values()))
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_duty_has_actions_numbered_from_a(duties):
    for duty in duties:
        codes = [action["code"] for action in duty["actions"]]
        assert codes == [f"{duty['id']}-{'abcdefgh'[place]}" for place in range(len(codes))]
        assert codes


def test_codes_and_requirements_are_never_repeated(actions):
    assert len(actions) >= 230
    for column in ("code", "what"):
        values = [action[column] for action in actions]
        assert sorted(value for value in set(values) if values.count(value) > 1) == []


def test_actions_are_of_the_agreed_form(actions, catalogue):
    known = {entry["code"] for entry in catalogue}
    for action in actions:
        code = action["code"]
        assert 0 < len(action["title"]) <= 30, code
        assert action["what"].endswith("。"), code
        assert len(action["what"]) >= 20, code
        assert LEVELS[action["to_level"]] <= LEVELS[action["from_level"]], code
        assert action["performer"] in PERFORMERS, code
        assert action["standard"] in known, code
        assert 0 < len(action["evidence"]) <= 200, code
        assert action["gauge"] is None or re.fullmatch(r"[a-z]+\.[a-z_]+", action["gauge"]), code
        assert set(action.get("due_by_level", {})) <= set(LEVELS), code


def test_times_are_durations_and_heavier_levels_never_wait_longer(actions):
    minutes = {"m": 1, "h": 60, "d": 1440}

    def read(text: str) -> int:
        assert DURATION.fullmatch(text), text
        return int(text[:-1]) * minutes[text[-1]]

    for action in actions:
        due = read(action["due"])
        by_level = {LEVELS[k]: read(v) for k, v in action.get("due_by_level", {}).items()}
        times = [by_level[level] for level in sorted(by_level)] + [due]
        assert times == sorted(times), action["code"]
        assert action["repeat"] is None or read(action["repeat"]) >= 60, action["code"]


def test_all_29_members_have_something_to_do_at_level_iv(members):
    for member in members:
        found = chain.from_iterable(duty["actions"] for duty in member["duties"])
        assert any(action["from_level"] == "IV" for action in found), member["name"]


def test_heavier_levels_ask_for_more(actions):
    def count(level: int) -> int:
        return sum(LEVELS[a["to_level"]] <= level <= LEVELS[a["from_level"]] for a in actions)

    assert count(4) < count(3) < count(2) <= count(1)


def test_only_a_proposal_mentions_locking_an_area_down(actions):
    for action in actions:
        if "封锁" in action["title"] + action["what"]:
            assert "建议" in action["title"], action["code"]


def test_catalogue_entries_are_of_the_agreed_form(catalogue):
    codes = [entry["code"] for entry in catalogue]
    assert len(codes) == len(set(codes)) >= 80
    for entry in catalogue:
        assert re.fullmatch(r"AC-[a-z-]+", entry["code"])
        assert 0 < len(entry["title"]) <= 30, entry["code"]
        assert DURATION.fullmatch(entry["due"]), entry["code"]
        assert entry["repeat"] is None or DURATION.fullmatch(entry["repeat"]), entry["code"]
        assert entry["performer"] in PERFORMERS, entry["code"]
        groups = [group if isinstance(group, list) else [group] for group in entry["words"]]
        assert groups, entry["code"]
        assert all(isinstance(word, str) and word for word in chain(*groups)), entry["code"]


def test_catalogue_proposes_an_adopted_action_for_every_duty(duties, catalogue):
    def proposed(text: str) -> set[str]:
        return {
            entry["code"]
            for entry in catalogue
            for group in entry["words"]
            if all(word in text for word in (group if isinstance(group, list) else [group]))
        }

    missed = [
        duty["id"]
        for duty in duties
        if not proposed(duty["text"]) & {action["standard"] for action in duty["actions"]}
    ]
    assert missed == []


def _minutes(text: str) -> int:
    match = re.fullmatch(r"(-?)(\d+)h(?:(\d+)m)?", text)
    assert match, text
    return (int(match[2]) * 60 + int(match[3] or 0)) * (-1 if match[1] else 1)


def test_injects_are_in_story_order_and_by_known_units(exercise, units):
    times = [_minutes(inject["at"]) for inject in exercise["injects"]]
    assert times == sorted(times)
    assert times[-1] <= _minutes(exercise["ends"])
    for inject in exercise["injects"]:
        asked = inject["words"] if isinstance(inject.get("words"), dict) else {}
        named = {inject["by"]["unit"], *asked, *inject.get("none", [])}
        assert named <= set(units), inject["at"]


def test_every_verb_of_the_exercise_stands_in_its_header(exercise):
    text = (JIMSAR / "exercises" / "jimsar-norovirus-school.yaml").read_text("utf-8")
    described = set(re.findall(r"^#   ([a-z_]+) {2,}\S", text, re.MULTILINE))
    assert {inject["do"] for inject in exercise["injects"]} <= described


def test_all_29_members_behave_and_only_towards_actions_of_the_plan(exercise, members, units):
    behaviour = exercise["behaviour"]
    assert {member["unit"] for member in members} <= set(behaviour)
    known = {a["code"] for member in members for duty in member["duties"] for a in duty["actions"]}
    for unit, row in behaviour.items():
        assert unit == "defaults" or unit in units
        named = {code for say in row.get("says", []) for code in say["for"]}
        for column in ("late", "unsigned", "returned", "cannot", "split"):
            named |= set(row.get(column, []))
        assert {code for code in named if not re.match(r"AC-|\*", code)} <= known, unit


def test_counts_of_the_exercise_never_fall_and_end_at_the_curve(exercise):
    tallies = [inject["tally"] for inject in exercise["injects"] if "tally" in inject]
    for column in ("exposed", "cases", "confirmed", "deaths", "contacts"):
        counts = [tally[column] for tally in tallies]
        assert counts == sorted(counts), column
    assert tallies[-1]["cases"] == sum(cases for _day, cases in exercise["curve"])


def test_exercise_raises_and_lowers_and_reports_from_first_to_last(exercise):
    told = [
        (inject["do"], inject.get("kind") or inject.get("answer")) for inject in exercise["injects"]
    ]
    proposed = [kind for verb, kind in told if verb == "propose_response"]
    assert proposed == ["start", "raise", "lower", "lower", "end"]
    answers = [answer for verb, answer in told if verb == "decide_response"]
    assert answers == ["approve", "approve", "refuse", "approve", "approve"]
    drafted = [kind for verb, kind in told if verb == "draft_report"]
    assert (drafted[0], drafted[-1]) == ("initial", "final")
    assert set(drafted[1:-1]) == {"progress"}


def test_the_invented_past_names_what_the_packs_have():
    national = {row["code"]: row for row in _read(PACKS / "china/surveillance.yaml")}
    habits = {row["programme"]: row for row in _read(JIMSAR / "everyday.yaml")}
    assert habits.keys() <= national.keys()
    for code, habit in habits.items():
        asked = {indicator["code"] for indicator in national[code]["indicators"]}
        assert {wave["of"] for wave in habit["waves"]} <= asked, code
    for episode in _read(JIMSAR / "everyday_episodes.yaml"):
        programme = episode["site"].split(":")[0]
        waves = {(w["of"], w.get("part", "")) for w in habits[programme]["waves"]}
        assert (episode["indicator"], episode.get("part", "")) in waves, episode["site"]
        assert episode["steps"], episode["site"]
