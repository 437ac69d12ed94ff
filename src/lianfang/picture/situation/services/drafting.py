"""Drafting a report from the records at a cut-off, and working on the draft."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Emergency, get_emergency, running_response
from lianfang.command.tasks.public import units_at_work
from lianfang.picture.situation import rules
from lianfang.picture.situation.choices import ReportKind, ReportState
from lianfang.picture.situation.models import Contribution, Report, ReportFigure, ReportSection
from lianfang.picture.situation.queries import figures_of, lock_report, previous_issue
from lianfang.picture.situation.registry import gather, gather_daily

OPEN = (ReportState.DRAFT, ReportState.APPROVED)
# How long units have for their words when the desk names no time.
CONTRIBUTION_TIME = timedelta(hours=1)


@transaction.atomic
def draft_report(
    *,
    actor: Actor,
    emergency_uuid: object,
    kind: str,
    cutoff_at: datetime,
    wanted_by: datetime | None = None,
) -> Report:
    """
    Draft an issue: gather every room's figures at the cut-off and ask the working units for words.

    :raises NotAllowed: the actor may not draft reports.
    :raises NotFound: no such emergency for this actor.
    :raises RuleBroken: see `rules.check_may_draft` and `rules.check_may_draft_daily`.
    """
    require(actor, Permission.SITUATION_DRAFT)
    emergency = get_emergency(actor, emergency_uuid)
    day = rules.day_of(cutoff_at) if kind == ReportKind.DAILY else None
    issue = _check_order(emergency, kind, cutoff_at)
    report = Report.objects.create(
        emergency=emergency, area_path=emergency.area_path, kind=ReportKind(kind), issue=issue, day=day,
        title=rules.title_of(emergency.name, kind, issue, day), cutoff_at=cutoff_at, drafted_at=clock.now(),
        drafted_by_id=actor.user_id,
    )  # fmt: skip
    _write_sections(report)
    _ask_units(report, wanted_by or clock.now() + CONTRIBUTION_TIME)
    record(
        actor=actor,
        action="situation.report.drafted",
        target=report,
        changes={"cutoff_at": (None, cutoff_at)},
    )
    return report


def _check_order(emergency: Emergency, kind: str, cutoff_at: datetime) -> int:
    """The number of the next issue of the kind's own series, if it may be drafted now."""
    daily = Q(kind=ReportKind.DAILY)
    reports = Report.objects.filter(daily if kind == ReportKind.DAILY else ~daily)
    reports = reports.filter(emergency=emergency).exclude(state=ReportState.DISCARDED)
    issued = reports.filter(state=ReportState.ISSUED).count()
    has_open = reports.filter(state__in=OPEN).exists()
    if kind == ReportKind.DAILY:
        has_day = reports.filter(day=rules.day_of(cutoff_at)).exists()
        rules.check_may_draft_daily(
            cutoff_at=cutoff_at, now=clock.now(), has_open=has_open, has_day=has_day
        )
        return issued + 1
    rules.check_may_draft(
        kind, cutoff_at=cutoff_at, now=clock.now(), issued_before=issued, has_open=has_open,
        response_runs=running_response(emergency) is not None,
    )  # fmt: skip
    return issued + 1


def _write_sections(report: Report) -> None:
    write = gather_daily if report.is_daily else gather
    sections = write(report.emergency, report.cutoff_at)
    before = figures_of(previous_issue(report))
    for sort, section in enumerate(sections):
        row = ReportSection.objects.create(
            report=report, key=section.key, sort=sort, title=section.title, words=section.words
        )
        ReportFigure.objects.bulk_create(
            ReportFigure(
                section=row, key=figure.key, sort=place, label=figure.label, definition=figure.definition,
                value=figure.value, previous=before[figure.key].value if figure.key in before else None,
                measure=figure.measure, source=figure.source, as_of=report.cutoff_at, url=figure.url,
            )
            for place, figure in enumerate(section.figures)
        )  # fmt: skip


def _ask_units(report: Report, wanted_by: datetime) -> None:
    """Ask every unit that works on the emergency; a unit without tasks has nothing to add."""
    units = units_at_work(report.emergency)
    asked = Contribution.objects.bulk_create(
        Contribution(report=report, unit=unit, wanted_by=wanted_by) for unit in units
    )
    until = clock.beijing(wanted_by).strftime("%m月%d日 %H:%M")
    send_letters(
        Letter(
            mailbox=unit_mailbox(contribution.unit_id),
            kind="situation.contribution_wanted",
            subject=f"请于{until}前报送材料：{report.title}",
            body="没有新情况也请报“零报告”。",
            url=reverse("situation:contribution_give", args=[contribution.uuid]),
            urgency=Urgency.URGENT if report.kind == ReportKind.INITIAL else Urgency.NORMAL,
        )
        for contribution in asked
    )


def _lock_draft(actor: Actor, uuid: object) -> Report:
    require(actor, Permission.SITUATION_DRAFT)
    report = lock_report(actor, uuid)
    if report.state != ReportState.DRAFT:
        raise RuleBroken(
            f"这期报告“{report.get_state_display()}”，不能再改。如有新情况，请起草下一期。"
        )
    return report


@transaction.atomic
def refresh_report(
    *, actor: Actor, report_uuid: object, cutoff_at: datetime | None = None
) -> Report:
    """
    Gather the figures anew, also for a later cut-off; words edited by hand are kept.

    :raises RuleBroken: the report is past its draft, the cut-off lies in the future or, of a
        daily report, outside its day.
    """
    report = _lock_draft(actor, report_uuid)
    if cutoff_at is not None and cutoff_at > clock.now():
        raise RuleBroken(
            "截止时间不能晚于现在，请改为当前或更早的时间。", fields={"cutoff_at": "不能晚于现在"}
        )
    before = report.cutoff_at
    report.cutoff_at = cutoff_at or clock.now()
    rules.check_same_day(report.day, report.cutoff_at)
    report.save(update_fields=["cutoff_at"])
    edited = dict(report.sections.filter(is_edited=True).values_list("key", "words"))
    report.sections.all().delete()
    _write_sections(report)
    for key, words in edited.items():
        report.sections.filter(key=key).update(words=words, is_edited=True)
    record(
        actor=actor, action="situation.report.refreshed", target=report,
        changes={"cutoff_at": (before, report.cutoff_at)},
    )  # fmt: skip
    return report


@transaction.atomic
def edit_section(*, actor: Actor, report_uuid: object, key: str, words: str) -> ReportSection:
    """
    Replace the words of one section by hand. Figures cannot be typed.

    :raises RuleBroken: the report is past its draft, or has no such section.
    """
    report = _lock_draft(actor, report_uuid)
    section = report.sections.filter(key=key).first()
    if section is None:
        raise RuleBroken("这期报告没有这一章节，请刷新后再改。")
    before, section.words, section.is_edited = section.words, words.strip(), True
    section.save(update_fields=["words", "is_edited"])
    record(
        actor=actor, action="situation.section.edited", target=report,
        changes={key: (before[:200], section.words[:200])},
    )  # fmt: skip
    return section
