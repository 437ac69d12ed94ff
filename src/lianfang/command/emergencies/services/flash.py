"""Flash reports: told in a minute, sent at once, signed for by the duty desk."""

from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import queries
from lianfang.command.emergencies.models import FlashReport
from lianfang.command.emergencies.notices import tell_of_flash
from lianfang.command.emergencies.rules import flash as rules
from lianfang.command.surveillance.public import get_signal
from lianfang.county.orgs.public import Area

from .clocks import keep_clocks


@transaction.atomic
def send_flash(
    *,
    actor: Actor,
    what: str,
    area: Area,
    happened: datetime,
    teller: str,
    place: str = "",
    cases: int | None = None,
    deaths: int | None = None,
    more: str = "",
    is_exercise: bool = False,
    emergency_uuid: object = None,
    signal_uuid: object = None,
) -> FlashReport:
    """
    Tell the duty desk, the health commission and the government at once what is known.

    About an emergency, a signal, or something that is neither yet; the text is kept as it was sent.

    :raises NotAllowed: the actor may not send flash reports, or not for this area.
    :raises RuleBroken: what happened or who tells is missing, in the future, more dead than ill.
    """
    require(actor, Permission.FLASH_SEND, area_path=area.path)
    facts = rules.FlashFacts(what, place, happened, teller, cases, deaths, more)
    rules.check_flash(facts, now=clock.now())
    emergency = queries.get_emergency(actor, emergency_uuid) if emergency_uuid else None
    signal = get_signal(actor, signal_uuid) if signal_uuid else None
    about = emergency or signal
    drill = about.is_exercise if about else is_exercise
    number = _next_number(is_exercise=drill)
    flash = FlashReport.objects.create(
        number=number, emergency=emergency, signal=signal, is_exercise=drill, what=what.strip(),
        area=area, area_path=area.path, place=place.strip(), happened=happened, cases=cases,
        deaths=deaths, more=more.strip(), teller=teller.strip(), unit_id=actor.unit_id,
        words=rules.flash_words(
            facts, number=number, area=area.name, at=clock.now(), is_exercise=drill
        ),
        sent_at=clock.now(), sent_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="emergencies.flash.sent", target=flash)
    tell_of_flash(flash)
    if emergency is not None:
        queries.hold_emergency(emergency)
        keep_clocks(actor=actor, emergency=emergency)
    return flash


@transaction.atomic
def note_flash(*, actor: Actor, flash_uuid: object, note: str = "") -> FlashReport:
    """
    Sign for a flash report at the duty desk, with what was set going.

    :raises NotAllowed: the actor is not of the duty desk.
    :raises RuleBroken: signed for already, or the note is too long.
    """
    require(actor, Permission.FLASH_NOTE)
    flash = queries.lock_flash(actor, flash_uuid)
    if flash.noted_at is not None:
        raise RuleBroken("这份快报已经签收，不必重复签收。")
    if len(note.strip()) > 200:
        raise RuleBroken("处置意见不能超过 200 个字。", fields={"note": "不能超过 200 个字"})
    flash.noted_at, flash.noted_by_id, flash.note = clock.now(), actor.user_id, note.strip()
    flash.save(update_fields=["noted_at", "noted_by", "note"])
    record(actor=actor, action="emergencies.flash.noted", target=flash, note=flash.note)
    return flash


def _next_number(*, is_exercise: bool) -> str:
    # Exercises count for themselves, so that real numbers have no gaps.
    if is_exercise:
        return next_code("emergencies.exercise_flash", "KX")
    return next_code("emergencies.flash", "KB")
