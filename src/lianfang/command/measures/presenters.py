"""Words of measures for pages and spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value

from .choices import MeasureKind, MeasureState, Route, SubjectState
from .models import Arrangement, Complaint, Item, Measure, Subject
from .rules import CLASS_WORDS, KINDS, Power, routes_for

STATE_TONES = {
    MeasureState.PROPOSED: "wait",
    MeasureState.REFUSED: "bad",
    MeasureState.WITHDRAWN: "muted",
    MeasureState.ORDERED: "busy",
    MeasureState.SENT_UP: "info",
    MeasureState.ENDED: "muted",
    MeasureState.LIFTED: "good",
    MeasureState.REVOKED: "bad",
}
SUBJECT_TONES = {
    SubjectState.LISTED: "wait",
    SubjectState.UNDER: "busy",
    SubjectState.ENDED: "good",
    SubjectState.RELEASED: "good",
    SubjectState.WITHDRAWN: "muted",
    SubjectState.TRANSFERRED: "info",
    SubjectState.REMOVED: "muted",
}
RESULT_TONES = {"open": "wait", "upheld": "good", "partly": "info", "rejected": "muted"}

COLUMNS = [
    Column("number", "编号", width=18),
    Column("title", "名称", width=34),
    Column("kind", "种类", width=18),
    Column("state", "状态"),
    Column("route", "决定方式", width=18),
    Column("decision_number", "决定文号", width=24),
    Column("area", "区域"),
    Column("scope", "范围", width=30),
    Column("unit", "执行单位", width=18),
    Column("starts_at", "开始时间", kind="moment"),
    Column("ends_at", "结束时间", kind="moment"),
    Column("ended_at", "实际结束", kind="moment"),
    Column("basis", "法律依据", width=40),
    Column("exercise", "性质"),
]
SUBJECT_COLUMNS = [
    Column("name", "姓名", width=18),
    Column("identity", "证件号码（遮蔽）", width=22),
    Column("phone", "电话（遮蔽）", width=16),
    Column("measure", "措施", width=30),
    Column("state", "状态"),
    Column("unit", "管理单位", width=16),
    Column("whereabouts", "执行地点", width=24),
    Column("starts_at", "开始时间", kind="moment"),
    Column("ends_at", "解除时间", kind="moment"),
    Column("ended_at", "实际解除", kind="moment"),
    Column("exercise", "性质"),
]
# The morning's list, with the group in which a person stands before each line.
RELEASE_COLUMNS = [Column("group", "组别", width=18), *SUBJECT_COLUMNS]
COMPLAINT_COLUMNS = [
    Column("number", "编号", width=18),
    Column("measure", "措施", width=34),
    Column("received_at", "收到时间", kind="moment"),
    Column("due_at", "答复期限", kind="moment"),
    Column("result", "结果"),
    Column("answered_at", "答复时间", kind="moment"),
]
ITEM_COLUMNS = [
    Column("number", "编号", width=18),
    Column("name", "名称、规格", width=24),
    Column("kind", "类别"),
    Column("quantity", "数量", kind="whole"),
    Column("measure_word", "单位"),
    Column("value", "价值（元）", kind="number"),
    Column("decision", "征用决定", width=24),
    Column("unit", "使用单位", width=18),
    Column("handed_over_at", "交接时间", kind="moment"),
    Column("return_state", "返还情况"),
    Column("returned_at", "返还时间", kind="moment"),
    Column("compensate_by", "补偿期限", kind="date"),
    Column("compensation", "补偿金额（元）", kind="number"),
    Column("compensated_at", "补偿时间", kind="moment"),
]


def sheet_rows(measures: Iterable[Measure]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per measure, in the order of COLUMNS."""
    for row in measures:
        yield (
            row.number, row.title, row.get_kind_display(), row.get_state_display(),
            row.get_route_display(), row.decision_number, row.area.name, row.scope_words,
            row.unit.short_name, row.starts_at, row.ends_at, row.ended_at, row.basis, _kind(row),
        )  # fmt: skip


def subject_rows(subjects: Iterable[Subject]) -> Iterator[tuple[Value, ...]]:
    for row in subjects:
        yield (
            row.person.name, row.person.masked_identity, row.person.masked_phone, row.measure.title,
            row.get_state_display(), row.unit.short_name, row.whereabouts, row.starts_at,
            row.ends_at, row.ended_at, _kind(row.measure),
        )  # fmt: skip


