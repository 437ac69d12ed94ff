"""Many papers to persons in one file: the list first, then a page for each."""

from collections.abc import Sequence

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Table,
    official_date,
)
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.models import Paper

from .papers import issuer_of
from .words import moment, person_blocks, person_title

# A file of more pages than this is split by whoever prints; a browser would not wait for it.
MOST = 500


def batch_document(papers: Sequence[Paper]) -> OfficialDocument:
    """
    All given papers as one document: a list to tick off, then every paper on its own page.

    :raises RuleBroken: none, or more than one file should hold.
    """
    if not papers:
        raise RuleBroken("没有可打印的文书：人员列入并决定后制发告知书，解除后制发解除告知书。")
    if len(papers) > MOST:
        raise RuleBroken(f"一次最多打印 {MOST} 份，请按单位分批打印。")
    measure = papers[0].measure
    issuer = issuer_of(measure)
    body: list[Block] = [
        Paragraph(f"共 {len(papers)} 份，逐份送达，送达后在系统登记。"),
        _list(papers),
    ]
    for paper in papers:
        signed_on = official_date(clock.beijing(paper.issued_at).date())
        body += [
            PageBreak(),
            Paragraph(person_title(paper), align="center", is_indented=False),
            Paragraph(paper.number, align="center", is_indented=False),
            *person_blocks(paper, issuer),
            Paragraph(issuer, align="right", is_indented=False),
            Paragraph(signed_on, align="right", is_indented=False),
        ]
    return OfficialDocument(
        issuer=issuer, title=f"{measure.title}{papers[0].get_kind_display()}清单", body=tuple(body),
        is_exercise=measure.is_exercise,
    )  # fmt: skip


def _list(papers: Sequence[Paper]) -> Table:
    rows = tuple(
        (
            str(place), paper.number, paper.subject.person.name, paper.subject.unit.short_name,
            moment(paper.subject.ended_at or paper.subject.ends_at), "",
        )
        for place, paper in enumerate(papers, start=1)
        if paper.subject is not None
    )  # fmt: skip
    return Table(
        columns=("序号", "文号", "姓名", "管理单位", "解除时间", "签收"), rows=rows,
        widths=(0.7, 2.6, 1.8, 1.6, 2.4, 1),
    )  # fmt: skip
