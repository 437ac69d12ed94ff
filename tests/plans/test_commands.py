"""`lianfang plan`: import, show, diff."""

import json
import subprocess
import sys

import pytest

from lianfang.config import cli
from lianfang.county.plans.models import Plan
from tests.builders.plans import ANNEX, build_draft, build_jimsar


@pytest.fixture
def plan_command(monkeypatch, tmp_path, capsys):
    """Run the command in a home of its own; Django is set up already."""
    monkeypatch.setenv("LIANFANG_HOME", str(tmp_path))
    monkeypatch.setattr(cli, "_set_up", lambda: None)

    def run(*arguments):
        status = cli.main(["plan", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.mark.slow
def test_reading_needs_neither_django_nor_a_home(tmp_path):
    code = (
        "import sys; from lianfang.config.cli import main; status = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules; raise SystemExit(status)"
    )
    missing = {"LIANFANG_HOME": str(tmp_path / "none"), "PATH": "", "PYTHONPATH": "src"}

    done = subprocess.run(
        [sys.executable, "-c", code, "plan", "import", str(ANNEX)],
        capture_output=True, text=True, check=False, env=missing, timeout=50,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "共 29 个单位、94 条职责" in done.stdout
    assert not (tmp_path / "none").exists()


def test_json_is_exactly_the_reading(plan_command):
    status, out, err = plan_command("import", ANNEX, "--json")

    reading = json.loads(out)
    text = ANNEX.read_text(encoding="utf-8-sig")
    assert (status, err) == (0, "")
    assert set(reading) == {"units", "doubts", "ignored"}
    assert len(reading["units"]) == 29
    duties = [duty for unit in reading["units"] for duty in unit["duties"]]
    assert len(duties) == 94
    assert all(text[duty["start"] : duty["end"]] == duty["text"] for duty in duties)


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02" * 300, b"%PDF-1.4", b"PK\x03\x04broken"])
def test_an_unreadable_file_ends_with_one_sentence(plan_command, tmp_path, raw):
    path = tmp_path / "plan.txt"
    path.write_bytes(raw)

    status, out, err = plan_command("import", path, "--json")

    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1


def test_a_missing_file_ends_with_one_sentence(plan_command, tmp_path):
    status, out, err = plan_command("import", tmp_path / "nothing.txt")

    assert (status, out) == (1, "")
    assert "nothing.txt" in err


@pytest.mark.django_db
def test_a_file_is_saved_as_a_draft(plan_command, county, tmp_path):
    path = tmp_path / "职责.txt"
    path.write_text("县教育局：负责学校防控；组织培训。\n", encoding="utf-8")

    status, _, err = plan_command("import", path, "--save", "--area", "652327", "--version", "7")

    plan = Plan.objects.get()
    assert status == 0
    assert str(plan.uuid) in err
    assert (plan.title, plan.version, plan.state) == ("职责", "7", "draft")


@pytest.mark.django_db
@pytest.mark.parametrize("area", [[], ["--area", "999999"]])
def test_saving_needs_an_area_that_exists(plan_command, county, area):
    status, out, _ = plan_command("import", ANNEX, "--save", *area)

    assert (status, out) == (1, "")
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_without_a_plan_there_is_nothing_to_show(plan_command, county):
    status, _, err = plan_command("show")

    assert status == 1
    assert "还没有现行预案" in err


@pytest.mark.django_db
@pytest.mark.slow
def test_the_real_plan_is_shown_whole(plan_command):
    build_jimsar()

    status, out, _ = plan_command("show", "--json")
    shown = json.loads(out)

    assert status == 0
    assert shown["totals"] == {
        "units": 29, "duties": 94, "actions": 256, "duties_tasked": 0,
        "tasks": {"expected": 0, "done": 0, "waiting": 0, "late": 0, "declined": 0},
    }  # fmt: skip
    assert shown["response"] is None
    assert "共 29 个单位、94 条职责、256 项动作" in plan_command("show")[1]


@pytest.mark.django_db
def test_a_file_is_compared_with_the_plan_in_force(plan_command, county, plan, tmp_path):
    path = tmp_path / "new.txt"
    path.write_text("县教育局：落实学校各项预防措施；组织培训。\n", encoding="utf-8")

    status, out, _ = plan_command("diff", path, "--json")
    compared = json.loads(out)

    assert status == 0
    assert compared["counts"] == {"added": 1, "removed": 5, "changed": 1, "same": 0}
    assert {"kind": "added", "unit": "县教育局", "old": "", "new": "组织培训"} in compared[
        "changes"
    ]
    assert "新增 组织培训" in plan_command("diff", path)[1]


@pytest.mark.django_db
def test_stored_plans_are_compared_by_version_and_identifier(plan_command, county, plan, staff):
    draft = build_draft(county, "县教育局：落实学校预防措施。\n", version="2027")

    status, out, _ = plan_command("diff", plan.uuid, "2027")

    assert status == 0
    assert "未变 1 条" in out
    assert plan_command("diff", draft.uuid, "nothing")[0] == 1
