"""Pages of one emergency: list, registration, cockpit, counts, times, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import forms, presenters, queries, services
from lianfang.command.emergencies.choices import EmergencyState, ProposalKind, ProposalState
from lianfang.command.emergencies.history import history
from lianfang.command.emergencies.models import Emergency, Proposal, Response
from lianfang.command.surveillance.public import get_signal
from lianfang.county.standards.public import list_codes

PER_PAGE = 30
SHEET_LIMIT = 20_000
TALLIES_SHOWN = 60
CONSULTATIONS_SHOWN = 20


@require_safe
def emergency_list(request: HttpRequest) -> HttpResponse:
    form = forms.EmergencyFilter(request.GET)
    form.is_valid()
    rows = queries.list_emergencies(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        lines = presenters.sheet_rows(rows[:SHEET_LIMIT])
        raw = write_table("事件", presenters.COLUMNS, lines, as_of=clock.now())
        return download(f"事件-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenters.dress(row) for row in page.object_list]
    waiting = queries.list_proposals(request.actor, state=ProposalState.PENDING).count()
    context = {
        "form": form,
        "page": page,
        "waiting": waiting,
        "may_record": request.actor.may(Permission.EMERGENCY_RECORD),
    }
    return render(request, "emergencies/emergency_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def emergency_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.EMERGENCY_RECORD)
    form = forms.EmergencyForm(request.actor, request.POST or None, initial=_start(request))
    if request.method != "POST":
        return render(request, "emergencies/emergency_new.html", {"form": form})
    if form.is_valid():
        try:
            emergency = services.record_emergency(actor=request.actor, **form.given())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"事件 {emergency.number} 已登记，已通知指挥部办公室。")
            return redirect("emergencies:emergency_detail", emergency.uuid)
    return render(request, "emergencies/emergency_new.html", {"form": form}, status=422)


@require_safe
def emergency_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    emergency = queries.get_emergency(request.actor, uuid)
    response = queries.running_response(emergency)
    known = queries.milestones_as_known(emergency)
    tallies = list(queries.list_tallies(emergency)[:TALLIES_SHOWN])
    proposals = list(queries.proposals_of(emergency))
    reporting = _reporting(request.actor, emergency)
    may = _may(request.actor, emergency, response, proposals)
    cockpit = presenters.Cockpit(
        emergency=presenters.dress(emergency), response=response, proposals=proposals,
        grading=queries.latest_grading(emergency), latest=tallies[0] if tallies else None,
        clocks=reporting["clocks"], reportable=reporting["reportable"], cards=reporting["cards"],
        may_record=may["may_record"], may_decide=may["may_decide"], may_grade=may["may_grade"],
        may_propose=bool(may["kinds"]),
    )  # fmt: skip
    context = {
        "emergency": emergency,
        "response": response,
        "steps": presenters.next_steps(cockpit),
        "cockpit": cockpit,
        "stops": presenters.milestone_line(known),
        "spans": presenters.spans(known),
        "tallies": tallies,
        "latest": cockpit.latest,
        "chart": presenters.case_chart(tallies) if len(tallies) > 1 else None,
        "events": history(emergency),
        **reporting,
        "grading": cockpit.grading,
        "consultations": list(queries.consultations_of(emergency)[:CONSULTATIONS_SHOWN]),
        **may,
        "work": _work(request.actor, emergency, proposals),
    }
    return render(request, "emergencies/emergency_detail.html", context)


def _reporting(actor: Actor, emergency: Emergency) -> dict[str, Any]:
    """Must it be reported, which clocks run, which cards were drafted."""
    names = {item.code: item.name for item in list_codes("circumstance")}
    cards = list(queries.list_cards(actor, emergency_uuid=emergency.uuid))
    is_own = emergency.area_path.startswith(actor.area_path)
    drafts = is_own and actor.may(Permission.CARD_DRAFT)
    return {
        **presenters.reporting_panel(
            queries.judge_emergency(emergency), queries.clocks_of(emergency), names
        ),
        "cards": [presenters.card_view(card) for card in cards],
        "card_kinds": presenters.next_kinds(cards) if drafts else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def tally_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    emergency = _own(request, uuid)
    start = forms.from_tally(queries.latest_tally(emergency))
    form = forms.TallyForm(request.POST or None, initial=start)

    def act() -> str:
        services.update_tally(
            actor=request.actor, emergency_uuid=uuid, as_of=form.cleaned_data["as_of"],
            figures=form.figures(), note=form.cleaned_data["note"],
        )  # fmt: skip
        return "病例数已更新。"

    return _answer(request, emergency, form, act, title="更新病例数", button="登记病例数")


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_set(request: HttpRequest, uuid: UUID) -> HttpResponse:
    emergency = _own(request, uuid)
    start = {"milestone": request.GET.get("milestone", ""), "happened": clock.now()}
    form = forms.MilestoneForm(request.POST or None, initial=start)

    def act() -> str:
        entry = services.set_milestone(
            actor=request.actor, emergency_uuid=uuid, **form.cleaned_data
        )
        return f"“{entry.get_milestone_display()}”时间已登记。"

    return _answer(request, emergency, form, act, title="登记时间节点", button="登记时间")


@require_http_methods(["GET", "HEAD", "POST"])
def emergency_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    emergency = _own(request, uuid)
    form = forms.CloseForm(request.POST or None)

    def act() -> str:
        services.close_emergency(actor=request.actor, emergency_uuid=uuid, **form.cleaned_data)
        return "事件已结案。"

    note = "结案后不能再更改。结案时最后一次登记的病例数即为最终病例数。"
    return _answer(request, emergency, form, act, title="结案", button="确认结案", note=note)


def _answer(
    request: HttpRequest, emergency: Emergency, form: Any, act: Any, **words: str
) -> HttpResponse:
    """Show a form of one emergency, or carry it out; refused, it keeps what was typed."""
    context = {"emergency": emergency, "form": form, **words}
    if request.method != "POST":
        return render(request, "emergencies/act_form.html", context)
    if form.is_valid():
        try:
            done = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("emergencies:emergency_detail", emergency.uuid)
    return render(request, "emergencies/act_form.html", context, status=422)


def _own(request: HttpRequest, uuid: UUID) -> Emergency:
    """The emergency, for somebody who may keep its record."""
    require(request.actor, Permission.EMERGENCY_RECORD)
    return queries.get_emergency(request.actor, uuid)


def _start(request: HttpRequest) -> dict[str, Any]:
    """A blank form, or one filled from a signal."""
    asked = request.GET.get("signal", "")
    if not asked:
        return {"detected": clock.now(), "notified": clock.now()}
    try:
        return forms.from_signal(get_signal(request.actor, UUID(asked)))
    except (ValueError, ValidationError) as fault:
        raise NotFound from fault


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    exercise = chosen.get("exercise")
    return {
        "words": chosen.get("q", ""),
        "kind": chosen.get("kind", ""),
        "state": chosen.get("state", ""),
        "level": chosen.get("level"),
        "exercise": exercise == "1" if exercise else None,
        "since": chosen.get("since"),
        "until": chosen.get("until"),
    }


def _may(
    actor: Actor, emergency: Emergency, response: Response | None, proposals: list[Proposal]
) -> dict[str, Any]:
    """Which buttons stand on the page; the services ask again."""
    is_own = emergency.area_path.startswith(actor.area_path)
    is_open = is_own and emergency.state == EmergencyState.OPEN
    is_pending = any(proposal.state == ProposalState.PENDING for proposal in proposals)
    proposes = is_open and actor.may(Permission.RESPONSE_PROPOSE) and not is_pending
    return {
        "may_consult": is_open and actor.may(Permission.CONSULTATION_HOLD),
        "may_record": is_open and actor.may(Permission.EMERGENCY_RECORD),
        "may_close": is_open
        and actor.may(Permission.EMERGENCY_RECORD)
        and not (response or is_pending),
        "may_decide": is_own and actor.may(Permission.RESPONSE_DECIDE),
        "may_grade": is_open and actor.may(Permission.GRADING_DECIDE),
        "kinds": _kinds(response) if proposes else [],
    }


def _work(actor: Actor, emergency: Emergency, proposals: list[Proposal]) -> dict[str, bool]:
    """Which rooms above the page leads to, and where the actor may begin something new."""
    may, is_own = actor.may, emergency.area_path.startswith(actor.area_path)
    is_open = is_own and emergency.state == EmergencyState.OPEN
    sees_all = may(Permission.COUNTY_VIEW)
    is_over = any(
        p.kind == ProposalKind.END and p.state == ProposalState.APPROVED for p in proposals
    )
    drafts_orders = may(Permission.ORDER_DRAFT) or may(Permission.ORDER_ISSUE)
    return {
        "tasks": may(Permission.TASK_VIEW),
        "orders": sees_all and may(Permission.TASK_VIEW),
        "order_new": is_open and drafts_orders,
        "measures": may(Permission.MEASURE_VIEW),
        "reports": may(Permission.SITUATION_VIEW),
        "report_new": is_open and may(Permission.SITUATION_DRAFT),
        "teams": may(Permission.TEAM_VIEW),
        "calldown": is_open and may(Permission.CALLDOWN_RUN),
        "log": may(Permission.TASK_VIEW) and (sees_all or may(Permission.LOG_WRITE)),
        "replay": sees_all,
        "reviews": may(Permission.REVIEW_VIEW),
        "review_new": is_own and is_over and may(Permission.REVIEW_WRITE),
    }


def _kinds(response: Response | None) -> list[ProposalKind]:
    if response is None:
        return [ProposalKind.START]
    kinds = [ProposalKind.RAISE] if response.level > 1 else []
    kinds += [ProposalKind.LOWER] if response.level < 4 else []
    return [*kinds, ProposalKind.EXTEND, ProposalKind.END]
