import io

import pypdf
import pytest

from lianfang.base.kernel import fonts
from lianfang.base.kernel.documents import Heading, PageBreak, Paragraph, Table, to_pdf

from .samples import MARKUP, RARE, minimal, report


def opened(document):
    return pypdf.PdfReader(io.BytesIO(to_pdf(document)))


def words(document):
    text = "".join(page.extract_text() for page in opened(document).pages)
    return "".join(text.split())


def test_every_element_is_printed():
    said = words(report(signatory="阿不都·热合曼"))

    for part in (
        "特急",
        "吉突卫指〔2026〕12号",
        "签发人：阿不都·热合曼",
        "处置情况的报告（续报第2期）",
        "昌吉回族自治州卫生健康委员会：",
        "（一）主要指标",
        "数据截至2026年11月19日18时00分",
        "县公安局",
        "1.病例分布表",
        "吉木萨尔县卫生健康委员会",
        "（此件公开发布）",
        "附件一的正文。",
        "抄送：县委办公室，县政协办公室。",
        "2026年11月20日印发",
        "—1—",
    ):
        assert part in said


def test_pages_are_a4_and_every_font_is_embedded():
    reader = opened(report())

    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_document_gives_the_same_bytes():
    assert to_pdf(report()) == to_pdf(report())


def test_markup_is_printed_as_it_was_written():
    said = words(minimal(title=MARKUP, issuer="县" + MARKUP[:12], body=(Paragraph(MARKUP),)))

    assert said.count("".join(MARKUP.split())) == 2


def test_rare_characters_dots_and_latin_are_printed():
    said = words(minimal(body=(Paragraph(RARE),)))

    assert "".join(RARE.split()) in said
    assert "说明" not in said


def test_a_character_without_a_glyph_is_named_in_a_note():
    said = words(minimal(body=(Paragraph("表情\U0001f600。"),)))

    assert "表情〓。" in said
    assert "U+1F600" in said


def test_a_long_table_repeats_its_header_on_each_page():
    rows = tuple((str(number), "县教育局", "组织停课") for number in range(1, 201))
    reader = opened(minimal(body=(Table(("序号", "责任单位", "进展"), rows),)))

    printed = ["".join(page.extract_text().split()) for page in reader.pages]
    assert len(printed) > 3
    assert all("责任单位" in page for page in printed)
    assert "200县教育局" in printed[-1]


def test_a_code_wider_than_its_column_is_broken_and_not_printed_over_the_edge():
    code = "ABCDEFGHIJ" * 12
    table = Table(("编码", "说明"), ((code, "说明文字" * 30),), widths=(1, 6))
    reader = opened(minimal(body=(table, Paragraph(code))))
    edge = (28 + 156) / 25.4 * 72
    seen = []
    for page in reader.pages:
        page.extract_text(
            visitor_text=lambda text, _cm, tm, *_: seen.append((tm[4], len(text.strip())))
        )

    assert any(length for _, length in seen)
    assert all(start + length * 4 < edge + 20 for start, length in seen)


def test_a_row_taller_than_a_page_is_continued():
    tall = "很长的进展。" * 600
    reader = opened(minimal(body=(Table(("单位", "进展"), (("甲", tall),)),)))

    said = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert said.count("很") == 600


def test_a_very_long_title_wraps_and_is_complete():
    said = words(minimal(title="关于进一步加强防控工作的" * 12 + "通知"))

    assert said.count("关于进一步加强防控工作的") == 12


def test_empty_blocks_and_sections_do_no_harm():
    blocks = (Heading(""), Paragraph(""), PageBreak(), PageBreak(), Table(("列",), ()))

    assert len(opened(minimal(body=blocks)).pages) == 2


def test_a_draft_is_marked_on_every_page():
    pages = opened(report(is_draft=True, is_exercise=True)).pages

    assert all("草稿" in page.extract_text() and "演练" in page.extract_text() for page in pages)
    assert "草稿" not in words(report())


def test_without_any_font_the_refusal_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "BUILT", tmp_path / "none")
    monkeypatch.delenv("LIANFANG_FONTS", raising=False)

    with pytest.raises(fonts.FontsMissing, match="make assets"):
        to_pdf(report())
