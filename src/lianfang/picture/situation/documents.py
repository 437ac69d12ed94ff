"""A situation report as an official document (china.md 7.1, 7.2)."""

from decimal import Decimal

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    Figure,
    FigureTable,
    Heading,
    OfficialDocument,
    Paragraph,
    number_headings,
)
from lianfang.command.emergencies.public import groups_at

from .choices import ReportState
from .models import Contribution, Report, ReportFigure

ISSUER = "{county}突发公共卫生事件应急指挥部办公室"


def report_document(report: Report) -> OfficialDocument:
    """The paper of a report: sections with figures, units' words, and who has not reported."""
    emergency = report.emergency
    county = emergency.area.name if emergency.area.level == "county" else _county_of(report)
    issuer = ISSUER.format(county=county)
    day = clock.beijing(report.issued_at or clock.now()).date()
    is_draft = report.state != ReportState.ISSUED
    return OfficialDocument(
        issuer=issuer, title=report.title, number=report.number, recipients=f"{county}人民政府",
        body=number_headings(_body(report)), signed_by=issuer, signed_on=day, is_draft=is_draft,
        is_exercise=emergency.is_exercise, annotation=f"数据截至{_moment(report.cutoff_at)}（北京时间）",
        copies_to="各成员单位", printed_by=issuer, printed_on=None if is_draft else day,
        signatory=report.approved_by.name if report.approved_by else "",
    )  # fmt: skip


def _county_of(report: Report) -> str:
    area = report.emergency.area
    while area is not None and area.level not in ("county", "prefecture", "province"):
        area = area.parent
    return area.name if area else report.emergency.area.name


def _moment(at: object) -> str:
    return clock.beijing(at).strftime("%Y年%-m月%-d日%H时%M分")


def _body(report: Report) -> list[Block]:
    blocks: list[Block] = []
    for section in report.sections.order_by("sort", "id").prefetch_related("figures"):
        blocks.append(Heading(section.title))
        blocks += [Paragraph(line) for line in section.words.splitlines() if line.strip()]
        figures = sorted(section.figures.all(), key=lambda figure: (figure.sort, figure.pk))
        if figures:
            blocks.append(
                FigureTable(
                    tuple(_figure(figure, is_daily=report.is_daily) for figure in figures),
                    as_of=report.cutoff_at,
                )
            )
    return blocks + (_by_group(report) if report.is_daily else _contributions(report))


def _figure(figure: ReportFigure, *, is_daily: bool) -> Figure:
    # A daily paper shows the value of the day before, not the difference alone.
    before = (
        f"（前一期{plain(figure.previous)}）" if is_daily and figure.previous is not None else ""
    )
    return Figure(
        label=figure.label, value=plain(figure.value), unit=figure.measure,
        change=change_of(figure.value, figure.previous) + before, note=figure.source,
    )  # fmt: skip


def plain(value: Decimal | None) -> str:
    """A number without needless zeros; a missing one as a dash."""
    if value is None:
        return "—"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def change_of(value: Decimal | None, previous: Decimal | None) -> str:
    """The difference to the issue before, with its sign; empty when there is nothing to compare."""
    if value is None or previous is None:
        return ""
    difference = value - previous
    return (
        "持平" if difference == 0 else f"{'+' if difference > 0 else '−'}{plain(abs(difference))}"
    )


def _by_group(report: Report) -> list[Block]:
    """The units' words under the working groups in which they sit, each unit once."""
    rows = list(report.contributions.select_related("unit").order_by("unit__sort", "id"))
    left = [row for row in rows if row.given_at]
    blocks: list[Block] = [Heading("各工作组、各单位工作情况")] if rows else []
    for group in groups_at(report.emergency, report.cutoff_at):
        own = [row for row in left if row.unit_id in group.unit_ids]
        left = [row for row in left if row not in own]
        if own:
            blocks += [Heading(group.name, level=2), *map(_words, own)]
    if left and len(blocks) > 1:
        blocks.append(Heading("其他单位", level=2))
    return [*blocks, *map(_words, left), *_missing(rows)]


def _words(row: Contribution) -> Paragraph:
    return Paragraph(row.words.replace("\n", ""), lead=f"{row.unit.short_name}：")


def _missing(rows: list[Contribution]) -> list[Block]:
    missing = [row.unit.short_name for row in rows if not row.given_at]
    if not missing:
        return []
    return [Paragraph(f"截至报告时未报送材料的单位：{'、'.join(missing)}。")]


def _contributions(report: Report) -> list[Block]:
    rows = list(report.contributions.select_related("unit").order_by("unit__sort", "id"))
    given = [row for row in rows if row.given_at]
    blocks: list[Block] = [Heading("各单位工作情况")] if rows else []
    return [*blocks, *map(_words, given), *_missing(rows)]
