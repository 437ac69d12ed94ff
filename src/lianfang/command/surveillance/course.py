"""The course of a signal with what hangs on it, for the rooms above that carry it on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from .choices import StepKind, Verdict
from .models import Signal
from .queries import notifications_about, samples_of, steps_of_signal

ICONS = {
    StepKind.FORMED: "activity", StepKind.SENT: "send", StepKind.TRIAGED: "hand-stop",
    StepKind.VERIFIED: "check", StepKind.ASSESSED: "scale", StepKind.MONITORED: "eye",
    StepKind.FED_BACK: "message-report", StepKind.CLOSED: "checks", StepKind.DISMISSED: "x",
    StepKind.RAISED: "alert-triangle", StepKind.CORRECTED: "edit",
}  # fmt: skip
TONES = {StepKind.VERIFIED: "good", StepKind.ASSESSED: "warn", StepKind.DISMISSED: "muted"}
VERDICT_TONES = {Verdict.POSITIVE: "bad", Verdict.NEGATIVE: "good"}


@dataclass(frozen=True)
class SignalMoment:
    """One thing that happened to a signal: when, what, by whom, in whose words."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""
    icon: str = "point"
    url: str = ""


def course_of(signal: Signal) -> list[SignalMoment]:
    """Its steps, the 通报 about it with receipts, its samples with results. Unscoped: the caller has the emergency."""
    return [*_steps(signal), *_notifications(signal), *_samples(signal)]


def _steps(signal: Signal) -> Iterator[SignalMoment]:
    url = reverse("surveillance:signal_detail", args=[signal.uuid])
    for step in steps_of_signal(signal):
        kind = StepKind(step.kind)
        unit = step.unit.short_name if step.unit else ""
        title = f"信号 {signal.number} {kind.label}"
        if kind is StepKind.FORMED:
            title += f"：{signal.title}"
        yield SignalMoment(
            step.taken_at, title, f"{unit} {_name(step.taken_by)}".strip(), step.words,
            TONES.get(kind, ""), ICONS[kind], url,
        )  # fmt: skip


def _notifications(signal: Signal) -> Iterator[SignalMoment]:
    """That units told each other; what they wrote stays between them."""
    for row in notifications_about(signal):
        url = reverse("surveillance:notification_detail", args=[row.uuid])
        receipts = list(row.receipts.all())
        to = "、".join(receipt.unit.short_name for receipt in receipts)
        yield SignalMoment(
            row.sent_at, f"{row.unit.short_name}通报{to}（{row.number}）", _name(row.sent_by),
            row.title, icon="send", url=url,
        )  # fmt: skip
        for receipt in receipts:
            unit = receipt.unit.short_name
            for at, by, verb in (
                (receipt.received_at, receipt.received_by, "签收"),
                (receipt.replied_at, receipt.replied_by, "回复"),
            ):
                if at:
                    yield SignalMoment(
                        at, f"{unit}{verb}通报 {row.number}", _name(by), icon="checks", url=url
                    )


def _samples(signal: Signal) -> Iterator[SignalMoment]:
    for sample in samples_of(signal):
        url = reverse("surveillance:sample_detail", args=[sample.uuid])
        yield SignalMoment(
            sample.taken_at, f"{sample.unit.short_name}采样：{sample.what}（{sample.number}）",
            _name(sample.taken_by), sample.place, icon="test-pipe", url=url,
        )  # fmt: skip
        for result in sample.results.all():
            title = f"样品 {sample.number} {result.item}：{result.get_verdict_display()}"
            yield SignalMoment(
                result.reported_at, title, f"{result.unit.short_name} {_name(result.reported_by)}",
                result.method, VERDICT_TONES.get(Verdict(result.verdict), ""), "report-medical", url,
            )  # fmt: skip


def _name(user: object) -> str:
    return getattr(user, "name", "") or "系统"
