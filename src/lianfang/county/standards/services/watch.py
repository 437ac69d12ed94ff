"""
An area's own watch lines: set, changed, set aside, taken up again, for that area and all below it.

A watch line says from when on somebody looks closer. It is no legal threshold; what must be reported
is for the state to say (突发公共卫生事件应对法 art. 30), and nobody here changes that.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.standards.choices import CountOf, SubjectKind, ThresholdList
from lianfang.county.standards.models import (
    Disease,
    ReportingThreshold,
    ThresholdClause,
    ThresholdSubject,
    WatchSetAside,
)
from lianfang.county.standards.queries import (
    get_watch_line,
    list_codes,
    list_thresholds,
    lock_watch_line,
)
from lianfang.county.standards.rules import HOURS_A_DAY, faults_of_watch_line, watch_words

LAST = 9_000  # the county's own lines stand below those of the pack


@dataclass(frozen=True)
class WatchFacts:
    """
    From how many cases of some diseases within how many days somebody looks closer.

    `settings` are codes of the list `setting`, counted in one of them; none means anywhere in the county.
    `is_linked`: only cases with a link to one another count.
    """

    title: str
    diseases: tuple[Disease, ...]
    min_cases: int
    window_days: int
    settings: tuple[str, ...] = ()
    count_of: str = CountOf.CASE
    is_linked: bool = False
    basis: str = ""
    note: str = ""


@transaction.atomic
def set_watch_line(
    *, actor: Actor, facts: WatchFacts, reason: str, replaces: UUID | None = None
) -> ReportingThreshold:
    """
    Set a line that holds from today on; with `replaces` the line named there is set aside.

    Events on record keep the lines of their day.

    :raises NotAllowed: the actor may not set watch lines.
    :raises NotFound: there is no watch line to replace.
    :raises RuleBroken: figures out of range, no reason, or the same line holds already.
    """
    require(actor, Permission.WATCH_SET)
    facts = replace(facts, title=facts.title.strip(), settings=tuple(sorted(set(facts.settings))))
    faults = faults_of_watch_line(
        facts.title, facts.min_cases, facts.window_days, facts.basis, reason
    )
    places = {row.code: row.name for row in list_codes("setting")}
    if not facts.diseases:
        faults["diseases"] = "请选择病种。"
    if not set(facts.settings) <= set(places):
        faults["settings"] = "请从列表中选择场所。"
    if faults:
        raise RuleBroken("关注线没有保存，请按提示改正。", fields=faults)
    here = actor.area_path
    old = lock_watch_line(replaces, area_path=here) if replaces else None
    _require_new(facts, old, here)
    if old is not None:
        _set_aside(old, here)
    row = _write(facts, [places[code] for code in facts.settings], here)
    instead = f"，代替 {old.code}" if old else ""
    record(
        actor=actor, action="standards.watch.set", target=row, note=f"{row.code} {row.title}：{row.condition}{instead}。理由：{reason.strip()}",
    )  # fmt: skip
    return get_watch_line(row.uuid, area_path=here)


def _require_new(facts: WatchFacts, old: ReportingThreshold | None, here: str) -> None:
    """Two equal lines would warn twice."""
    for row in list_thresholds(in_list=ThresholdList.WATCH, area_path=here):
        if {one.code for one in row.subjects.all()} != {one.code for one in facts.diseases}:
            continue
        same = [
            clause
            for clause in row.clauses.all()
            if clause.min_cases == facts.min_cases
            and clause.window_hours == facts.window_days * HOURS_A_DAY
            and clause.count_of == facts.count_of
            and sorted(clause.settings) == list(facts.settings)
            and clause.needs == _needs(facts)
        ]
        if same and (old is None or old.pk != row.pk):
            raise RuleBroken(f"关注线 {row.code}“{row.title}”已是同样的标准，不必重复设定。")


def _needs(facts: WatchFacts) -> list[str]:
    return ["linked"] if facts.is_linked else []


def _write(facts: WatchFacts, places: list[str], here: str) -> ReportingThreshold:
    text, condition = watch_words(
        facts.min_cases,
        facts.window_days,
        CountOf(facts.count_of).label,
        places,
        is_linked=facts.is_linked,
    )
    number = next_number("standards.watch")
    row = ReportingThreshold.objects.create(
        code=f"L{number:02d}", position=LAST + number, in_list=ThresholdList.WATCH, title=facts.title,
        condition=condition, basis=facts.basis.strip(), note=facts.note.strip(),
        effective_from=clock.today(), is_local=True, area_path=here,
    )  # fmt: skip
    ThresholdSubject.objects.bulk_create(
        ThresholdSubject(rule=row, kind=SubjectKind.DISEASE, code=one.code)
        for one in facts.diseases
    )
    ThresholdClause.objects.create(
        rule=row, position=0, text=text, count_of=facts.count_of, min_cases=facts.min_cases,
        window_hours=facts.window_days * HOURS_A_DAY, settings=list(facts.settings),
        needs=_needs(facts),
    )  # fmt: skip
    return row


def _set_aside(row: ReportingThreshold, here: str) -> None:
    if row.set_aside_on is not None:
        raise RuleBroken(f"关注线 {row.code} 已经停用，请刷新页面查看。")
    WatchSetAside.objects.create(rule=row, area_path=here, since=clock.today())


@transaction.atomic
def set_aside_watch_line(*, actor: Actor, line_uuid: UUID, reason: str) -> ReportingThreshold:
    """
    From today on the line warns nobody in the actor's area; loading the pack again does not bring it back.

    :raises NotAllowed: the actor may not set watch lines.
    :raises NotFound: there is no such watch line; a legal threshold is none.
    :raises RuleBroken: no reason, or the line is set aside already.
    """
    row = _line_to_turn(actor, line_uuid, reason)
    _set_aside(row, actor.area_path)
    return _turned(actor, row, "standards.watch.set_aside", reason)


@transaction.atomic
def restore_watch_line(*, actor: Actor, line_uuid: UUID, reason: str) -> ReportingThreshold:
    """
    Take a line up again in the actor's area.

    :raises NotAllowed: the actor may not set watch lines.
    :raises NotFound: there is no such watch line.
    :raises RuleBroken: no reason, the line is not set aside, or an area above has set it aside.
    """
    row = _line_to_turn(actor, line_uuid, reason)
    if row.set_aside_on is None:
        raise RuleBroken(f"关注线 {row.code} 没有停用，请刷新页面查看。")
    own = row.set_asides.filter(until=None, area_path__in=("", actor.area_path))
    if not own.update(until=clock.today()):
        raise RuleBroken(f"关注线 {row.code} 由上级停用，请与停用单位联系。")
    return _turned(actor, row, "standards.watch.restored", reason)


def _line_to_turn(actor: Actor, line_uuid: UUID, reason: str) -> ReportingThreshold:
    """The line to set aside or take up, locked, for whoever may and says why."""
    require(actor, Permission.WATCH_SET)
    if not reason.strip():
        raise RuleBroken("请写明理由，以便日后查考。", fields={"reason": "请写明理由"})
    return lock_watch_line(line_uuid, area_path=actor.area_path)


def _turned(actor: Actor, row: ReportingThreshold, action: str, reason: str) -> ReportingThreshold:
    """Audit it, and answer the line as the area sees it now."""
    note = f"{row.code} {row.title}。理由：{reason.strip()}"
    record(actor=actor, action=action, target=row, note=note)
    return get_watch_line(row.uuid, area_path=actor.area_path)
