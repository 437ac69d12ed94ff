from datetime import date

import pytest

from lianfang.base.kernel.documents import (
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    chinese_number,
    layout,
    number_headings,
    official_date,
    official_number,
)
from lianfang.base.kernel.documents.content import Attachment, words
from lianfang.base.kernel.plain_text import without_controls

from .samples import minimal, report


@pytest.mark.parametrize(
    ("count", "written"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (99, "九十九")],
)
def test_headings_are_counted_in_chinese(count, written):
    assert chinese_number(count) == written


@pytest.mark.parametrize("count", [0, 100, -1])
def test_a_count_that_no_heading_has_is_refused(count):
    with pytest.raises(ValueError, match="1 to 99"):
        chinese_number(count)


def test_headings_are_numbered_per_level_and_begin_anew_below_each_parent():
    levels = (1, 2, 3, 4, 4, 3, 2, 1, 2)
    numbered = number_headings([Heading("题", level) for level in levels])

    assert [block.text.removesuffix("题") for block in numbered] == [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "（2）",
        "2.",
        "（二）",
        "二、",
        "（一）",
    ]


def test_other_blocks_pass_through_the_numbering_unchanged():
    paragraph = Paragraph("文")

    assert number_headings([paragraph]) == (paragraph,)


def test_numbers_and_dates_are_written_as_the_standard_wants():
    assert official_number("吉突卫指", 2026, 3) == "吉突卫指〔2026〕3号"
    assert official_date(date(2026, 3, 5)) == "2026年3月5日"


def test_a_document_without_issuer_or_title_is_refused():
    for issuer, title in (("", "通知"), ("某县", "  ")):
        with pytest.raises(ValueError, match="issuer and its title"):
            OfficialDocument(issuer=issuer, title=title)


def test_a_table_whose_rows_do_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        Table(("甲", "乙"), (("1",),))
    with pytest.raises(ValueError, match="every column or none"):
        Table(("甲", "乙"), (), widths=(1.0,))


def test_an_exercise_and_a_draft_are_both_marked():
    assert minimal().marks == ()
    assert minimal(is_draft=True).marks == ("草稿",)
    assert minimal(is_draft=True, is_exercise=True).marks == ("演练", "草稿")


def test_the_words_of_a_document_are_all_of_them():
    said = "".join(words(report()))

    for part in ("续报第2期", "县疾控中心：", "累计病例", "县公安局", "附件一的正文", "此件公开"):
        assert part in said


def test_one_attachment_has_no_number_and_several_have():
    one = minimal(attachments=(Attachment("名单。"),))
    two = minimal(attachments=(Attachment("名单"), Attachment("图")))

    assert layout.attachment_lines(one) == ("名单",)
    assert layout.attachment_lines(two) == ("1.名单", "2.图")


def test_the_addressee_line_ends_with_one_full_width_colon():
    assert layout.addressee_line("各乡镇人民政府:") == "各乡镇人民政府："
    assert layout.addressee_line("各单位") == "各单位："
    assert layout.addressee_line("  ") == ""


def test_a_short_signer_is_centred_over_a_date_four_characters_from_the_edge():
    place = layout.signature_place("县教育局", "2026年11月19日")

    assert place.day == 4.0
    assert place.signer == 4.0 + (layout.width_in_characters("2026年11月19日") - 4) / 2


def test_a_long_signer_moves_the_date_in_and_stays_on_the_page():
    place = layout.signature_place("吉木萨尔县突发公共卫生事件应急指挥部", "2026年3月5日")

    assert place.signer >= 1.0
    assert place.day > 4.0


@pytest.mark.parametrize("length", [2, 8, 20, 30, 60])
def test_the_red_head_always_fits_the_width(length):
    head = layout.letterhead("县" * length)

    for line in head.lines:
        width = layout.width_in_characters(line) * head.size_pt * head.narrowed_to
        assert width <= layout.BLOCK_WIDTH_PT * 1.02
    assert "".join(head.lines) == "县" * length


def test_controls_and_direction_marks_are_taken_out_and_words_kept():
    assert without_controls("a\x00b\x0b\u202ec\r\nd\ud800𰻝\ufeff") == "abc\nd𰻝"
