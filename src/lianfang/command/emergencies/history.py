"""The course of an emergency in one list, for its page, the timeline and the review."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lianfang.county.standards.public import list_codes

from .choices import CardState, Milestone, ProposalState
from .documents import card_title, moment_words
from .models import Emergency, Proposal
from .notices import describe
from .queries import (
    cards_of,
    consultations_of,
    flashes_of,
    list_gradings,
    list_milestone_entries,
    list_moments,
    list_tallies,
    proposals_of,
)


@dataclass(frozen=True)
class Event:
    """One line of an emergency's history: when, what, by whom, in whose words."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""
    icon: str = "point"
    url: str = ""


# Rooms above that have something to tell; entered in `config/wiring.py`.
Source = Callable[[Emergency, datetime | None], Iterable[Event]]
_sources: list[Source] = []


def enter_history(source: Source) -> None:
    """Let a room above add what it recorded to the course of every emergency."""
    if source not in _sources:
        _sources.append(source)


def history(emergency: Emergency, at: datetime | None = None) -> list[Event]:
    """What was recorded and decided, latest first; with `at`, only what was on record by then."""
    events = [
        *_own(emergency), *_counts(emergency), *_corrections(emergency), *_decisions(emergency),
        *_gradings(emergency), *_consultations(emergency),
        *(event for source in _sources for event in source(emergency, at)),
        *_cards(emergency), *_flashes(emergency), *_moments(emergency),
    ]  # fmt: skip
    kept = [event for event in events if at is None or event.at <= at]
    # Sorted forwards and turned round: of two acts in one moment the later one stands above.
    return sorted(kept, key=lambda event: event.at)[::-1]


def _own(emergency: Emergency) -> Iterator[Event]:
    who = _name(emergency.recorded_by)
    yield Event(emergency.recorded_at, f"登记事件 {emergency.number}", who, icon="file-plus")
    if emergency.closed_at:
        yield Event(
            emergency.closed_at, "结案", _name(emergency.closed_by), emergency.conclusion,
            tone="good", icon="check",
        )  # fmt: skip


def _counts(emergency: Emergency) -> Iterator[Event]:
    for tally in list_tallies(emergency):
        words = f"累计病例 {tally.cases}，现住院 {tally.in_hospital}，累计死亡 {tally.deaths}"
        text = f"说明：{tally.note}" if tally.note else ""
        yield Event(tally.recorded_at, words, _name(tally.recorded_by), text, icon="chart-line")


def _corrections(emergency: Emergency) -> Iterator[Event]:
    seen: set[str] = set()
    for entry in list_milestone_entries(emergency):
        if entry.milestone in seen:
            title = f"更正“{Milestone(entry.milestone).label}”时间"
            yield Event(
                entry.recorded_at, title, _name(entry.recorded_by), entry.reason,
                tone="warn", icon="edit",
            )  # fmt: skip
        seen.add(entry.milestone)


def _decisions(emergency: Emergency) -> Iterator[Event]:
    for proposal in proposals_of(emergency):
        url = reverse("emergencies:proposal_detail", args=[proposal.uuid])
        yield Event(
            proposal.proposed_at, f"{proposal.proposing_unit.short_name}建议{describe(proposal)}",
            _name(proposal.proposed_by), proposal.evidence, tone="wait", icon="send", url=url,
        )  # fmt: skip
        yield from _outcome(proposal, url)


def _cards(emergency: Emergency) -> Iterator[Event]:
    """Report cards drafted, signed, and filed elsewhere."""
    rows = cards_of(emergency).exclude(state=CardState.VOID)
    for card in rows.prefetch_related("filings__recorded_by"):
        url, title = reverse("emergencies:card_detail", args=[card.uuid]), card_title(card)
        yield Event(
            card.drafted_at, f"{card.unit.short_name}起草{title}", _name(card.drafted_by),
            icon="file-text", url=url,
        )  # fmt: skip
        if card.approved_at:
            counts = f"新报告病例 {card.new_cases}，累计病例 {card.total_cases}，累计死亡 {card.total_deaths}"
            yield Event(
                card.approved_at, f"签发{title}（{card.number}）", _name(card.approved_by), counts,
                tone="good", icon="file-certificate", url=url,
            )  # fmt: skip
        for filing in card.filings.all():
            words = f"直报时间 {moment_words(filing.filed)}"
            yield Event(
                filing.recorded_at, f"登记网络直报（{filing.filing_number}）",
                _name(filing.recorded_by), words, icon="file-check", url=url,
            )  # fmt: skip


def _flashes(emergency: Emergency) -> Iterator[Event]:
    for flash in flashes_of(emergency):
        url = reverse("emergencies:flash_detail", args=[flash.uuid])
        title = f"快报 {flash.number}：{flash.what}"
        yield Event(flash.sent_at, title, _name(flash.sent_by), icon="urgent", url=url)


def _moments(emergency: Emergency) -> Iterator[Event]:
    rows = list(list_moments(emergency))
    names = {item.code: item.name for item in list_codes("milestone")} if rows else {}
    for row in rows:
        title = f"登记时点：{names.get(row.code, row.code)}"
        words = f"{moment_words(row.happened)}，{row.words}"
        yield Event(row.recorded_at, title, _name(row.recorded_by), words, icon="clock")


def _outcome(proposal: Proposal, url: str) -> Iterator[Event]:
    who = _name(proposal.decided_by)
    if proposal.state == ProposalState.APPROVED and proposal.decided_at:
        title = f"决定{describe(proposal)}（{proposal.decision_number}）"
        yield Event(proposal.decided_at, title, who, proposal.opinion, "good", "gavel", url)
    elif proposal.state == ProposalState.REFUSED and proposal.decided_at:
        number = f"（{proposal.decision_number}）" if proposal.decision_number else ""
        title = f"未同意{describe(proposal)}{number}"
        yield Event(proposal.decided_at, title, who, proposal.opinion, "bad", "x", url)
    elif proposal.withdrawn_at:
        title, who = f"撤回建议：{describe(proposal)}", _name(proposal.withdrawn_by)
        yield Event(
            proposal.withdrawn_at, title, who, proposal.withdrawal, "muted", "arrow-back-up", url
        )


def _gradings(emergency: Emergency) -> Iterator[Event]:
    url = reverse("emergencies:grading_detail", args=[emergency.uuid])
    for grading in list_gradings(emergency):
        title = f"判定事件分级为{grading.get_grade_display()}（{grading.number}）"
        yield Event(grading.decided_at, title, _name(grading.decided_by), grading.reason,
                    tone="warn", icon="scale", url=url)  # fmt: skip


def _consultations(emergency: Emergency) -> Iterator[Event]:
    for one in consultations_of(emergency):
        url = reverse("emergencies:consultation_detail", args=[one.uuid])
        yield Event(one.called_at, f"召集专家会商（{one.number}）", _name(one.called_by), one.question,
                    icon="users-group", url=url)  # fmt: skip
        if one.concluded_at:
            yield Event(one.concluded_at, f"会商形成结论（{one.number}）", _name(one.concluded_by),
                        one.conclusion, icon="notes", url=url)  # fmt: skip


def _name(user: object) -> str:
    return getattr(user, "name", "") or "系统"
