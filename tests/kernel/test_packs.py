from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from lianfang.base.kernel.packs import (
    CellList,
    DatedRow,
    Duration,
    Fault,
    PackFaulty,
    PackReader,
    PackRow,
    read_csv_rows,
    read_duration,
    read_yaml_rows,
)


class Inner(PackRow):
    text: str
    least: int | None = Field(default=None, ge=1)


class Sample(PackRow):
    code: str = Field(min_length=1)
    kind: Literal["plain", "odd"] = "plain"
    parts: list[Inner] = []


class Cell(PackRow):
    code: str
    count: int | None = None
    words: CellList = []


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults_of(path: Path, model: type[PackRow] = Sample) -> list[tuple[int, str]]:
    read = read_csv_rows if path.suffix == ".csv" else read_yaml_rows
    with pytest.raises(PackFaulty) as caught:
        read(path, model)
    assert {fault.file for fault in caught.value.faults} == {f"{path.parent.name}/{path.name}"}
    return [(fault.line, fault.reason) for fault in caught.value.faults]


def test_rows_keep_the_line_they_were_read_from(tmp_path):
    path = write(tmp_path, "a.yaml", "# heading\n- code: one\n\n- code: two\n  kind: odd\n")

    rows = read_yaml_rows(path, Sample)

    assert [(row.data.code, row.data.kind, row.line) for row in rows] == [
        ("one", "plain", 2),
        ("two", "odd", 4),
    ]
    assert rows[1].fault("不对", "kind").line == 5


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    path = write(
        tmp_path,
        "a.yaml",
        "- code: one\n  knid: odd\n- kind: strange\n- code: 0100\n"
        "- code: four\n  parts:\n    - text: fine\n    - text: low\n      least: 0\n",
    )

    assert faults_of(path) == [
        (2, "不认识“knid”，请检查拼写。"),
        (3, "“kind”只能取：plain、odd。"),
        (3, "缺少必填项“code”。"),
        (4, "“code”应为文字；若是数字或日期，请加引号。"),
        (9, "“parts → 第 2 项 → least”不能小于 1。"),
    ]


@pytest.mark.parametrize(
    "text, line, reason",
    [
        ("", 1, "文件是空的。"),
        ("code: one\n", 1, "文件应为一个列表，每行以“- ”开头。"),
        ("- code: one\n- code: [\n", 3, "YAML 语法有误，请检查缩进、冒号后的空格和引号。"),
        ("- code: one\n- code: x\x00y\n", 2, "含有不允许的控制字符，请删除。"),
        ("- code: one\n- {<<: 1, code: &x one}\n", 2, None),
        ("- code: !!python/object:os.system x\n", 1, None),
        ("- code: 2026-02-30\n", 1, "“2026-02-30”不是存在的日期或数字。"),
        ("- code: one\n  code: two\n", 2, "“code”在同一条里写了两次。"),
        ("- just words\n", 1, "“本条”应为一组“名称: 值”。"),
        (b"- code: one\n- code: \xd6\xd0\n", 2, None),
        ("- code: !!bool x\n", 1, "“x”不是存在的日期或数字。"),
        ("- code: one\n- [a]: two\n", 2, "冒号前应为一个词，不能是列表或另一组内容。"),
        ("- code: one\n---\n- code: two\n", 2, None),
    ],
)
def test_an_unreadable_file_is_answered_with_line_and_reason(tmp_path, text, line, reason):
    path = write(tmp_path, "a.yaml", text)

    faults = faults_of(path)

    assert faults[0][0] == line
    assert reason is None or faults == [(line, reason)]


def test_a_missing_file_is_a_fault(tmp_path):
    assert faults_of(tmp_path / "none.yaml") == [(1, "找不到这个文件，或没有读取权限。")]


def test_a_byte_order_mark_is_not_part_of_the_first_row(tmp_path):
    path = write(tmp_path, "a.csv", "\ufeffcode,count\na,1\n")

    assert read_csv_rows(path, Cell)[0].data.code == "a"


def test_csv_rows_keep_lines_across_quoted_line_breaks(tmp_path):
    path = write(tmp_path, "a.csv", 'code,count,words\n"a\nb",1,x；y;z\n\nc,,\nd\n')

    rows = read_csv_rows(path, Cell)

    assert [(row.data.code, row.data.count, row.data.words, row.line) for row in rows] == [
        ("a\nb", 1, ["x", "y", "z"], 2),
        ("c", None, [], 5),
        ("d", None, [], 6),
    ]


