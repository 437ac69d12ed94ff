"""Documents for the tests of both writers."""

from datetime import UTC, date, datetime

from lianfang.base.kernel.documents import (
    Attachment,
    Figure,
    FigureTable,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Table,
    number_headings,
    official_number,
)

MARKUP = '#panic("x") *粗* _斜_ $a^2$ `码` @ref <lab> \\ // 注 [括] {块} <w:p/> &amp; ]]>'
RARE = "堃、䶮、𰻝、买买提·艾力、Müller"


def report(**changes):
    parts = {
        "issuer": "吉木萨尔县突发公共卫生事件应急指挥部文件",
        "title": "关于北庭镇中心小学诺如病毒感染聚集性疫情\n处置情况的报告（续报第2期）",
        "number": official_number("吉突卫指", 2026, 12),
        "urgency": "特急",
        "recipients": "昌吉回族自治州卫生健康委员会",
        "body": number_headings(
            (
                Heading("事件概况"),
                Paragraph("截至18时，累计报告病例43例。", lead="县疾控中心："),
                Heading("主要指标", 2),
                FigureTable(
                    (Figure("累计病例", "43", "例", "+12"), Figure("在治", "9", "例", "-3")),
                    datetime(2026, 11, 19, 10, tzinfo=UTC),
                    "疫情指标",
                ),
                PageBreak(),
                Heading("各单位工作"),
                Table(("序号", "单位"), (("1", "县教育局"), ("2", "县公安局")), caption="完成情况"),
            )
        ),
        "attachments": (
            Attachment("病例分布表", (Paragraph("附件一的正文。"),)),
            Attachment("任务清单。"),
        ),
        "signed_by": "吉木萨尔县卫生健康委员会",
        "signed_on": date(2026, 11, 19),
        "annotation": "此件公开发布",
        "copies_to": "县委办公室，县政协办公室",
        "printed_by": "县指挥部办公室",
        "printed_on": date(2026, 11, 20),
    }
    return OfficialDocument(**{**parts, **changes})


def minimal(**changes):
    return OfficialDocument(**{"issuer": "某县人民政府", "title": "通知", **changes})
