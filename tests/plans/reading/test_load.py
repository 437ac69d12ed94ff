import io
import zipfile

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from lianfang.county.plans.reading import UnreadablePlan, read_plan, read_source
from lianfang.county.plans.reading import package as package_rules

LINES = "县教育局：负责学校防控；做好健康教育。\n县公安局：负责社会治安，维护现场秩序。\n"


def duties(source):
    return {
        "、".join(unit.names): [duty.text for duty in unit.duties]
        for unit in read_plan(source).units
    }


def word_file(fill):
    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet_file(fill):
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(workbook.add_worksheet(), workbook)
    workbook.close()
    return stream.getvalue()


def zip_of(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "encoding, named",
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_a_text_file_is_decoded_whatever_its_encoding(encoding, named):
    source = read_source("职责.txt", LINES.encode(encoding))

    assert source.text == LINES
    assert source.encoding == named
    assert source.format == "txt"


def test_pasted_text_needs_no_name():
    assert read_source("", LINES.encode()).format == "pasted"


@pytest.mark.parametrize(
    "name, raw, said",
    [
        ("空.txt", b"", "空的"),
        ("空.txt", b"\xef\xbb\xbf \r\n", "空的"),
        ("乱.txt", bytes(range(256)) * 40, "不是可以识别的文字"),
        ("乱.txt", "縣衛生局負責醫療救治工作".encode("big5") * 30, "不是可以识别的文字"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "图片"),
        ("预案.pdf", b"%PDF-1.7 ...", "PDF"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "docx"),
        ("坏.docx", b"PK\x03\x04" + b"garbage" * 20, "损坏"),
        ("假.docx", b"plain text", "扩展名"),
        ("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "损坏"),
        ("大.txt", b"x" * (50 * 1024 * 1024 + 1), "50 MB"),
        ("包.zip", zip_of({"a.txt": "x"}), "压缩包"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_plan_is_refused_with_a_sentence_that_says_what_to_do(name, raw, said):
    with pytest.raises(UnreadablePlan) as refused:
        read_source(name, raw)

    assert said in str(refused.value)
    assert "请" in str(refused.value)


@pytest.mark.parametrize("name", ["炸弹.docx", "炸弹.xlsx"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(name):
    part = "word/document.xml" if name.endswith("docx") else "xl/workbook.xml"
    raw = zip_of({part: b" " * (30 * 1024 * 1024)})

    with pytest.raises(UnreadablePlan, match="大得异常"):
        read_source(name, raw)


def test_a_package_inside_a_package_is_refused():
    raw = zip_of({"word/document.xml": "<a/>", "inner.zip": zip_of({"x": "y"})})

    with pytest.raises(UnreadablePlan, match="大得异常"):
        read_source("嵌套.docx", raw)


def test_a_package_that_lies_about_its_size_is_stopped_while_it_is_read(monkeypatch):
    monkeypatch.setattr(package_rules, "MAX_MEMBER", 1000)
    monkeypatch.setattr(package_rules, "_check_member", lambda item: None)
    raw = zip_of({"word/document.xml": b"<a>" + b" " * 5000 + b"</a>"})

    with pytest.raises(UnreadablePlan, match="大得异常"):
        read_source("说谎.docx", raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_defines_entities_is_refused(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'

    with pytest.raises(UnreadablePlan, match="实体"):
        read_source("实体.docx", zip_of({"word/document.xml": bomb.encode(encoding)}))


def test_a_word_file_gives_paragraphs_and_tables_in_order():
    def fill(document):
        document.add_paragraph("平安县成员单位职责")
        document.add_paragraph("县教育局：负责学校防控；做好健康教育。")
        table = document.add_table(rows=1, cols=3)
        for cell, text in zip(table.rows[0].cells, ["序号", "单位", "职责"], strict=True):
            cell.text = text
        for values in (("1", "县公安局", "负责社会治安。"), ("2", "", "维护现场秩序。")):
            for cell, text in zip(table.add_row().cells, values, strict=True):
                cell.text = text
        table.cell(1, 1).merge(table.cell(2, 1))
        document.add_paragraph("县民政局：负责养老机构防控。")

    source = read_source("职责.docx", word_file(fill))

    assert duties(source) == {
        "县教育局": ["负责学校防控", "做好健康教育"],
        "县公安局": ["负责社会治安", "维护现场秩序"],
        "县民政局": ["负责养老机构防控"],
    }
    assert list(duties(source)) == ["县教育局", "县公安局", "县民政局"]
    every = [duty for unit in read_plan(source).units for duty in unit.duties]
    assert all(source.text[duty.start : duty.end] == duty.text for duty in every)


def test_numbers_that_word_generates_stand_in_the_text():
    def numbered(paragraph, number):
        properties = paragraph._p.get_or_add_pPr()
        element = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", "0"), ("w:numId", number)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            element.append(child)
        properties.append(element)

    def fill(document):
        for text in ("县教育局：负责学校防控。", "县公安局：负责社会治安。"):
            document.add_paragraph(text, style="List Number")
        root = document.part.numbering_part.element
        used = root.findall(qn("w:num"))[0].get(qn("w:numId"))
        numbered(document.add_paragraph("县民政局：负责困难群众救助。"), used)

    source = read_source("职责.docx", word_file(fill))

    first = source.text.splitlines()[0]
    assert first != "县教育局：负责学校防控。"
    assert first.endswith("县教育局：负责学校防控。")
    assert list(duties(source)) == ["县教育局", "县公安局", "县民政局"]


def test_a_workbook_with_merged_cells_gives_each_row_to_its_unit():
    def fill(sheet, workbook):
        sheet.write_row(0, 0, ["序号", "牵头单位", "工作任务", "配合单位", "联系电话"])
        sheet.merge_range(1, 1, 2, 1, "县卫生健康局")
        sheet.write_row(1, 2, ["组织医疗救治", "县医保局", "13800001111"])
        sheet.write_row(2, 2, ["开展流行病学调查", "县公安局、县疾控中心", "13800001111"])

    source = read_source("分工.xlsx", sheet_file(fill))
    reading = read_plan(source)

    by_role = {(unit.role, unit.name): [d.text for d in unit.duties] for unit in reading.units}
    assert by_role == {
        ("lead", "县卫生健康局"): ["组织医疗救治", "开展流行病学调查"],
        ("support", "县医保局"): ["组织医疗救治"],
        ("support", "县公安局"): ["开展流行病学调查"],
        ("support", "县疾控中心"): ["开展流行病学调查"],
    }
    hidden = [s for s in reading.ignored if source.text[s.start : s.end] == "13800001111"]
    assert [span.why for span in hidden] == ["个人信息（姓名、职务或电话），不导入"] * 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_file_keeps_its_own_text_for_offsets(encoding):
    text = '单位,职责\r\n县教育局,"负责学校防控，做好""晨检""；开展宣传。"\r\n县公安局,负责治安\r\n'

    source = read_source("职责.csv", text.encode(encoding))

    assert source.text == text
    found = duties(source)
    assert found["县教育局"] == ['负责学校防控，做好""晨检""', "开展宣传"]
    assert found["县公安局"] == ["负责治安"]


def test_a_web_page_gives_lines_lists_and_tables_without_scripts():
    page = """<html><head><title>通知</title><style>p{}</style></head><body>
    <script>alert("县假局：负责捣乱。")</script>
    <p>县教育局：负责学校防控；<br>做好健康&#25945;育。</p>
    <ul><li>县公安局：负责社会治安。</li></ul>
    <table><tr><th>单位</th><th>职责</th></tr>
    <tr><td rowspan="2">县民政局</td><td>负责养老机构防控</td></tr>
    <tr><td>开展生活救助</td></tr></table></body></html>"""

    source = read_source("职责.html", page.encode())

    assert duties(source) == {
        "县教育局": ["负责学校防控", "做好健康教育"],
        "县公安局": ["负责社会治安"],
        "县民政局": ["负责养老机构防控", "开展生活救助"],
    }


def test_a_web_page_in_gbk_is_read_as_it_declares():
    page = f'<html><meta charset="gbk"><body><p>{LINES}</p></body></html>'

    source = read_source("", page.encode("gb18030"))

    assert source.encoding == "gb18030"
    assert list(duties(source)) == ["县教育局", "县公安局"]


def test_a_table_with_a_title_row_and_roles_in_brackets_is_read():
    page = (
        "<table><tr><td colspan=3>任务分工表</td></tr>"
        "<tr><td>序号</td><td>单位</td><td>职责</td></tr>"
        "<tr><td rowspan=2>1</td><td rowspan=2>县公安局（牵头）、县教育局（配合）</td>"
        "<td>维护秩序</td></tr><tr><td>管控现场</td></tr>"
        "<tr><td>2</td><td>（二）县财政局：</td><td>保障经费</td></tr></table>"
    )

    reading = read_plan(read_source("表.html", page.encode()))

    assert [(u.role, u.name, [d.text for d in u.duties]) for u in reading.units] == [
        ("lead", "县公安局", ["维护秩序", "管控现场"]),
        ("support", "县教育局", ["维护秩序", "管控现场"]),
        ("member", "县财政局", ["保障经费"]),
    ]
    assert reading.doubts == []
    assert "表格标题" in [span.why for span in reading.ignored]