def complaint_rows(complaints: Iterable[Complaint]) -> Iterator[tuple[Value, ...]]:
    for row in complaints:
        yield (
            row.number, row.measure.title, row.received_at, row.due_at, row.get_result_display(),
            row.answered_at,
        )  # fmt: skip


def item_rows(items: Iterable[Item]) -> Iterator[tuple[Value, ...]]:
    for row in items:
        yield (
            row.number, row.name, row.get_kind_display(), row.quantity, row.measure_word, row.value,
            row.measure.decision_number, row.measure.unit.short_name, row.handed_over_at,
            row.get_return_state_display(), row.returned_at, row.compensate_by, row.compensation,
            row.compensated_at,
        )  # fmt: skip


def dress(measure: Any) -> Any:
    """Give a measure its tone and words by the clock: an ended one never looks as if it bound."""
    now = clock.now()
    measure.tone = STATE_TONES[MeasureState(measure.state)]
    measure.state_words = measure.get_state_display()
    if measure.state == MeasureState.ORDERED:
        if measure.ends_at <= now:
            measure.tone, measure.state_words = "muted", "已到期"
        elif measure.starts_at > now:
            measure.tone, measure.state_words = "info", "未到开始时间"
        else:
            measure.state_words = "执行中"
    measure.binds = measure.is_in_force(now)
    return measure


def dress_subject(subject: Any) -> Any:
    """Give a person's row its tone; overdue ones are to be seen at once."""
    subject.tone = SUBJECT_TONES[SubjectState(subject.state)]
    subject.late = subject.is_overdue(clock.now())
    return subject


def dress_complaint(complaint: Any) -> Any:
    complaint.tone = RESULT_TONES[complaint.result]
    complaint.late = complaint.is_late(clock.now())
    return complaint


def dress_item(item: Any) -> Any:
    """Say of a thing what is owed."""
    item.pay_late = item.is_pay_overdue(clock.today())
    item.back_late = (
        item.return_state == "out"
        and item.handed_over_at is not None
        and item.measure.ends_at <= clock.now()
    )
    return item


@dataclass(frozen=True)
class KindLine:
    """One kind of measure for one emergency: on whose word, under which article, or why not."""

    value: str
    label: str
    words: str
    basis: str
    is_open: bool
    tone: str


def kind_lines(disease: str, powers: Sequence[Power]) -> list[KindLine]:
    """What this county may do about a disease, kind by kind."""
    return [_line(kind, disease, powers) for kind in MeasureKind]


def _line(kind: MeasureKind, disease: str, powers: Sequence[Power]) -> KindLine:
    routes = routes_for(kind, disease, powers)
    rows = [p for p in powers if p.measure == KINDS[kind].authority]
    fits = [p for p in rows if p.applies_to in (disease, "any")]
    basis = (fits or rows)[0].basis if rows else ""
    if not routes:
        return KindLine(
            kind.value,
            kind.label,
            f"不适用于{CLASS_WORDS[disease]}",
            basis,
            is_open=False,
            tone="muted",
        )
    first = routes[0]
    tone = "good" if first in (Route.COUNTY, Route.INSTITUTION) else "warn"
    if first == Route.SUGGEST:
        decider = fits[0].decider if fits else ""
        return KindLine(
            kind.value,
            kind.label,
            f"县级无权决定，有权机关：{decider}",
            basis,
            is_open=True,
            tone="bad",
        )
    words = "、".join(route.label for route in routes)
    return KindLine(kind.value, kind.label, words, basis, is_open=True, tone=tone)


def _kind(measure: Measure) -> str:
    return "演练" if measure.is_exercise else "实战"


NOT_CONCERNED = "不涉及"


def arrangements_of(rows: Iterable[Arrangement]) -> dict[str, list[Any]]:
    """What is arranged for whom, and together whoever is not concerned."""
    told = list(rows)
    return {
        "arrangements": [row for row in told if row.words.strip("。 ") != NOT_CONCERNED],
        "not_concerned": [
            row.get_topic_display() for row in told if row.words.strip("。 ") == NOT_CONCERNED
        ],
    }
