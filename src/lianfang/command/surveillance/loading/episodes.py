"""Small rises in the demonstration's past: the signals that detection made of them, and who did what about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.packs import Duration, PackRow
from lianfang.base.notices.public import list_notices, mark_read
from lianfang.command.surveillance import rules, services
from lianfang.command.surveillance.choices import Origin
from lianfang.command.surveillance.models import Evidence, Indicator, Signal, Site
from lianfang.command.surveillance.notices import signal_url
from lianfang.command.surveillance.pack import Code
from lianfang.command.surveillance.rules import Habit
from lianfang.command.surveillance.services import BulkRow

SCREENED_AFTER = timedelta(minutes=1)
CORRECTED_AFTER = timedelta(hours=5)
Key = tuple[str, str, str, date]


class StepRow(PackRow):
    """What was done with a signal, so long after it was found."""

    verb: Literal["triage", "verify", "dismiss", "assess", "monitor", "close", "mute"]
    after: Duration
    words: str = ""
    likelihood: int = 2
    consequence: int = 2
    days: int = 30


class EpisodeRow(PackRow):
    """
    A small rise at a site, so many reports ago, and what was done about its signal.

    `values` are added to what is usual, report by report. `corrected` is what the last of these reports was
    later put down to.
    """

    site: str
    indicator: Code
    part: str = ""
    ago: int = Field(ge=1)
    values: Annotated[list[Decimal], Field(min_length=1)]
    corrected: Decimal | None = None
    steps: list[StepRow] = []


@dataclass(frozen=True)
class Story:
    """An episode with the values that it made."""

    episode: EpisodeRow
    rows: list[BulkRow]


def raised_by(
    episodes: Sequence[EpisodeRow], given: Sequence[BulkRow], habits: Mapping[str, Habit], last: date
) -> tuple[list[BulkRow], list[Story]]:  # fmt: skip
    """The values with those of the episodes added, and the episodes with theirs."""
    by_key: dict[Key, BulkRow] = {(r.site, r.indicator, r.part, r.period_on): r for r in given}
    sites = {site.code: site for site in Site.objects.select_related("programme")}
    stories = []
    for episode in episodes:
        site, rows = sites.get(episode.site), []
        if site is None:
            continue
        for day, more in zip(
            _days(episode, habits[site.programme.code], last), episode.values, strict=False
        ):
            key = (episode.site, episode.indicator, episode.part, day)
            by_key[key] = _risen(by_key.get(key), site, key, more)
            rows.append(by_key[key])
        stories.append(Story(episode, rows))
    return list(by_key.values()), sorted(stories, key=lambda story: story.rows[0].period_on)


def _days(episode: EpisodeRow, habit: Habit, last: date) -> list[date]:
    """The days of its reports, first first: `ago` counts the days on which the site owes a report."""
    days: list[date] = []
    day = last
    while len(days) < episode.ago:
        if rules.is_reporting_day(habit, day):
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def _risen(row: BulkRow | None, site: Site, key: Key, more: Decimal) -> BulkRow:
    if row is not None:
        return replace(row, value=row.value + more)
    limit = rules.due_at(clock.start_of_day(key[3]), site.programme.due_minutes)
    return BulkRow(*key[:2], key[3], more, key[2], came_at=limit - timedelta(hours=1))


def relive(actor: Actor, story: Story, handler: Actor) -> None:
    """Let detection look at each report of an episode when it came, then take the steps in their time."""
    episode = story.episode
    indicator = Indicator.objects.get(code=episode.indicator)
    for row in story.rows:
        if row.came_at is not None and row.came_at < clock.now():
            with clock.moved_to(row.came_at + SCREENED_AFTER):
                services.screen_day(actor=actor, indicator=indicator, on=row.period_on)
    found = Evidence.objects.filter(
        rule__indicator=indicator, period_on__in=[row.period_on for row in story.rows],
        signal__is_exercise=False,
    )  # fmt: skip
    signals = Signal.objects.filter(pk__in=found.values("signal")).select_related("area")
    if episode.corrected is not None:
        last = story.rows[-1]
        late = clock.now() if last.came_at is None else last.came_at + CORRECTED_AFTER
        down = replace(last, value=episode.corrected, reason="重复统计，核对后订正", came_at=late)
        services.record_observations(actor=actor, rows=[down], origin=Origin.DEMO)
    for signal in signals.order_by("id"):
        for step in episode.steps:
            _take(handler, signal, indicator, step)
        for notice in list_notices(handler).filter(url=signal_url(signal)):
            mark_read(actor=handler, notice_uuid=notice.uuid)


def _take(handler: Actor, signal: Signal, indicator: Indicator, step: StepRow) -> None:
    """One step of a signal's life, unless it still lies ahead."""
    at = signal.found_at + step.after
    if at >= clock.now():
        return
    given = {"actor": handler, "signal_uuid": signal.uuid}
    with clock.moved_to(at):
        match step.verb:
            case "triage":
                services.triage_signal(**given, words=step.words)
            case "verify":
                services.verify_signal(**given, judgement=step.words)
            case "dismiss":
                services.dismiss_signal(**given, judgement=step.words)
            case "assess":
                services.assess_signal(
                    **given, likelihood=step.likelihood, consequence=step.consequence,
                    reasons=step.words,
                )  # fmt: skip
            case "monitor":
                services.monitor_signal(**given, words=step.words)
            case "close":
                services.close_signal(**given, words=step.words)
            case "mute":
                services.mute_indicator(
                    actor=handler, indicator=indicator, area=signal.area, reason=step.words,
                    until=clock.today() + timedelta(days=step.days),
                )  # fmt: skip
