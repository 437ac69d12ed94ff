"""Pages of proposals: what is asked, what a decision would set going, and the papers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import OfficialDocument, to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.open_ends import open_ends
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import documents, forms, presenters, queries, services
from lianfang.command.emergencies.choices import ProposalKind, ProposalState
from lianfang.command.emergencies.consequences import consequences
from lianfang.command.emergencies.models import Proposal

PER_PAGE = 30
SHEET_LIMIT = 20_000
WRITERS: dict[str, Callable[[OfficialDocument], bytes]] = {"docx": to_docx, "pdf": to_pdf}
PAPERS: dict[str, Callable[[Proposal], OfficialDocument]] = {
    "decision": documents.decision_document,
    "proposal": documents.proposal_document,
    "notice": documents.notice_document,
    "refusal": documents.refusal_document,
}


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    form = forms.ProposalFilter({"state": ProposalState.PENDING, **request.GET.dict()})
    form.is_valid()
    chosen = form.cleaned_data
    state, exercise = chosen.get("state", ""), chosen.get("exercise")
    rows = queries.list_proposals(
        request.actor, words=chosen.get("q", ""), kind=chosen.get("kind", ""),
        state=state if state in ProposalState.values else "",
        exercise=exercise == "1" if exercise else None,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.proposal_rows(rows[:SHEET_LIMIT])
        raw = write_table("响应建议和决定", presenters.PROPOSAL_COLUMNS, lines, as_of=clock.now())
        return download(f"响应建议和决定-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for proposal in page.object_list:
        proposal.tone = presenters.PROPOSAL_TONES[ProposalState(proposal.state)]
    return render(request, "emergencies/proposal_list.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    require(request.actor, Permission.RESPONSE_PROPOSE)
    if kind not in ProposalKind.values:
        raise NotFound
    wanted, emergency = ProposalKind(kind), queries.get_emergency(request.actor, uuid)
    response = queries.running_response(emergency)
    start = forms.proposal_start(emergency, response)
    form = forms.ProposalForm(request.actor, wanted, response, request.POST or None, initial=start)
    context = {
        "emergency": emergency, "response": response, "kind": wanted, "form": form,
        "open_ends": open_ends(response) if response and wanted == ProposalKind.END else [],
        "incubation": documents.incubation_words(emergency) if wanted == ProposalKind.END else "",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "emergencies/proposal_new.html", context)
    if form.is_valid():
        try:
            proposal = services.propose_response(
                actor=request.actor, emergency_uuid=uuid, kind=wanted, **form.given()
            )
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"已提出{wanted.label}建议，已报请县人民政府决定。")
            return redirect("emergencies:proposal_detail", proposal.uuid)
    return render(request, "emergencies/proposal_new.html", context, status=422)


@require_safe
def proposal_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_POST
def proposal_approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(request, uuid, services.approve_proposal)


@require_POST
def proposal_refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(request, uuid, services.refuse_proposal)


@require_POST
def proposal_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        return _detail(request, uuid, withdraw=form, status=422)
    try:
        proposal = services.withdraw_proposal(
            actor=request.actor, proposal_uuid=uuid, reason=form.cleaned_data["reason"]
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, withdraw=form, status=refusal.status)
    messages.success(request, "建议已撤回，已告知指挥部办公室。")
    return redirect("emergencies:emergency_detail", proposal.emergency.uuid)


@require_safe
def proposal_document(request: HttpRequest, uuid: UUID, paper: str, suffix: str) -> HttpResponse:
    """
    One of the papers as a file.

    :raises NotFound: a paper or a file type that there is not.
    """
    if paper not in PAPERS or suffix not in WRITERS:
        raise NotFound
    document = PAPERS[paper](queries.get_proposal(request.actor, uuid))
    mark = "（演练）" if document.is_exercise else ""
    return download(f"{document.title}{mark}.{suffix}", WRITERS[suffix](document))


def _decide(request: HttpRequest, uuid: UUID, verb: Any) -> HttpResponse:
    form = forms.DecisionForm(request.POST)
    form.is_valid()
    opinion = form.cleaned_data.get("opinion", "")
    try:
        proposal = verb(actor=request.actor, proposal_uuid=uuid, opinion=opinion)
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, decision=form, status=refusal.status)
    if proposal.state == ProposalState.APPROVED:
        messages.success(request, f"决定已作出，文号 {proposal.decision_number}。")
    else:
        messages.success(
            request, f"已不同意这项建议，批复文号 {proposal.decision_number}，意见已告知提出单位。"
        )
    return redirect("emergencies:proposal_detail", proposal.uuid)


def _detail(
    request: HttpRequest,
    uuid: UUID,
    *,
    decision: forms.DecisionForm | None = None,
    withdraw: forms.WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    proposal = queries.get_proposal(actor, uuid)
    is_waiting = proposal.state == ProposalState.PENDING
    is_own = proposal.area.path.startswith(actor.area_path)
    is_mine = proposal.proposed_by_id == actor.user_id
    ends = proposal.kind == ProposalKind.END and proposal.response is not None
    consultations = queries.consultations_of(proposal.emergency)
    attachable = consultations.filter(proposal=None, concluded_at__isnull=False)
    may_attach = is_waiting and is_own and actor.may(Permission.RESPONSE_PROPOSE)
    decides = is_waiting and is_own and actor.may(Permission.RESPONSE_DECIDE)
    context = {
        "proposal": proposal,
        "emergency": proposal.emergency,
        "tone": presenters.PROPOSAL_TONES[ProposalState(proposal.state)],
        "matter": documents.matter(proposal),
        "level_rule": queries.decider_of(proposal.level) if is_waiting else None,
        "told": queries.told_after(proposal.emergency)
        if proposal.state == ProposalState.APPROVED
        else {},
        "may_note": is_own and actor.may(Permission.EMERGENCY_RECORD),
        "consequences": consequences(proposal) if is_waiting else None,
        "may_decide": decides and not is_mine,
        "is_own_proposal": decides and is_mine,
        "may_withdraw": is_waiting
        and actor.may(Permission.RESPONSE_PROPOSE)
        and proposal.proposing_unit_id in actor.unit_ids,
        "closing": documents.closing_words(proposal),
        "open_ends": open_ends(proposal.response) if is_waiting and ends else [],
        "ends": ends,
        "consultations": [one for one in consultations if one.proposal_id == proposal.pk],
        "attach": forms.AttachForm(attachable) if may_attach and attachable.exists() else None,
        "decision": decision or forms.DecisionForm(),
        "withdraw": withdraw or forms.WithdrawForm(),
    }
    return render(request, "emergencies/proposal_detail.html", context, status=status)
