"""API of report cards, clocks of the law, and flash reports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel import clock
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound
from lianfang.command.emergencies import queries, services
from lianfang.command.emergencies.choices import CardKind, CardState
from lianfang.command.emergencies.rules.thresholds import must_report
from lianfang.command.emergencies.schemas import reporting as schemas
from lianfang.county.orgs.public import get_area
from lianfang.county.standards.public import AnswerKind, ReportAnnex, list_annexes

router = Router()


@router.get(
    "/cards", response={200: schemas.CardPage, **PROBLEMS}, summary="事件报告卡",
    operation_id="emergencies_card_list",
)  # fmt: skip
def emergencies_card_list(
    request: HttpRequest,
    q: str = "",
    kind: CardKind | None = None,
    state: CardState | None = None,
    *,
    exercise: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_cards(
        request.actor, words=q, kind=kind or "", state=state or "", exercise=exercise,
        since=since, until=until,
    )  # fmt: skip
    return page_after(rows, key="-drafted_at", cursor=cursor, limit=limit, shape=schemas.card_shape)


@router.get(
    "/cards/{uuid:uuid}", response={200: schemas.CardOut, **PROBLEMS}, summary="一份报告卡",
    operation_id="emergencies_card_get",
)  # fmt: skip
def emergencies_card_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _card(request, uuid)


@router.post(
    "/{uuid:uuid}/cards", response={201: schemas.CardOut, **PROBLEMS}, summary="起草报告卡",
    operation_id="emergencies_card_draft",
)  # fmt: skip
@idempotent
def emergencies_card_draft(
    request: HttpRequest, uuid: UUID, payload: schemas.CardBeginIn
) -> Status[dict[str, Any]]:
    card = services.draft_card(
        actor=request.actor, emergency_uuid=uuid, kind=payload.kind, corrects_uuid=payload.corrects
    )
    return Status(201, _card(request, card.uuid))


@router.post(
    "/cards/{uuid:uuid}", response={200: schemas.CardOut, **PROBLEMS}, summary="填写报告卡",
    operation_id="emergencies_card_edit",
)  # fmt: skip
@idempotent
def emergencies_card_edit(
    request: HttpRequest, uuid: UUID, payload: schemas.CardIn
) -> dict[str, Any]:
    given = payload.dict(exclude_unset=True)
    symptoms, answers = given.pop("symptoms", None), given.pop("answers", None)
    card = queries.get_card(request.actor, uuid)
    if code := given.pop("area_code", None):
        given["area"] = get_area(code)
    if code := given.pop("annex_code", None):
        given["annex"] = _annex(code)
    services.edit_card(
        actor=request.actor, card_uuid=uuid, values=given, symptoms=symptoms,
        answers=_answers(given.get("annex", card.annex), answers),
    )  # fmt: skip
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/submit", response={200: schemas.CardOut, **PROBLEMS}, summary="送审报告卡",
    operation_id="emergencies_card_submit",
)  # fmt: skip
@idempotent
def emergencies_card_submit(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.submit_card(actor=request.actor, card_uuid=uuid)
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/check", response={200: schemas.CardOut, **PROBLEMS}, summary="审核报告卡",
    operation_id="emergencies_card_check",
)  # fmt: skip
@idempotent
def emergencies_card_check(
    request: HttpRequest, uuid: UUID, payload: schemas.CardWordsIn
) -> dict[str, Any]:
    services.check_card(actor=request.actor, card_uuid=uuid, words=payload.words)
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/return", response={200: schemas.CardOut, **PROBLEMS}, summary="退回报告卡",
    operation_id="emergencies_card_return",
)  # fmt: skip
@idempotent
def emergencies_card_return(
    request: HttpRequest, uuid: UUID, payload: schemas.CardWordsIn
) -> dict[str, Any]:
    services.return_card(actor=request.actor, card_uuid=uuid, words=payload.words)
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/approve", response={200: schemas.CardOut, **PROBLEMS}, summary="签发报告卡",
    operation_id="emergencies_card_approve",
)  # fmt: skip
@idempotent
def emergencies_card_approve(
    request: HttpRequest, uuid: UUID, payload: schemas.CardWordsIn
) -> dict[str, Any]:
    services.approve_card(actor=request.actor, card_uuid=uuid, words=payload.words)
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/void", response={200: schemas.CardOut, **PROBLEMS}, summary="作废报告卡",
    operation_id="emergencies_card_void",
)  # fmt: skip
@idempotent
def emergencies_card_void(
    request: HttpRequest, uuid: UUID, payload: schemas.CardWordsIn
) -> dict[str, Any]:
    services.void_card(actor=request.actor, card_uuid=uuid, words=payload.words)
    return _card(request, uuid)


@router.post(
    "/cards/{uuid:uuid}/filings", response={201: schemas.CardOut, **PROBLEMS},
    summary="登记网络直报", operation_id="emergencies_card_file",
)  # fmt: skip
@idempotent
def emergencies_card_file(
    request: HttpRequest, uuid: UUID, payload: schemas.FilingIn
) -> Status[dict[str, Any]]:
    services.note_filing(actor=request.actor, card_uuid=uuid, **payload.dict())
    return Status(201, _card(request, uuid))


@router.get(
    "/{uuid:uuid}/reportable", response={200: schemas.ReportableOut, **PROBLEMS},
    summary="是否达到报告标准", operation_id="emergencies_reportable",
)  # fmt: skip
def emergencies_reportable(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    judged = queries.judge_emergency(queries.get_emergency(request.actor, uuid))
    lines = [schemas.line_shape(line) for line in judged]
    return {"outcome": must_report(judged).value, "lines": lines}


@router.post(
    "/{uuid:uuid}/facts", response={201: schemas.FactOut, **PROBLEMS}, summary="登记认定情况",
    operation_id="emergencies_fact_say",
)  # fmt: skip
@idempotent
def emergencies_fact_say(
    request: HttpRequest, uuid: UUID, payload: schemas.FactIn
) -> Status[dict[str, Any]]:
    fact = services.say_fact(actor=request.actor, emergency_uuid=uuid, **payload.dict())
    return Status(201, {name: getattr(fact, name) for name in schemas.FactOut.model_fields})


@router.get(
    "/clocks", response={200: schemas.ClockPage, **PROBLEMS}, summary="报告时限",
    operation_id="emergencies_clock_list",
)  # fmt: skip
def emergencies_clock_list(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    code: str = "",
    emergency: UUID | None = None,
    *,
    exercise: bool | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_clocks(
        request.actor, words=q, state=state, code=code, exercise=exercise, emergency_uuid=emergency
    )
    now = clock.now()
    return page_after(
        rows.order_by("-started_at", "-id"), key="-started_at", cursor=cursor, limit=limit,
        shape=lambda row: schemas.clock_shape(row, now),
    )  # fmt: skip


@router.post(
    "/{uuid:uuid}/moments", response={201: schemas.MomentNotedOut, **PROBLEMS},
    summary="登记报告时点", operation_id="emergencies_moment_note",
)  # fmt: skip
@idempotent
def emergencies_moment_note(
    request: HttpRequest, uuid: UUID, payload: schemas.MomentNoteIn
) -> Status[dict[str, Any]]:
    moment = services.note_moment(actor=request.actor, emergency_uuid=uuid, **payload.dict())
    names = schemas.MomentNotedOut.model_fields
    return Status(201, {name: getattr(moment, name) for name in names})


@router.get(
    "/flash", response={200: schemas.FlashPage, **PROBLEMS}, summary="快报",
    operation_id="emergencies_flash_list",
)  # fmt: skip
def emergencies_flash_list(
    request: HttpRequest,
    q: str = "",
    *,
    waiting: bool = False,
    exercise: bool | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_flashes(request.actor, words=q, waiting=waiting, exercise=exercise)
    return page_after(rows, key="-sent_at", cursor=cursor, limit=limit, shape=schemas.flash_shape)


@router.post(
    "/flash", response={201: schemas.FlashOut, **PROBLEMS}, summary="报快报",
    operation_id="emergencies_flash_send",
)  # fmt: skip
@idempotent
def emergencies_flash_send(
    request: HttpRequest, payload: schemas.FlashIn
) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"area_code", "signal", "emergency"})
    flash = services.send_flash(
        actor=request.actor, area=get_area(payload.area_code), signal_uuid=payload.signal,
        emergency_uuid=payload.emergency, **given,
    )  # fmt: skip
    return Status(201, schemas.flash_shape(queries.get_flash(request.actor, flash.uuid)))


@router.post(
    "/flash/{uuid:uuid}/note", response={200: schemas.FlashOut, **PROBLEMS}, summary="签收快报",
    operation_id="emergencies_flash_note",
)  # fmt: skip
@idempotent
def emergencies_flash_note(
    request: HttpRequest, uuid: UUID, payload: schemas.FlashNoteIn
) -> dict[str, Any]:
    services.note_flash(actor=request.actor, flash_uuid=uuid, note=payload.note)
    return schemas.flash_shape(queries.get_flash(request.actor, uuid))


def _card(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return schemas.card_shape(queries.get_card(request.actor, uuid), in_full=True)


def _answers(annex: ReportAnnex | None, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """JSON has no dates: texts become days and moments where the column asks for one."""
    if annex is None or given is None:
        return given
    readers: dict[str, Any] = {
        AnswerKind.DAY: date.fromisoformat,
        AnswerKind.MOMENT: datetime.fromisoformat,
    }
    kinds = {column.code: column.kind for column in annex.columns.all()}
    return {code: _read(readers.get(kinds.get(code, "")), value) for code, value in given.items()}


def _read(reader: Any, value: Any) -> Any:
    """What cannot be read stays as it is, and the service refuses it with the column's name."""
    if reader is None or not isinstance(value, str):
        return value
    try:
        return reader(value)
    except ValueError:
        return value


def _annex(code: str) -> ReportAnnex:
    """:raises NotFound: no annex table of that code holds today."""
    for annex in list_annexes():
        if annex.code == code:
            return annex
    raise NotFound("没有找到这张附表，请核对编号。")