def test_csv_faults_name_column_and_line(tmp_path):
    path = write(tmp_path, "a.csv", "code,count\na,many\nb,1,surplus\n,4\n")

    assert faults_of(path, Cell) == [
        (2, "“count”应为整数。"),
        (3, "这一行有 3 格，多于表头的 2 列。"),
        (4, "缺少必填项“code”。"),
    ]


def test_csv_heading_is_checked_before_any_row(tmp_path):
    path = write(tmp_path, "a.csv", "count,count,colour\n1,2,3\n")

    assert faults_of(path, Cell) == [
        (1, "不认识列“colour”，请检查列名。"),
        (1, "列“count”出现了两次。"),
        (1, "缺少列“code”。"),
    ]


def test_a_broken_quote_in_csv_is_a_fault(tmp_path):
    path = write(tmp_path, "a.csv", 'code,count\n"a,1\n')

    assert faults_of(path, Cell)[0][1].startswith("不是合格的 CSV")


def test_duplicates_and_dangling_references_are_collected_over_files(tmp_path):
    write(tmp_path, "a.yaml", "- code: one\n- code: one\n")
    write(tmp_path, "b.yaml", "- code: x\n  parts:\n    - text: two\n")
    reader = PackReader(tmp_path)

    firsts = reader.yaml_rows("a.yaml", Sample)
    reader.require_unique(firsts, lambda row: row.code)
    known = {row.data.code for row in firsts}
    for row in reader.yaml_rows("b.yaml", Sample):
        texts = [part.text for part in row.data.parts]
        reader.require_known(row, texts, known, "引用", "parts", 0, "text")

    with pytest.raises(PackFaulty) as caught:
        reader.finish()
    pack = tmp_path.name
    assert caught.value.faults == (
        Fault(f"{pack}/a.yaml", 2, f"编号“one”重复，已在 {pack}/a.yaml 第 1 行使用。"),
        Fault(f"{pack}/b.yaml", 3, "引用“two”不存在，请检查拼写或先补充该项。"),
    )
    assert str(caught.value.faults[0]).startswith(f"{pack}/a.yaml 第 2 行：")


def test_a_document_is_one_record(tmp_path):
    write(tmp_path, "a.yaml", "code: one\nparts:\n  - text: two\n")
    reader = PackReader(tmp_path)

    row = reader.yaml_document("a.yaml", Sample)

    reader.finish()
    assert row is not None
    assert row.data == Sample(code="one", parts=[Inner(text="two")])


def test_a_dated_row_may_not_end_before_it_begins(tmp_path):
    path = write(
        tmp_path,
        "a.yaml",
        "- basis: 依据\n  effective_from: 2025-09-01\n  effective_to: 2025-08-31\n  verified: true\n",
    )

    assert faults_of(path, DatedRow) == [(1, "失效日期早于生效日期。")]


def test_a_dated_row_may_hold_for_one_day():
    day = date(2025, 9, 1)

    row = DatedRow(basis="依据", effective_from=day, effective_to=day, verified=False)

    assert row.effective_to == day


@pytest.mark.parametrize(
    "text, length",
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        (" 7d ", timedelta(days=7)),
        (timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_durations_are_read(text, length):
    assert read_duration(text) == length


@pytest.mark.parametrize("text", ["0h", "h", "2", "2w", "-1d", "1.5h", "２h", "2h30m", "", None])
def test_other_durations_are_refused(text):
    with pytest.raises(ValueError, match="时限应写作"):
        read_duration(text)


def test_a_bad_duration_in_a_row_names_the_item(tmp_path):
    class Timed(PackRow):
        due: Duration

    path = write(tmp_path, "a.yaml", "- due: soon\n")

    assert faults_of(path, Timed) == [(1, "“due”时限应写作 30m、2h 或 1d（分钟、小时、天）。")]


def test_very_deep_nesting_is_refused(tmp_path):
    path = write(tmp_path, "a.yaml", "- code: " + "[" * 100_000)

    assert faults_of(path) == [(1, "嵌套过深，无法识别。")]


@given(
    raw=st.one_of(st.binary(max_size=60), st.text(alphabet="-: \n[]{}&*!abc01'\"#|", max_size=60))
)
def test_no_text_makes_reading_fail_in_another_way(tmp_path_factory, raw):
    path = write(tmp_path_factory.mktemp("pack"), "a.yaml", raw)

    reader = PackReader(path.parent)
    rows = reader.yaml_rows(path.name, Sample)

    assert rows or reader.faults or raw.strip() in ("[]", b"[]")
    assert all(row.line >= 1 for row in rows)
