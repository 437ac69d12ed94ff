"""What follows a signal: answered, assessed, watched, closed; fed back, muted, linked, controlled at its source."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.events import publish
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import StepKind
from lianfang.command.surveillance.events import SourceControlProposed
from lianfang.command.surveillance.models import (
    Addressee,
    Indicator,
    Mute,
    RiskAssessment,
    Signal,
    SignalLink,
    SourceControl,
)
from lianfang.command.surveillance.notices import tell_reporter
from lianfang.command.surveillance.queries import get_signal, lock_addressee, lock_mute, lock_signal
from lianfang.county.orgs.public import Area

from .passing import pass_on
from .signals import add_step


@transaction.atomic
def triage_signal(*, actor: Actor, signal_uuid: object, words: str = "") -> Signal:
    """
    Answer a new signal: somebody now checks it. The two hours for verification run from its finding.

    :raises NotAllowed: the actor may not verify signals.
    :raises RuleBroken: it is being checked or was judged already.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    signal = lock_signal(actor, signal_uuid)
    return _move(actor, signal, "triage", StepKind.TRIAGED, words)


@transaction.atomic
def assess_signal(
    *,
    actor: Actor,
    signal_uuid: object,
    likelihood: int,
    consequence: int,
    reasons: str,
    advice: str = "",
) -> RiskAssessment:
    """
    Judge the risk of a verified signal by the matrix; a later judgement stands beside the earlier one.

    :raises NotAllowed: the actor may not assess signals.
    :raises RuleBroken: not verified yet or settled, no place on the matrix, no reasons.
    """
    require(actor, Permission.SIGNAL_ASSESS)
    signal = lock_signal(actor, signal_uuid)
    rules.SIGNAL_MOVES.target(signal.state, "assess")
    level = rules.risk_level(likelihood, consequence)
    rules.check_reasons(reasons)
    assessment = RiskAssessment.objects.create(
        signal=signal, likelihood=likelihood, consequence=consequence, level=level,
        reasons=reasons.strip(), advice=advice.strip() or rules.RISK_ADVICE[level],
        assessed_at=clock.now(), assessed_by_id=actor.user_id,
    )  # fmt: skip
    words = (
        f"可能性{rules.LIKELIHOODS[likelihood]} × 后果{rules.CONSEQUENCES[consequence]}"
        f" = 风险{rules.RISKS[level]}"
    )
    _move(actor, signal, "assess", StepKind.ASSESSED, words)
    return assessment


@transaction.atomic
def monitor_signal(*, actor: Actor, signal_uuid: object, words: str) -> Signal:
    """
    Keep a signal under watch without acting yet, with what is waited for.

    :raises NotAllowed: the actor may not assess signals.
    :raises RuleBroken: not verified, settled already, or nothing said.
    """
    require(actor, Permission.SIGNAL_ASSESS)
    rules.check_judgement(words)
    return _move(actor, lock_signal(actor, signal_uuid), "monitor", StepKind.MONITORED, words)


@transaction.atomic
def close_signal(*, actor: Actor, signal_uuid: object, words: str) -> Signal:
    """
    Settle an assessed signal that needs no emergency, with its outcome; the reporting unit hears of it.

    :raises NotAllowed: the actor may not assess signals.
    :raises RuleBroken: not assessed, settled already, or nothing said.
    """
    require(actor, Permission.SIGNAL_ASSESS)
    rules.check_judgement(words)
    signal = _move(actor, lock_signal(actor, signal_uuid), "close", StepKind.CLOSED, words)
    tell_reporter(signal, actor)
    return signal


def _move(actor: Actor, signal: Signal, verb: str, kind: StepKind, words: str) -> Signal:
    before = signal.state
    signal.state = rules.SIGNAL_MOVES.target(before, verb)
    signal.save(update_fields=["state"])
    add_step(actor, signal, kind, words.strip())
    record(
        actor=actor, action=f"surveillance.signal.{kind.value}", target=signal,
        changes={"state": (before, signal.state)}, note=words.strip()[:200],
    )  # fmt: skip
    return signal


