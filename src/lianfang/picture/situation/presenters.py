"""How reports and coverage look on a page and in a spreadsheet."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.base.notices.public import Fate, fates_of
from lianfang.county.plans.public import Action

from . import rules
from .coverage import MemberLine, Score
from .documents import change_of, plain
from .models import Report, ReportDelivery, ReportFigure, ReportSection

REPORT_COLUMNS = [
    Column("number", "文号"), Column("title", "标题"), Column("emergency", "事件"), Column("kind", "种类"),
    Column("state", "状态"), Column("cutoff_at", "截至", kind="moment"), Column("issued_at", "印发时间", kind="moment"),
    Column("missing", "未报送单位数", kind="whole"),
]  # fmt: skip
COVERAGE_COLUMNS = [
    Column("unit", "成员单位"), Column("code", "条款"), Column("duty", "职责原文"), Column("action_code", "动作号"),
    Column("action", "规定动作"), Column("expected", "应办", kind="whole"), Column("done", "已办结", kind="whole"),
    Column("late", "逾期", kind="whole"), Column("waiting", "待审核", kind="whole"),
    Column("declined", "报告不能办理", kind="whole"), Column("state", "状态"),
]  # fmt: skip
DELIVERY_TONES = {
    "inside": "",
    "waiting": "wait",
    "sent": "good",
    "failed": "bad",
    "dropped": "warn",
}
DELIVERY_COLUMNS = [
    Column("unit", "单位"), Column("person", "领导"), Column("again", "补发"),
    Column("sent_at", "送达时间", kind="moment"), Column("read_at", "阅读时间", kind="moment"),
    Column("channels", "外发渠道", width=40), Column("result", "结果"),
]  # fmt: skip


@dataclass(frozen=True)
class FigureLine:
    """One figure of a report as it is shown: value, difference to the issue before, where it is from."""

    figure: ReportFigure
    value: str
    previous: str
    change: str


def figure_lines(section: ReportSection) -> list[FigureLine]:
    return [
        FigureLine(f, plain(f.value), plain(f.previous), change_of(f.value, f.previous))
        for f in section.figures.all()
    ]


def report_rows(reports: list[Report]) -> list[list[Value]]:
    return [
        [
            r.number,
            r.title,
            r.emergency.name,
            r.get_kind_display(),
            r.get_state_display(),
            r.cutoff_at,
            r.issued_at,
            r.missing,
        ]
        for r in reports
    ]


def coverage_rows(lines: list[MemberLine]) -> list[list[Value]]:
    """One row per action; a duty without actions has a row of its own."""
    rows: list[list[Value]] = []
    for member in lines:
        for duty in member.duties:
            scores: list[tuple[Action | None, Score]] = [*duty.actions] or [(None, duty.score)]
            for action, score in scores:
                what = [action.code, action.title] if action else ["", ""]
                counts = [score.expected, score.done, score.late, score.waiting, score.declined]
                rows.append(
                    [
                        member.member.name,
                        duty.duty.code,
                        duty.duty.text,
                        *what,
                        *counts,
                        score.label,
                    ]
                )
    return rows


@dataclass(frozen=True)
class Piece:
    """A run of words in a comparison: kept, added or removed."""

    kind: str
    text: str


# A number is one sign: of 49 and 70 both are read whole, never “4970”.
SIGNS = re.compile(r"\d+(?:\.\d+)?%?|.", re.DOTALL)


def compare_words(old: str, new: str) -> list[Piece]:
    """The new words with what was added and removed against the old ones, sign by sign."""
    pieces: list[Piece] = []
    before, after = SIGNS.findall(old), SIGNS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[new_from:new_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("removed", "".join(before[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("added", "".join(after[new_from:new_to])))
    return pieces


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery as it is shown: to whom, when, by which channels, how it went."""

    delivery: ReportDelivery
    fates: list[Fate]
    key: str
    result: str

    @property
    def tone(self) -> str:
        return DELIVERY_TONES[self.key]

    @property
    def person(self) -> str:
        post = self.delivery.post
        return f"{post.user.name}（{post.title}）" if post else ""


def delivery_lines(deliveries: Iterable[ReportDelivery]) -> list[DeliveryLine]:
    """Deliveries with their letters' fates, which are looked up once for all."""
    rows = list(deliveries)
    fates = fates_of(row.notice_id for row in rows)
    lines = []
    for row in rows:
        found = fates.get(row.notice_id, [])
        key, result = rules.delivery_result([fate.state for fate in found])
        lines.append(DeliveryLine(row, found, key, result))
    return lines


def delivery_counts(deliveries: Iterable[ReportDelivery]) -> list[tuple[str, str, str, int]]:
    """How many deliveries had which result: key, label, tone, count."""
    lines = delivery_lines(deliveries)
    counted = Counter((line.key, line.result) for line in lines)
    return [
        (key, label, DELIVERY_TONES[key], count) for (key, label), count in sorted(counted.items())
    ]


def delivery_rows(lines: list[DeliveryLine]) -> list[list[Value]]:
    return [
        [
            line.delivery.unit.name, line.person, "是" if line.delivery.is_again else "",
            line.delivery.sent_at, line.delivery.notice.read_at,
            "；".join(f"{fate.channel}：{fate.label}" for fate in line.fates), line.result,
        ]
        for line in lines
    ]  # fmt: skip
