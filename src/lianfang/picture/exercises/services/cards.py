"""The verbs of a script that report: the card, its signature, the filing, the moments told."""

from dataclasses import asdict, dataclass
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.public import (
    CardKind,
    approve_card,
    check_card,
    draft_card,
    edit_card,
    note_filing,
    note_moment,
    submit_card,
)
from lianfang.picture.exercises import injects as script

from .stage import Stage

Told = tuple[str, str]


@dataclass(frozen=True)
class _Values:
    """What a script writes on a card; what it leaves empty stays as the record filled it."""

    place_kind: str
    school_kind: str
    source: str
    measures: str
    cause: str
    assessment: str
    lessons: str


def fill_card(stage: Stage, inject: script.FillCard, actor: Actor) -> Told:
    """Begin a card, complete it, and send it to be checked."""
    card = draft_card(actor=actor, emergency_uuid=_event(stage), kind=inject.kind)
    names = _Values.__dataclass_fields__
    given = _Values(**{name: getattr(inject, name) for name in names})
    values: dict[str, Any] = {name: text for name, text in asdict(given).items() if text}
    if inject.last_onset is not None:
        values["last_onset"] = stage.moment(inject.last_onset)
    edit_card(
        actor=actor, card_uuid=card.uuid, values=values, symptoms=inject.symptoms or None,
        answers=dict(inject.annex) if inject.annex else None,
    )  # fmt: skip
    submit_card(actor=actor, card_uuid=card.uuid)
    stage.card = card.uuid
    counts = f"新报告病例 {card.new_cases} 例，累计 {card.total_cases} 例"
    return f"填报{CardKind(inject.kind).label}", f"{counts}，已送审"


def sign_card(stage: Stage, inject: script.SignCard, actor: Actor) -> Told:
    """Check and sign the card that waits, and note its fictional filing in the national system."""
    check_card(actor=actor, card_uuid=_card(stage), words=inject.words)
    card = approve_card(actor=actor, card_uuid=_card(stage))
    result = f"{card.number} {card.get_kind_display()}已签发"
    if inject.filing:
        note_filing(
            actor=actor, card_uuid=card.uuid, filing_number=inject.filing, filed=clock.now(),
            filer=actor.name,
        )  # fmt: skip
        result += f"，登记直报编号 {inject.filing}（演练虚构）"
    return inject.words or "审核并签发报告卡", result


def tell_moment(stage: Stage, inject: script.NoteMoment, actor: Actor) -> Told:
    """Note a moment from which or to which a clock of the law runs."""
    note_moment(
        actor=actor, emergency_uuid=_event(stage), code=inject.moment, happened=clock.now(),
        words=inject.words,
    )  # fmt: skip
    return inject.words, "登记报告时点，有关时限停止计时"


def _event(stage: Stage) -> object:
    if stage.emergency is None:
        raise RuleBroken("演练脚本尚未登记事件，请把 record_emergency 排在前面。")
    return stage.emergency.uuid


def _card(stage: Stage) -> object:
    if stage.card is None:
        raise RuleBroken("演练脚本尚未填报报告卡，请把 fill_card 排在前面。")
    return stage.card
