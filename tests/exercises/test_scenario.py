"""Scenario files: the shipped one holds, and every fault is named with its line."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from lianfang.base.kernel.packs import PackFaulty
from lianfang.picture.exercises.public import read_scenario
from lianfang.picture.exercises.spans import read_span
from tests.builders.exercises import SHIPPED, story


def faults_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "small-story.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PackFaulty) as refused:
        read_scenario(file)
    return [str(fault) for fault in refused.value.faults]


class Plain(yaml.SafeDumper):
    """Writes a desk that is named twice out twice: packs know no references."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write(changed: dict[str, object]) -> str:
    return yaml.dump({**story(), **changed}, Dumper=Plain, allow_unicode=True, sort_keys=False)


def test_the_shipped_scenario_holds() -> None:
    scenario = read_scenario(SHIPPED)

    assert scenario.code == "jimsar-norovirus-school"
    assert [i.kind for i in scenario.injects if i.do == "propose_response"] == [
        "start", "raise", "lower", "lower", "end",
    ]  # fmt: skip
    assert [i.kind for i in scenario.injects if i.do == "fill_card"] == [
        "initial", "progress", "closing",
    ]  # fmt: skip
    assert [i.do for i in scenario.injects][-3:] == ["close_emergency", "fill_card", "sign_card"]
    assert any(row.returned for row in scenario.behaviour.values())
    assert any(row.late for row in scenario.behaviour.values())


@pytest.mark.parametrize(
    ("text", "minutes"), [("0h10m", 10), ("27h", 1620), ("50m", 50), ("-14h", -840), ("0m", 0)]
)
def test_a_span_is_read(text: str, minutes: int) -> None:
    assert read_span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "h", "10", "1d", "2h5", "m5", "1.5h"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="时间应写作"):
        read_span(text)


def test_an_unknown_verb_is_named_with_its_line(tmp_path: Path) -> None:
    injects = [
        *story()["injects"][:2],
        {"at": "1h", "by": {"unit": "a", "role": "b"}, "do": "dance"},
    ]
    text = write({"injects": injects})

    faults = faults_of(tmp_path, text)

    line = next(n for n, row in enumerate(text.split("\n"), 1) if "at: 1h" in row)
    assert len(faults) == 1
    assert f"第 {line} 行" in faults[0]


def test_an_argument_the_verb_does_not_know_is_a_fault(tmp_path: Path) -> None:
    injects = [{**story()["injects"][0], "volume": "loud"}]

    assert "volume" in faults_of(tmp_path, write({"injects": injects}))[0]


def test_injects_out_of_order_are_a_fault(tmp_path: Path) -> None:
    injects = list(reversed(story()["injects"][:2]))

    assert "早于前一条" in faults_of(tmp_path, write({"injects": injects}))[0]


def test_a_curve_that_is_not_what_was_counted_is_a_fault(tmp_path: Path) -> None:
    assert "curve" in faults_of(tmp_path, write({"curve": [[0, 3]]}))[0]


def test_a_scenario_without_defaults_is_a_fault(tmp_path: Path) -> None:
    assert "defaults" in faults_of(tmp_path, write({"behaviour": {"county-cdc": {}}}))[0]


def test_a_code_other_than_the_name_of_the_file_is_a_fault(tmp_path: Path) -> None:
    assert "small-story" in faults_of(tmp_path, write({"code": "another"}))[0]
