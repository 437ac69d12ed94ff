"""Back-tests over real series and over one's own: figures that can be computed anew, upload, page, files."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.analysis.rules import real_series as real
from lianfang.picture.analysis.rules.reading import (
    mark_outbreaks,
    read_spans,
    read_trial,
    spans_written,
)
from lianfang.picture.analysis.rules.trials import Settings, Trial, try_methods

REFERENCE = Path(__file__).parents[1] / "reference"
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("known", real.real_series(), ids=lambda known: known.key)
def test_the_shipped_figures_are_what_the_methods_say_of_the_series(known: real.RealSeries) -> None:
    path = real.file_of(known, [REFERENCE])
    with real.FIGURES.open(encoding="utf-8", newline="") as file:
        shipped = [tuple(row)[:-1] for row in csv.reader(file) if row[0] == known.key]

    found = [real.as_row(figure)[:-1] for figure in real.compute(known, path, TODAY)]

    assert found == shipped
    assert len(found) == 9
    assert known.source
    assert known.record
    assert "GPL" not in known.licence or "gpl/" in known.file


def weekly(counts: list[float | None], *outbreaks: tuple[int, int]) -> Trial:
    return Trial("序列", 7, "2021-01-04", tuple(counts), outbreaks)


def test_delay_runs_to_the_end_of_the_period_and_a_short_quiet_time_has_no_rate() -> None:
    trial = weekly([2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 3, 20, 2, 3, 2, 2, 2, 2, 90, 2], (10, 11))

    (result,) = try_methods(trial, Settings(methods=("ears_c1",))).results

    assert (result.judged, result.found, result.delays) == (1, 1, (14,))
    assert (result.false_alarms, result.false_per_year) == (1, None)
    (none,) = try_methods(trial, Settings(methods=("cusum",))).results
    assert (none.judged, none.sensitivity, none.median_days) == (0, None, None)
    assert "数据太短" in none.parameters
    assert real.pooled([real.Figure("a", result, "", "")] * 2)[0].found == 2


@pytest.mark.parametrize(
    ("trial", "settings", "words"),
    [
        (weekly([1.0] * 30), Settings(), "没有标注暴发"),
        (weekly([1.0] * 30, (9, 9)), Settings(methods=()), "至少选一种"),
        (weekly([1.0] * 30, (9, 9)), Settings(alpha=2), "超出范围"),
        (
            Trial("日", 1, "2021-01-04", (1.0,) * 30, ((9, 9),)),
            Settings(methods=("farrington",)),
            "只适用于按周",
        ),
    ],
)
def test_what_cannot_be_tried_is_refused(trial: Trial, settings: Settings, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        try_methods(trial, settings)


def test_rows_that_cannot_be_read_are_named_and_become_gaps() -> None:
    rows = [
        ["2026-W01", 3, ""], ["2026年第2周", "4", 1], ["2026-01-12", "许多", "是"], ["", "", ""],
        ["2026-01-20", 5, 0], ["2026-W02", 9, 0], ["昨天", 1, 0], ["2027-W01", 1, 0],
        ["2026-02-02", -1, "也许"],
    ]  # fmt: skip

    read = read_trial("表", ["周次", "病例数", "暴发"], iter(rows), step=7, today=TODAY)

    assert [(bad.row, bad.column) for bad in read.bad] == [
        (4, "病例数"), (6, "周次"), (7, "周次"), (8, "周次"), (9, "周次"), (10, "病例数"), (10, "暴发"),
    ]  # fmt: skip
    assert read.trial.start == "2025-12-29"
    assert read.trial.counts == (3, 4, None, None, None, None)
    assert read.trial.outbreaks == ((1, 2),)
    assert read.rows == 8
    assert read == type(read).from_plain(read.to_plain())
    for header, words in ((["病例数"], "日期"), (["日期", "姓名"], "病例数")):
        with pytest.raises(RuleBroken, match=words):
            read_trial("表", header, iter([]), step=7, today=TODAY)


def test_outbreaks_are_typed_line_by_line() -> None:
    trial = weekly([1.0] * 10)

    marked = mark_outbreaks(
        trial, read_spans("2021-01-12 至 2021-01-20\n2021年2月1日—2021年2月7日")
    )

    assert marked.outbreaks == ((1, 2), (4, 4))
    assert read_spans(spans_written(marked))[1] == (date(2021, 2, 1), date(2021, 2, 7))
    with pytest.raises(RuleBroken, match="起止日期"):
        read_spans("去年五月")
    with pytest.raises(RuleBroken, match="不在数据的时段"):
        mark_outbreaks(trial, [(date(2020, 1, 1), date(2021, 2, 1))])


def own_table() -> SimpleUploadedFile:
    first = date(2025, 1, 6)
    lines = ["日期,病例数,暴发"]
    for week in range(80):
        flag = int(60 <= week < 64)
        lines.append(f"{first + timedelta(days=7 * week)},{3 + week % 3 + 15 * flag},{flag}")
    lines.append("看不懂,1,0")
    return SimpleUploadedFile("手足口病.csv", "\n".join(lines).encode())


@pytest.mark.django_db
def test_an_epidemiologist_tries_methods_on_an_own_series(county, login) -> None:
    client = login(county.actors["cdc"])
    sent = {"name": "手足口病", "step": 7, "table": own_table(), "spans": ""}

    preview = client.post("/analysis/back-test/own/upload/", sent, follow=True)
    assert "第 82 行" in preview.content.decode()
    assert "2026-03-02 至 2026-03-29" in preview.content.decode()
    refused = client.post("/analysis/back-test/own/preview/", {"spans": "某一天"})
    assert refused.status_code == 422
    page = client.post(
        "/analysis/back-test/own/preview/", {"spans": "2026-03-02 至 2026-03-29"}, follow=True
    ).content.decode()
    assert "1／1 起" in page
    assert "<svg" in page
    chosen = {"methods": "ears_c2", "years": "1"}
    few = client.get("/analysis/back-test/own/", chosen).content.decode()
    assert few.count("EARS C2") >= 3
    assert "标准差至少 1" in few
    for kind in ("xlsx", "csv", "svg", "png"):
        assert client.get("/analysis/back-test/own/", {**chosen, "export": kind}).content


@pytest.mark.django_db
def test_a_real_series_shows_its_figures_with_the_curve_where_the_series_is_at_hand(
    county, login, tmp_path, settings, monkeypatch
) -> None:
    client = login(county.actors["cdc"])
    overview = client.get("/analysis/back-test/").content.decode()
    assert "纽波特沙门菌" in overview
    here = client.get("/analysis/back-test/hepatitis-a-de/").content.decode()
    assert "当场计算" in here
    assert "GPL-2" in here
    monkeypatch.setattr("lianfang.picture.analysis.queries.series_folders", lambda: [tmp_path])
    bare = client.get("/analysis/back-test/hepatitis-a-de/").content.decode()
    assert "本机没有这条序列" in bare
    assert "lianfang epi figures" in bare
    assert "当场计算" in client.get("/analysis/back-test/nipah-malaysia/").content.decode()
    assert client.get("/analysis/back-test/none/").status_code == 404