@transaction.atomic
def pass_signal(*, actor: Actor, signal_uuid: object, unit_codes: Sequence[str]) -> list[Addressee]:
    """
    Pass a signal to further units that must act.

    :raises NotAllowed: the actor may not verify signals.
    :raises RuleBroken: no unit among the codes that answers for the area and does not have it yet.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    signal = lock_signal(actor, signal_uuid)
    rows = pass_on(actor, signal, unit_codes)
    if not rows:
        raise RuleBroken("所选单位都已收到这条信号，或不负责这一地区，请另选。")
    record(actor=actor, action="surveillance.signal.passed", target=signal, count=len(rows))
    return rows


@transaction.atomic
def answer_signal(*, actor: Actor, signal_uuid: object) -> Addressee:
    """
    Say for the own unit that the signal has arrived and is being looked into. Twice changes nothing.

    :raises NotFound: the signal was not passed to the actor's unit.
    """
    require(actor, Permission.SIGNAL_VIEW)
    signal, row = _addressed(actor, signal_uuid)
    if row.answered_at is None:
        row.answered_at, row.answered_by_id = clock.now(), actor.user_id
        row.save(update_fields=["answered_at", "answered_by"])
        record(actor=actor, action="surveillance.signal.answered", target=signal)
    return row


@transaction.atomic
def feed_back(*, actor: Actor, signal_uuid: object, words: str) -> Addressee:
    """
    Report for the own unit what was found and done about a signal that it was passed.

    :raises NotFound: the signal was not passed to the actor's unit.
    :raises RuleBroken: nothing said.
    """
    require(actor, Permission.SIGNAL_RECORD)
    signal, row = _addressed(actor, signal_uuid)
    rules.check_judgement(words)
    now = clock.now()
    if row.answered_at is None:
        row.answered_at, row.answered_by_id = now, actor.user_id
    row.fed_back_at, row.fed_back_by_id, row.feedback = now, actor.user_id, words.strip()
    row.save()
    add_step(actor, signal, StepKind.FED_BACK, words.strip())
    record(
        actor=actor, action="surveillance.signal.fed_back", target=signal, note=words.strip()[:200]
    )
    return row


def _addressed(actor: Actor, signal_uuid: object) -> tuple[Signal, Addressee]:
    signal = lock_signal(actor, signal_uuid)
    row = lock_addressee(actor, signal)
    if row is None:
        raise NotFound("这条信号没有传递给您的单位，无需应答或反馈。")
    return signal, row


@transaction.atomic
def mute_indicator(
    *, actor: Actor, indicator: Indicator, area: Area, reason: str, until: date
) -> Mute:
    """
    Keep an indicator from raising signals in an area until a day, for a reason on record.

    :raises NotAllowed: the actor may not mute, or not in this area.
    :raises RuleBroken: no reason, or no end within 90 days.
    """
    require(actor, Permission.SIGNAL_MUTE, area_path=area.path)
    rules.check_mute(reason=reason, until=until, today=clock.today())
    mute = Mute.objects.create(
        indicator=indicator, area=area, area_path=area.path, reason=reason.strip(), until=until,
        muted_at=clock.now(), muted_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="surveillance.indicator.muted", target=mute,
        note=f"{indicator.name} {area.name} 至 {until}：{mute.reason}",
    )  # fmt: skip
    return mute


@transaction.atomic
def lift_mute(*, actor: Actor, mute_uuid: object) -> Mute:
    """
    End a mute before its day. Twice changes nothing.

    :raises NotAllowed: the actor may not mute.
    :raises NotFound: no such mute in the actor's area.
    """
    require(actor, Permission.SIGNAL_MUTE)
    mute = lock_mute(actor, mute_uuid)
    if mute.lifted_at is None:
        mute.lifted_at, mute.lifted_by_id = clock.now(), actor.user_id
        mute.save(update_fields=["lifted_at", "lifted_by"])
        record(actor=actor, action="surveillance.indicator.unmuted", target=mute)
    return mute


@transaction.atomic
def link_signals(
    *, actor: Actor, signal_uuid: object, other_number: str, reason: str
) -> SignalLink:
    """
    Note that two signals belong together, for instance an animal's and a human's.

    :raises NotAllowed: the actor may not verify signals.
    :raises RuleBroken: no such other signal, the same one, linked already, or no reason.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    signal = get_signal(actor, signal_uuid)
    other = Signal.objects.filter(
        number__iexact=other_number.strip(), area_path__startswith=actor.area_path,
        is_exercise=signal.is_exercise, run=signal.run,
    ).first()  # fmt: skip
    if other is None or other.pk == signal.pk:
        raise RuleBroken(
            "没有找到这个编号的另一条信号，请核对编号。", fields={"other": "请核对编号"}
        )
    rules.check_judgement(reason)
    pair = sorted([signal, other], key=lambda row: row.pk)
    link, is_new = SignalLink.objects.get_or_create(
        signal=pair[0], other=pair[1],
        defaults={"reason": reason.strip()[:200], "linked_at": clock.now(), "linked_by_id": actor.user_id},
    )  # fmt: skip
    if not is_new:
        raise RuleBroken("这两条信号已经关联。")
    record(actor=actor, action="surveillance.signal.linked", target=signal, note=other.number)
    return link


@transaction.atomic
def propose_source_control(
    *,
    actor: Actor,
    signal_uuid: object,
    area: Area,
    species: str,
    words: str,
    until: date,
    necessity: str = "",
    alternatives: str = "",
    hotline: str = "",
) -> SourceControl:
    """
    Propose to keep source animals from people and livestock; somebody with the authority decides.

    The room of measures hears of it through `SourceControlProposed` and drafts a measure in the same
    transaction, or keeps why it cannot; the proposal stands either way.

    :raises NotAllowed: the actor may not record signals, or not in this area.
    :raises RuleBroken: no species, no steps, or no end within 90 days.
    """
    require(actor, Permission.SIGNAL_RECORD, area_path=area.path)
    signal = get_signal(actor, signal_uuid)
    rules.check_source_control(species=species, words=words, until=until, today=clock.today())
    proposal = SourceControl.objects.create(
        signal=signal, unit_id=actor.unit_id, area=area, area_path=area.path,
        species=species.strip()[:60], words=words.strip(), until=until, necessity=necessity.strip(),
        alternatives=alternatives.strip(), hotline=hotline.strip()[:60], proposed_at=clock.now(),
        proposed_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="surveillance.control.proposed", target=proposal, note=proposal.species
    )
    publish(SourceControlProposed(proposal=proposal, actor=actor))
    return proposal
