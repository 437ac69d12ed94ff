import shutil
from pathlib import Path

from lianfang.base.kernel import fonts


def gb2312():
    pairs = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


def test_every_character_of_gb2312_and_of_official_papers_can_be_printed():
    assert len(gb2312()) == 6763
    assert fonts.missing_characters(gb2312()) == set()
    assert fonts.missing_characters("〔〕·—“”‘’《》①㈠Ⅰ℃％‰±×≤≥○●□√※…、。︰abcé") == set()


def test_every_character_of_the_countys_plan_can_be_printed():
    annex = Path(__file__).parents[2] / "packs" / "jimsar" / "annex1.txt"
    text = annex.read_text(encoding="utf-8")

    assert len(text) > 3000
    assert fonts.missing_characters(text) == set()


def test_rare_characters_of_names_can_be_printed():
    assert fonts.missing_characters("堃䶮𰻝龑喆镕犇翀昇") == set()


def test_what_no_font_has_is_named_and_blanks_are_not():
    assert fonts.missing_characters("好\U0001f600 \n\t\x00\u3000") == {"\U0001f600"}


def test_a_single_font_is_read_for_what_it_has():
    serif = next(path for path in fonts.font_files() if "Serif" in path.name)

    points = fonts.covered_points(serif)

    assert ord("县") in points
    # The biang of the noodles is in the sans face only, which is why it stands last everywhere.
    assert ord("𰻝") not in points


def test_the_countys_own_fonts_come_first(monkeypatch, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(fonts.font_files()[0], own / "自有.ttf")
    monkeypatch.setenv("LIANFANG_FONTS", str(own))

    assert fonts.font_files()[0] == own / "自有.ttf"
    assert len(fonts.font_files()) > 1
