"""Checking, signing, returning and voiding report cards; noting what was filed elsewhere."""

from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import queries
from lianfang.command.emergencies.choices import CardVerb
from lianfang.command.emergencies.models import FiledNote, ReportCard
from lianfang.command.emergencies.notices import tell_of_card, tell_of_checked
from lianfang.command.emergencies.rules import reporting as rules

from .clocks import keep_clocks
from .reporting import missing_of, step


@transaction.atomic
def submit_card(*, actor: Actor, card_uuid: object) -> ReportCard:
    """
    Tell the health commission that a draft is complete and waits to be checked.

    :raises NotAllowed: the actor may not draft cards, or the draft is another unit's.
    :raises RuleBroken: no draft any more, or something is missing.
    """
    require(actor, Permission.CARD_DRAFT)
    card = queries.lock_card(actor, card_uuid)
    _check_own(actor, card, "送审")
    rules.CARD_MOVES.target(card.state, "check")
    rules.check_complete(missing_of(card))
    step(actor, card, CardVerb.SUBMIT)
    record(actor=actor, action="emergencies.card.submitted", target=card)
    tell_of_checked(card)
    return card


@transaction.atomic
def check_card(*, actor: Actor, card_uuid: object, words: str = "") -> ReportCard:
    """
    Confirm that a draft is complete and right; by another person than the drafter.

    :raises NotAllowed: the actor may not check cards.
    :raises RuleBroken: no draft, the actor drafted it, or something is missing.
    """
    card = _taken(actor, card_uuid, verb="审核")
    state = rules.CARD_MOVES.target(card.state, "check")
    rules.check_complete(missing_of(card))
    _move(actor, card, state, CardVerb.CHECK, words)
    return card


@transaction.atomic
def return_card(*, actor: Actor, card_uuid: object, words: str) -> ReportCard:
    """
    Send a checked card back to its drafters, with the reason.

    :raises NotAllowed: the actor may not check cards.
    :raises RuleBroken: not checked yet, signed already, or no reason.
    """
    card = _taken(actor, card_uuid, verb="退回")
    state = rules.CARD_MOVES.target(card.state, "return")
    rules.check_words(words, what="退回原因")
    _move(actor, card, state, CardVerb.RETURN, words)
    tell_of_card(
        card, unit_id=card.unit_id, outcome="报告卡被退回", body=f"退回原因：{words.strip()}"
    )
    return card


@transaction.atomic
def approve_card(*, actor: Actor, card_uuid: object, words: str = "") -> ReportCard:
    """
    Sign a checked card: number it, freeze it, and let the clocks know.

    :raises NotAllowed: the actor may not sign cards.
    :raises RuleBroken: not checked, or the actor drafted it.
    """
    card = _taken(actor, card_uuid, verb="签发")
    state = rules.CARD_MOVES.target(card.state, "approve")
    rules.check_complete(missing_of(card))
    is_exercise = card.emergency.is_exercise
    series = "emergencies.exercise_card" if is_exercise else "emergencies.card"
    card.number = next_code(series, "RX" if is_exercise else "RC")
    card.approved_at, card.approved_by_id = clock.now(), actor.user_id
    _move(actor, card, state, CardVerb.APPROVE, words, "number", "approved_at", "approved_by")
    keep_clocks(actor=actor, emergency=card.emergency)
    tell_of_card(card, unit_id=card.unit_id, outcome="报告卡已签发", body=f"编号 {card.number}。")
    return card


@transaction.atomic
def void_card(*, actor: Actor, card_uuid: object, words: str) -> ReportCard:
    """
    Give up a card that was not signed, with the reason; it stays on record.

    :raises NotAllowed: neither the drafting unit nor whoever checks cards.
    :raises RuleBroken: signed already, filed in the national system, or no reason.
    """
    require(actor, Permission.CARD_DRAFT)
    card = queries.lock_card(actor, card_uuid)
    _check_own(actor, card, "作废")
    state = rules.CARD_MOVES.target(card.state, "void")
    rules.check_words(words, what="作废原因")
    rules.check_unfiled(is_filed=card.filings.exists())
    _move(actor, card, state, CardVerb.VOID, words)
    return card


@transaction.atomic
def note_filing(
    *, actor: Actor, card_uuid: object, filing_number: str, filed: datetime, filer: str
) -> FiledNote:
    """
    Note that people filed a card in the national direct-report system; the card is frozen by it.

    :raises NotAllowed: neither the drafting unit nor whoever checks cards.
    :raises RuleBroken: no number, nobody named, in the future, or noted already.
    """
    require(actor, Permission.CARD_DRAFT)
    card = queries.lock_card(actor, card_uuid)
    _check_own(actor, card, "登记网络直报")
    rules.check_filing(number=filing_number, filer=filer, filed=filed, now=clock.now())
    rules.check_filing_once(
        is_noted=card.filings.filter(filing_number=filing_number.strip()).exists(), state=card.state
    )
    note = FiledNote.objects.create(
        card=card, filing_number=filing_number.strip(), filed=filed, filer=filer.strip(),
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="emergencies.card.filed", target=card,
        changes={"filing_number": (None, note.filing_number), "filed": (None, filed)},
    )  # fmt: skip
    keep_clocks(actor=actor, emergency=card.emergency)
    return note


def _check_own(actor: Actor, card: ReportCard, verb: str) -> None:
    if card.unit_id not in actor.unit_ids and not actor.may(Permission.CARD_CHECK):
        raise NotAllowed(f"这份报告由其他单位填报，请由填报单位{verb}。")


def _taken(actor: Actor, card_uuid: object, *, verb: str) -> ReportCard:
    """The card, locked, for somebody who may sign and did not draft it."""
    require(actor, Permission.CARD_CHECK)
    card = queries.lock_card(actor, card_uuid)
    require(actor, Permission.CARD_CHECK, area_path=card.area_path)
    rules.check_other_person(drafted_by=card.drafted_by_id, acting=actor.user_id, verb=verb)
    return card


def _move(
    actor: Actor, card: ReportCard, state: str, verb: CardVerb, words: str, *columns: str
) -> None:
    before, card.state = card.state, state
    card.save(update_fields=["state", *columns])
    step(actor, card, verb, words)
    record(
        actor=actor, action=f"emergencies.card.{PAST[verb]}", target=card,
        changes={"state": (before, state)}, note=words.strip(),
    )  # fmt: skip


PAST = {
    CardVerb.CHECK: "checked", CardVerb.RETURN: "returned", CardVerb.APPROVE: "approved",
    CardVerb.VOID: "voided",
}  # fmt: skip
