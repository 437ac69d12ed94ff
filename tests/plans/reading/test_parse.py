import itertools
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.county.plans.reading import read_plan, read_source
from tests.plans.reading.layouts import ANNEX, expected, layouts

CORPUS = [
    document
    for name in ("corpus.yaml", "corpus_counties.yaml")
    for document in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
LAYOUTS = dict(layouts())
WORD = re.compile(r"\w")


def found(reading):
    return [
        f"{unit.role} | {'、'.join(unit.names)} | {'/'.join(duty.text for duty in unit.duties)}"
        for unit in reading.units
    ]


def pieces(text, spans):
    return [text[span.start : span.end] for span in spans]


def uncovered(text, reading):
    """Words of the text that stand in no unit, duty, doubt or ignored stretch."""
    covered = bytearray(len(text))
    spans = [*reading.doubts, *reading.ignored, *reading.units]
    spans += [duty for unit in reading.units for duty in unit.duties]
    for span in spans:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    return "".join(c for c, seen in zip(text, covered, strict=True) if not seen and WORD.match(c))


def test_the_real_annex_gives_its_29_units_and_94_duties_word_for_word():
    source = read_source("annex1.txt", ANNEX.read_bytes())

    reading = read_plan(source)

    read = [(unit.name, [duty.text for duty in unit.duties]) for unit in reading.units]
    assert read == expected()
    assert len(read) == 29
    assert sum(len(duties) for _, duties in read) == 94
    assert reading.doubts == []


def test_duties_of_the_annex_cover_the_source_but_for_separators_and_conjunctions():
    text = ANNEX.read_text(encoding="utf-8")
    reading = read_plan(text)
    duties = [duty for unit in reading.units for duty in unit.duties]

    gaps = "".join(text[before.end : after.start] for before, after in itertools.pairwise(duties))
    for unit in reading.units:
        gaps = gaps.replace(unit.name, "", 1)

    assert all(text[duty.start : duty.end] == duty.text for duty in duties)
    assert "".join(WORD.findall(gaps)) == "并和并以及"
    assert [text[s.start : s.end] for s in reading.ignored][-4:] == ["并", "和", "并", "以及"]


@pytest.mark.parametrize("title", LAYOUTS)
def test_the_annex_in_another_layout_gives_the_same_units_and_duties(title):
    text = LAYOUTS[title]

    reading = read_plan(text)

    read = [
        (unit.name, [re.sub(r"\s", "", duty.text) for duty in unit.duties])
        for unit in reading.units
    ]
    assert read == [(name, [re.sub(r"\s", "", t) for t in texts]) for name, texts in expected()]
    assert uncovered(text, reading) == ""


@pytest.mark.parametrize("document", CORPUS, ids=[document["title"] for document in CORPUS])
def test_a_plan_of_the_corpus_is_read_as_expected(document):
    text = document["text"]

    reading = read_plan(text)

    assert found(reading) == [f"{line} " if line.endswith("|") else line
                              for line in document["expect"]]  # fmt: skip
    doubts, ignored = pieces(text, reading.doubts), pieces(text, reading.ignored)
    for piece in document.get("doubts", []):
        assert any(piece in doubt for doubt in doubts)
    for piece in document.get("ignored", []):
        assert any(piece in item for item in ignored)
    assert bool(doubts) == bool(document.get("doubts"))
    assert uncovered(text, reading) == ""


def test_reasons_never_repeat_a_telephone_or_a_name():
    text = "组长：李建国 13812345678\n县教育局：负责学校防控。联系人：张三，电话：13987654321。\n"

    reading = read_plan(text)

    said = " ".join(span.why for span in [*reading.doubts, *reading.ignored])
    duties = "".join(duty.text for unit in reading.units for duty in unit.duties)
    assert duties == "负责学校防控"
    assert "个人信息" in said
    assert not re.search(r"李建国|张三|\d{5,}", said)


def test_json_holds_exactly_the_agreed_keys():
    reading = read_plan("县教育局、县公安局：负责校园安全。\n其他部门：配合做好工作。\n")

    shown = reading.as_json()

    assert list(shown) == ["units", "doubts", "ignored"]
    assert shown["units"][0] == {
        "name": "县教育局、县公安局",
        "names": ["县教育局", "县公安局"],
        "role": "member",
        "duties": [{"text": "负责校园安全", "start": 10, "end": 16}],
    }
    assert set(shown["doubts"][0]) == {"start", "end", "why"}


TEXTS = [document["text"] for document in CORPUS] + [ANNEX.read_text(encoding="utf-8")[:3000]]
MARKS = "：；。，、（）“”()\n\t |—1一第条县局由牵头负责0123456789 \r【】#"


@st.composite
def mutated(draw):
    """A plan of the corpus with stretches cut out, doubled, moved or sprinkled with marks."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        put = draw(st.text(MARKS, max_size=4) | st.just(text[place : place + length] * 2))
        text = text[:place] + put + text[place + length :]
    return text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_nothing_of_a_damaged_plan_is_dropped_silently(text):
    reading = read_plan(text)

    assert uncovered(text, reading) == ""
    for unit in reading.units:
        assert unit.names
        for duty in unit.duties:
            squeezed = re.sub(r"[\s*#_]", "", text[duty.start : duty.end])
            assert duty.text
            assert set(re.sub(r"\s", "", duty.text)) <= set(squeezed) | {"*", "#", "_"}


@pytest.mark.timeout(10)
def test_one_character_behind_an_owners_bracket_is_read_and_the_reading_ends():
    text = "1.加强市场监管。（县市场监管局牵头）\n2.做好特困人员照护。（县民政局负责）3"

    reading = read_plan(text)

    assert [unit.name for unit in reading.units] == ["县市场监管局", "县民政局"]
    assert uncovered(text, reading) == ""


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_failing_and_wholly_accounted_for(text):
    reading = read_plan(text)

    assert uncovered(text, reading) == ""


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["annex", "no breaks", "brackets", "lists", "spaces", "tabs"])
def test_a_long_text_of_any_shape_is_read_without_hanging(shape):
    # The project's time-out fails what hangs; no clock here, so a busy machine does not.
    annex = ANNEX.read_text(encoding="utf-8")
    text = {
        "annex": annex * 60,
        "no breaks": annex.replace("\n", "") * 60,
        "brackets": "县公安局：（" * 60_000,
        "lists": "县公安局、县教育局和" * 40_000,
        "spaces": "县 " * 150_000,
        "tabs": "县公安局\t负责治安\n" * 10_000,
    }[shape]

    reading = read_plan(text)

    assert uncovered(text, reading) == ""
