import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from lianfang.base.kernel.documents import Paragraph, Table, to_docx

from .samples import MARKUP, RARE, minimal, report


def opened(document):
    return docx.Document(io.BytesIO(to_docx(document)))


def texts(target):
    return [paragraph.text for paragraph in target.paragraphs]


def faces_of(run):
    fonts = run._r.rPr.rFonts
    return {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")}


def run_of(target, text):
    return next(r for p in target.paragraphs for r in p.runs if text in r.text)


def test_the_page_has_the_margins_of_the_standard():
    section = opened(report()).sections[0]

    edges = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(edge.mm) for edge in edges] == [210, 297, 37, 28]
    assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < 1000


def test_each_part_names_the_face_of_the_standard():
    target = opened(report(signatory="阿不都·热合曼"))

    assert faces_of(run_of(target, "应急指挥部文件")) == {"方正小标宋简体"}
    assert faces_of(run_of(target, "关于北庭镇")) == {"方正小标宋简体"}
    assert faces_of(run_of(target, "一、事件概况")) == {"黑体"}
    assert faces_of(run_of(target, "（一）主要指标")) == {"楷体_GB2312"}
    assert faces_of(run_of(target, "累计报告病例")) == {"仿宋_GB2312"}
    assert faces_of(run_of(target, "阿不都")) == {"楷体_GB2312"}


def test_the_head_is_red_and_a_red_rule_stands_under_the_number():
    target = opened(report())

    assert str(run_of(target, "应急指挥部文件").font.color.rgb) == "E60012"
    number = next(p for p in target.paragraphs if "〔2026〕12号" in p.text)
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "E60012"


def test_all_elements_stand_in_the_order_of_the_standard():
    said = "\n".join(texts(opened(report())))

    order = [
        "特急",
        "应急指挥部文件",
        "吉突卫指〔2026〕12号",
        "关于北庭镇",
        "昌吉回族自治州卫生健康委员会：",
        "一、事件概况",
        "附件：1.病例分布表",
        "2.任务清单",
        "吉木萨尔县卫生健康委员会",
        "\n2026年11月19日\n",
        "（此件公开发布）",
        "附件1",
        "附件一的正文。",
    ]
    places = [said.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_lines_are_set_exactly_at_the_pitch_of_twenty_two_to_a_page():
    paragraph = next(p for p in opened(report()).paragraphs if "累计报告病例" in p.text)

    assert paragraph.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    assert paragraph.paragraph_format.first_line_indent.pt == 32


def test_the_imprint_names_copies_and_printing():
    imprint = opened(report()).tables[-1]

    assert [row.cells[0].text for row in imprint.rows] == [
        "抄送：县委办公室，县政协办公室。",
        "县指挥部办公室\t2026年11月20日印发",
    ]


def test_a_table_repeats_its_header_and_keeps_rows_whole():
    rows = tuple((str(number), "县教育局") for number in range(200))
    table = opened(minimal(body=(Table(("序号", "单位"), rows),))).tables[0]

    assert len(table.rows) == 201
    marks = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marks == [True] + [False] * 200
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_figures_show_the_moment_and_only_the_columns_in_use():
    target = opened(report())

    assert [cell.text for cell in target.tables[0].rows[0].cells] == ["指标", "数值", "较上期"]
    assert [cell.text for cell in target.tables[0].rows[1].cells] == ["累计病例", "43例", "+12"]
    assert "数据截至2026年11月19日18时00分" in texts(target)


def test_pages_are_numbered_on_the_outer_side():
    section = opened(report()).sections[0]

    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer.paragraphs[0]._p.xml
        assert "PAGE" in xml
        assert footer.paragraphs[0].text.startswith("— ")
        assert f'w:jc w:val="{side}"' in xml


def test_a_draft_says_so_on_every_page_and_an_issued_paper_does_not():
    def headers(document):
        section = opened(document).sections[0]
        return [section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text]

    assert headers(report(is_draft=True, is_exercise=True)) == ["演练　草稿"] * 2
    assert headers(report()) == ["", ""]


def test_markup_and_rare_characters_stay_text():
    target = opened(minimal(title=MARKUP, recipients=RARE, body=(Paragraph(MARKUP + RARE),)))

    assert MARKUP in texts(target)
    assert MARKUP + RARE in texts(target)


def test_controls_that_xml_forbids_are_left_out():
    target = opened(minimal(body=(Paragraph("甲\x00\x0b\ud800乙", lead="\x01丙"),)))

    assert "丙甲乙" in texts(target)


def test_a_minimal_document_has_no_empty_elements():
    said = "".join(texts(opened(minimal())))

    assert said == "某县人民政府通知"
    assert opened(minimal()).tables == []


def test_the_same_document_gives_the_same_bytes_and_every_part_is_xml():
    raw = to_docx(report())

    assert raw == to_docx(report())
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert etree.fromstring(parts.read("word/document.xml")) is not None


def test_paragraph_properties_keep_the_order_word_insists_on():
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "pBdr",
        "tabs",
        "spacing",
        "ind",
        "jc",
    ]

    for document in (report(signatory="某"), report(is_draft=True)):
        for paragraph in opened(document).paragraphs:
            names = [etree.QName(part).localname for part in paragraph._p.pPr]
            places = [order.index(name) for name in names if name in order]
            assert places == sorted(places), names
