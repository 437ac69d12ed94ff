"""What a report card says, line by line, for pages and papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.base.kernel import clock
from lianfang.command.emergencies.choices import CardKind
from lianfang.command.emergencies.models import ReportCard
from lianfang.county.orgs.public import Area, AreaLevel


@dataclass(frozen=True)
class Entry:
    """One line of the card: what is asked and what was answered, in words."""

    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the card with its lines."""

    title: str
    entries: tuple[Entry, ...]


def card_title(card: ReportCard) -> str:
    """初步报告, 进程报告（第2次）, 结案报告; a correction says so."""
    number = f"（第{card.sequence}次）" if card.kind == CardKind.PROGRESS else ""
    return f"{card.get_kind_display()}{number}{'（订正）' if card.corrects_id else ''}"


def card_parts(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> list[Part]:
    """The whole card in its official order, the annex table last."""
    parts = [
        _event(card, names), _place(card, names), _source(card, names), _counts(card), _times(card),
        _words(card, names),
    ]  # fmt: skip
    if card.annex is not None:
        rows = sorted(card.answers.all(), key=lambda row: row.position)
        parts.append(Part(card.annex.title, tuple(Entry(r.label, r.shown) for r in rows)))
    return parts


def _code(names: Mapping[str, Mapping[str, str]], column: str, value: object) -> str:
    return f"{value} {names[column].get(str(value), '')}".strip() if value else ""


def _event(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> Part:
    return Part(
        "事件",
        (
            Entry("事件名称", card.event_name),
            Entry("信息类别", _code(names, "event_type", card.event_type)),
            Entry("突发事件等级", _code(names, "grade", card.grade)),
            Entry("初步诊断", card.first_diagnosis),
            Entry("初步诊断时间", day_words(card.first_diagnosed_on)),
            Entry("订正诊断", card.revised_diagnosis),
            Entry("订正诊断时间", day_words(card.revised_on)),
            Entry("确认分级时间", day_words(card.graded_on)),
            Entry("订正分级时间", day_words(card.regraded_on)),
        ),
    )


def _place(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> Part:
    more = [
        Entry(label, _code(names, column, getattr(card, column)))
        for column, label in (
            ("school_kind", "学校类别"), ("medical_kind", "医疗机构类别"), ("department", "感染部门"),
        )
        if getattr(card, column)
    ]  # fmt: skip
    return Part(
        "地点与场所",
        (
            Entry("报告地区", full_name(card.report_area)),
            Entry("发生地区", full_name(card.area)),
            Entry("详细地点", card.place_detail),
            Entry("事件发生场所", _code(names, "place_kind", card.place_kind)),
            *more,
            Entry("波及的地域范围", card.spread),
        ),
    )


def _source(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> Part:
    return Part(
        "信息来源",
        (
            Entry("事件信息来源", _code(names, "source", card.source)),
            Entry("信息来源详细", card.source_detail),
        ),
    )


def _counts(card: ReportCard) -> Part:
    exposed = "" if card.exposed is None else str(card.exposed)
    return Part(
        "人数",
        (
            Entry("新报告病例数", str(card.new_cases)),
            Entry("新报告死亡数", str(card.new_deaths)),
            Entry("排除病例数", str(card.excluded)),
            Entry("累计报告病例数", str(card.total_cases)),
            Entry("累计报告死亡数", str(card.total_deaths)),
            Entry("暴露人数", exposed),
        ),
    )


def _times(card: ReportCard) -> Part:
    return Part(
        "时间",
        (
            Entry("事件发生时间", moment_words(card.occurred)),
            Entry("接到报告时间", moment_words(card.received)),
            Entry("首例病人发病时间", moment_words(card.first_onset)),
            Entry("末例病人发病时间", moment_words(card.last_onset)),
        ),
    )


def _words(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> Part:
    shown = [
        _code(names, "symptoms", row.code)
        for row in sorted(card.symptoms.all(), key=lambda r: r.code)
    ]
    if card.symptom_detail:
        shown.append(f"（{card.symptom_detail}）")
    # The card asks for these; the others belong to the report and stand there when something is said.
    asked = (
        ("主要症状", "、".join(shown)), ("主要体征", card.signs), ("主要措施与效果", card.measures),
    )  # fmt: skip
    more = (
        ("可能的原因", card.cause), ("事态评估", card.assessment), ("下一步工作", card.next_steps),
        ("经验教训和建议", card.lessons),
    )  # fmt: skip
    texts = (*asked, *((label, text) for label, text in more if text))
    return Part(
        "症状、措施与评估", tuple(Entry(label, text, is_long=True) for label, text in texts)
    )


def full_name(area: Area) -> str:
    """Province, prefecture, county and what lies below, as the card writes a place."""
    names = [area.name]
    while area.parent is not None and area.level != AreaLevel.PROVINCE:
        area = area.parent
        names.insert(0, area.name)
    return "".join(names)


def day_words(day: date | None) -> str:
    return day.isoformat() if day else ""


def moment_words(at: datetime | None) -> str:
    return f"{clock.beijing(at):%Y-%m-%d %H:%M}" if at else ""
