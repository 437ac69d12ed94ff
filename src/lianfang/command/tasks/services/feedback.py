"""Words, figures and files that a unit adds to its task."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lianfang.base.files.public import save_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.tasks.models import Feedback, FeedbackFigure, Task

MOST_FIGURES = 20
LARGEST = Decimal("999999999999.99")


@dataclass(frozen=True)
class FigureEntry:
    """One figure typed by hand: its name, value and unit of measure."""

    name: str
    value: Decimal
    measure: str = ""


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and its bytes."""

    name: str
    raw: bytes


def check_figures(figures: Sequence[FigureEntry]) -> None:
    """:raises RuleBroken: too many, unnamed, named twice, or out of range."""
    names = [figure.name.strip() for figure in figures]
    problem = ""
    if len(figures) > MOST_FIGURES:
        problem = f"一次最多填报 {MOST_FIGURES} 个数字，请分次反馈。"
    elif not all(names) or any(len(name) > 40 for name in names):
        problem = "每个数字都要写明指标名称，且不超过 40 字。"
    elif len(set(names)) < len(names):
        problem = "同一指标填了两次，请合并后再提交。"
    elif any(not figure.value.is_finite() or abs(figure.value) > LARGEST for figure in figures):
        problem = "数值超出范围，请检查后重新填写。"
    elif any(len(figure.measure) > 20 for figure in figures):
        problem = "计量单位不能超过 20 字。"
    if problem:
        raise RuleBroken(problem, fields={"figures": problem})


def write_feedback(
    task: Task,
    actor: Actor,
    words: str,
    progress: int,
    figures: Sequence[FigureEntry],
    uploads: Sequence[Upload],
) -> Feedback:
    """Store one feedback in the caller's transaction; files come last, as they leave it."""
    feedback = Feedback.objects.create(
        task=task, at=clock.now(), by_id=actor.user_id, words=words, progress=progress
    )
    FeedbackFigure.objects.bulk_create(
        FeedbackFigure(
            feedback=feedback,
            name=figure.name.strip(),
            value=figure.value,
            measure=figure.measure.strip(),
        )
        for figure in figures
    )
    saved = [save_attachment(actor=actor, name=upload.name, raw=upload.raw) for upload in uploads]
    feedback.attachments.add(*saved)
    return feedback
