"""The plan beside what was done about it: units × duties → actions → tasks → fulfilment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks.public import Fulfilment, fulfilment
from lianfang.county.plans.public import Action, Duty, Member, Plan, list_members

# In the order in which a row's state is told: the first that applies.
STATES = ("none", "late", "declined", "open", "waiting", "done")
LABELS = {
    "none": "本级别无任务", "late": "有逾期", "declined": "报告不能办理", "open": "办理中", "waiting": "待审核", "done": "已办结",
}  # fmt: skip
TONES = {
    "none": "muted",
    "late": "bad",
    "declined": "warn",
    "open": "info",
    "waiting": "info",
    "done": "good",
}


@dataclass
class Score:
    """Tasks of one action, duty or unit: how many count, are done, are late, cannot be done."""

    expected: int = 0
    done: int = 0
    late: int = 0
    waiting: int = 0
    declined: int = 0

    def add(self, other: "Score") -> None:
        for name in ("expected", "done", "late", "waiting", "declined"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def state(self) -> str:
        if not self.expected:
            return "none"
        if self.late:
            return "late"
        if self.declined:
            return "declined"
        if self.done == self.expected:
            return "done"
        return "waiting" if self.done + self.waiting == self.expected else "open"

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass
class DutyLine:
    """One duty with its actions and what came of them."""

    duty: Duty
    actions: list[tuple[Action, Score]] = field(default_factory=list)
    score: Score = field(default_factory=Score)


@dataclass
class MemberLine:
    """One member unit with its duties."""

    member: Member
    duties: list[DutyLine] = field(default_factory=list)
    score: Score = field(default_factory=Score)


def plan_coverage(
    actor: Actor,
    plan: Plan,
    response: Response | None,
    *,
    words: str = "",
    only_problems: bool = False,
) -> list[MemberLine]:
    """
    Every member unit and duty of a plan with the tasks of a response, in the document's order.

    Without a response every duty shows no tasks. `only_problems` keeps duties that are late or
    declined, or have no action.
    """
    scores = _scores(fulfilment(actor, response) if response else [])
    lines = []
    for member in list_members(actor, plan):
        line = _member_line(member, scores)
        line.duties = [
            duty
            for duty in line.duties
            if _wanted(member, duty, words, only_problems=only_problems)
        ]
        if line.duties:
            lines.append(line)
    return lines


def _scores(rows: Iterable[Fulfilment]) -> dict[int, Score]:
    """Per action: cancelled and closed tasks do not count."""
    scores: dict[int, Score] = defaultdict(Score)
    for row in rows:
        if row.action_id is None:
            continue
        states = row.states
        scores[row.action_id].add(
            Score(
                expected=row.total - states.get("cancelled", 0) - states.get("closed", 0),
                done=states.get("accepted", 0),
                late=row.overdue,
                waiting=states.get("submitted", 0),
                declined=states.get("declined", 0),
            )
        )
    return scores


def _member_line(member: Member, scores: dict[int, Score]) -> MemberLine:
    line = MemberLine(member)
    for duty in member.duties.all():
        duty_line = DutyLine(duty)
        for action in duty.actions.all():
            score = scores.get(action.pk, Score())
            duty_line.actions.append((action, score))
            duty_line.score.add(score)
        line.duties.append(duty_line)
        line.score.add(duty_line.score)
    return line


def _wanted(member: Member, line: DutyLine, words: str, *, only_problems: bool) -> bool:
    if (
        words
        and words not in member.name
        and words not in line.duty.text
        and words != line.duty.code
    ):
        return False
    return not only_problems or line.score.state in ("late", "declined") or not line.actions
