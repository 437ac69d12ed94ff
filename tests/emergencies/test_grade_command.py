"""`lianfang grade`: without a home, from a file or from standard input."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from lianfang.config import cli


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cli, "find_home", lambda: pytest.fail("no home is needed"))

    def act(told, *options):
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        path = tmp_path / "facts.json"
        path.write_bytes(raw)
        status = cli.main(["grade", str(path), *options])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return act


def test_the_answer_names_grade_criteria_and_what_is_missing(run):
    status, out, _ = run({"type": "food", "cases": 150, "place_kind": "学校"}, "--json")

    answer = json.loads(out)
    assert (status, answer["grade"], answer["possible"]) == (0, "III", "II")
    assert answer["missing"] == ["deaths"]
    assert len(answer["criteria"]) == 34
    assert answer["criteria"][0].keys() >= {"id", "result", "why", "basis"}
    assert "学校" in answer["raise"]["why"]


def test_nothing_known_is_an_answer_too(run):
    status, out, _ = run({}, "--json")

    answer = json.loads(out)
    assert (status, answer["grade"], answer["raise"]) == (0, "none", None)
    assert {row["result"] for row in answer["criteria"]} == {"unknown"}


def test_facts_come_from_standard_input(monkeypatch, capsys):
    raw = json.dumps({"type": "agent_loss"}).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    assert cli.main(["grade", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["grade"] == "I"


def test_people_get_a_table_with_the_boundary_told(run):
    status, out, _ = run({"type": "food", "cases": 100, "deaths": 0})

    assert status == 0
    assert "建议分级：较大（Ⅲ级）（G3-6）" in out
    assert "就高" in out


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "不是 JSON"), (b"\xff\xfe", "UTF-8"), (b"[1]", "JSON 对象"), (b"", "不是 JSON"),
        (b'{"cases": -1}', "负数"), (b'{"cases": NaN}', "整数"), (b'{"type": "x"}', "不认识"),
        (b"[" * 100_000, "嵌套"), (b'{"cases": ' + b"9" * 5000 + b"}", "数字"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_sentence(run, raw, words):
    status, out, err = run(raw, "--json")

    assert (status, out) == (1, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_and_a_day_that_is_none(capsys, run):
    assert cli.main(["grade", "/nowhere/facts.json"]) == 1
    assert "读不出来" in capsys.readouterr().err
    assert run({}, "--on", "昨天")[0] == 1
    assert run({}, "--on", "2001-01-01")[0] == 1
