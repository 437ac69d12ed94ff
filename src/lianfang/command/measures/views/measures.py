"""One measure: choosing its kind, proposing, its page, deciding, and every act that follows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import get_emergency
from lianfang.command.measures import forms, presenters, queries, rules, services
from lianfang.command.measures.choices import MeasureKind, MeasureState, Route
from lianfang.command.measures.models import Measure
from lianfang.county.places.public import get_place

from .acts import answer

GET_POST = ["GET", "HEAD", "POST"]
SHOWN = 60


@require_safe
def kind_choice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the county may do in this emergency, kind by kind, with the article."""
    require(request.actor, Permission.MEASURE_PROPOSE)
    emergency = get_emergency(request.actor, uuid)
    disease = services.disease_class(emergency)
    powers, _ = queries.powers_on(clock.today())
    context = {
        "emergency": emergency,
        "disease_words": rules.CLASS_WORDS[disease],
        "lines": presenters.kind_lines(disease, powers),
    }
    return render(request, "measures/kind_choice.html", context)


@require_http_methods(GET_POST)
def measure_new(request: HttpRequest, uuid: UUID, measure: str) -> HttpResponse:
    require(request.actor, Permission.MEASURE_PROPOSE)
    emergency = get_emergency(request.actor, uuid)
    if measure not in MeasureKind.values:
        raise NotFound
    kind, disease = MeasureKind(measure), services.disease_class(emergency)
    powers, _ = queries.powers_on(clock.today())
    routes = rules.routes_for(kind, disease, powers)
    # A form with no way open would be filled in for nothing: it is refused at its door.
    if not routes:
        rules.judge(
            kind, Route.COUNTY, disease, powers, above=rules.AboveDecision(), today=clock.today()
        )
    why_not = rules.why_not_by_county(kind, disease, powers)
    form = forms.MeasureForm(
        request.actor, kind, routes, request.POST or None, initial=_start(request), why_not=why_not
    )
    context = {"emergency": emergency, "kind": kind, "form": form, "why_not": why_not}
    if request.method != "POST":
        return render(request, "measures/measure_new.html", context)
    if form.is_valid():
        try:
            made = services.propose_measure(
                actor=request.actor, emergency_uuid=uuid, facts=form.facts()
            )
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"措施 {made.number} 已提出，等待决定。")
            return redirect("measures:measure_detail", made.uuid)
    return render(request, "measures/measure_new.html", context, status=422)


@require_safe
def measure_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_POST
def measure_order(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(request, uuid, services.order_measure)


@require_POST
def measure_refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(request, uuid, services.refuse_measure)


@require_http_methods(GET_POST)
def measure_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.MEASURE_PROPOSE)
    form = forms.ReasonForm(request.POST or None)

    def act() -> str:
        services.withdraw_measure(
            actor=request.actor, measure_uuid=uuid, reason=form.cleaned_data["reason"]
        )
        return "措施已撤回。"

    return answer(request, measure, form, act, title="撤回措施", button="撤回")


@require_http_methods(GET_POST)
def measure_lift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = queries.get_measure(request.actor, uuid)
    require(request.actor, _decides(measure), area_path=measure.area_path)
    form = forms.ReasonForm(request.POST or None)

    def act() -> str:
        services.lift_measure(
            actor=request.actor, measure_uuid=uuid, reason=form.cleaned_data["reason"]
        )
        return "措施已解除，解除公告已编号，请公布。"

    note = "解除即时生效，系统同时编制解除公告（对人员的措施为解除告知书）。"
    return answer(request, measure, form, act, title="提前解除", button="确认解除", note=note)


@require_http_methods(GET_POST)
def measure_extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.MEASURE_PROPOSE)
    form = forms.ExtendForm(request.POST or None)
    made: list[Measure] = []

    def act() -> str:
        made.append(
            services.extend_measure(actor=request.actor, measure_uuid=uuid, **form.cleaned_data)
        )
        return (
            f"已提出延长（{made[0].number}），须由其他人员另行决定；未决定的，原措施到期自动结束。"
        )

    note = "延长是一项新的措施，从原措施结束时起算，须由另一人决定。"
    return answer(request, measure, form, act, title="提出延长", button="提出延长", note=note)


@require_http_methods(GET_POST)
def measure_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.MEASURE_PROPOSE)
    form = forms.ReviewForm(request.POST or None)

    def act() -> str:
        services.review_measure(actor=request.actor, measure_uuid=uuid, **form.cleaned_data)
        return "复核已登记。"

    return answer(request, measure, form, act, title="复核", button="登记复核")


@require_http_methods(GET_POST)
def report_send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.MEASURE_REPORT_UP)
    form = forms.SendUpForm(request.POST or None, initial={"sent_at": clock.now()})

    def act() -> str:
        services.send_report_up(actor=request.actor, measure_uuid=uuid, **form.cleaned_data)
        return "已登记报出时间。"

    return answer(request, measure, form, act, title="登记上报", button="登记已报出")


@require_http_methods(GET_POST)
def report_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.MEASURE_REPORT_UP)
    form = forms.OpinionForm(request.POST or None)

    def act() -> str:
        services.record_upper_opinion(actor=request.actor, measure_uuid=uuid, **form.cleaned_data)
        return "上级意见已登记。"

    return answer(request, measure, form, act, title="登记上级意见", button="登记意见")


@require_http_methods(GET_POST)
def complaint_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = _own(request, uuid, Permission.COMPLAINT_RECORD)
    form = forms.ComplaintForm(request.POST or None, initial={"received_at": clock.now()})

    def act() -> str:
        made = services.record_complaint(
            actor=request.actor, measure_uuid=uuid, **form.cleaned_data
        )
        return f"申诉 {made.number} 已登记，请在期限内答复。申诉期间措施不停止执行。"

    note = f"答复期限为收到后 {rules.COMPLAINT_DAYS} 日（法律未规定具体日数，此为本系统默认值）。"
    return answer(request, measure, form, act, title="登记申诉", button="登记申诉", note=note)


@require_http_methods(GET_POST)
def complaint_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.COMPLAINT_ANSWER)
    complaint = queries.get_complaint(request.actor, uuid)
    measure = queries.get_measure(request.actor, complaint.measure.uuid)
    form = forms.ComplaintAnswerForm(request.POST or None)

    def act() -> str:
        services.answer_complaint(actor=request.actor, complaint_uuid=uuid, **form.cleaned_data)
        return f"申诉 {complaint.number} 已答复。"

    note = f"申诉人：{complaint.complainant}。内容：{complaint.words}"
    return answer(request, measure, form, act, title="答复申诉", button="答复", note=note)


def _own(request: HttpRequest, uuid: UUID, permission: str) -> Measure:
    require(request.actor, permission)
    return queries.get_measure(request.actor, uuid)


def _decides(measure: Measure) -> str:
    return services.DECIDERS[Route(measure.route)]


def _start(request: HttpRequest) -> dict[str, Any]:
    """Now as the beginning; a place that was asked for from its own page."""
    start: dict[str, Any] = {"starts_at": clock.now()}
    asked = request.GET.get("place", "")
    if asked:
        try:
            start["place"] = get_place(request.actor, UUID(asked))
        except ValueError as fault:
            raise NotFound from fault
    return start


def _decide(request: HttpRequest, uuid: UUID, verb: Callable[..., Measure]) -> HttpResponse:
    form = forms.DecisionForm(request.POST)
    form.is_valid()
    try:
        measure = verb(
            actor=request.actor, measure_uuid=uuid, opinion=form.cleaned_data.get("opinion", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, decision=form, status=refusal.status)
    words = {
        MeasureState.ORDERED: f"决定已作出，文号 {measure.decision_number}；公告和上报文件已编号。",
        MeasureState.SENT_UP: f"建议已签发，文号 {measure.decision_number}，请报上级。",
        MeasureState.REFUSED: "已不同意这项措施，意见已告知提出单位。",
    }
    messages.success(request, words[MeasureState(measure.state)])
    return redirect("measures:measure_detail", measure.uuid)


def _detail(
    request: HttpRequest, uuid: UUID, *, decision: Any = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    measure = presenters.dress(queries.get_measure(actor, uuid))
    sees_persons = actor.may(Permission.PERSON_VIEW)
    binds = rules.KINDS[MeasureKind(measure.kind)].binds
    persons = queries.list_subjects(actor, measure=measure) if sees_persons else None
    complains = actor.may(Permission.COMPLAINT_VIEW)
    context = {
        "measure": measure,
        "binds": binds,
        "source": queries.source_of(measure),
        "sees_signal": actor.may(Permission.SIGNAL_VIEW),
        **presenters.arrangements_of(measure.arrangements.order_by("id")),
        "papers": list(queries.list_papers(measure)),
        "undelivered": queries.count_undelivered(measure) if measure.decided_at else 0,
        "upward": getattr(measure, "upward", None),
        "subjects": [presenters.dress_subject(row) for row in persons[:SHOWN]] if persons is not None else [],
        "subject_count": persons.count() if persons is not None else 0,
        "items": [presenters.dress_item(row) for row in queries.list_items(actor, measure=measure)[:SHOWN]]
        if binds == "thing" and actor.may(Permission.MEASURE_SERVE)
        else [],
        "complaints": [
            presenters.dress_complaint(row)
            for row in queries.list_complaints(actor, measure=measure)[:SHOWN]
        ]
        if complains
        else [],
        "reviews": measure.reviews.select_related("reviewed_by").order_by("-reviewed_at", "-id"),
        "steps": measure.steps.select_related("taken_by").order_by("-taken_at", "-id"),
        "decision": decision or forms.DecisionForm(),
        **_may(actor, measure, binds),
    }  # fmt: skip
    return render(request, "measures/measure_detail.html", context, status=status)


def _may(actor: Actor, measure: Measure, binds: str) -> dict[str, bool]:
    """Which buttons stand on the page; the services ask again."""
    is_own = measure.area_path.startswith(actor.area_path)
    waits = is_own and measure.state == MeasureState.PROPOSED
    runs = is_own and measure.state == MeasureState.ORDERED and measure.ends_at > clock.now()
    decides = actor.may(_decides(measure))
    units = {measure.unit_id, measure.proposing_unit_id}
    is_concerned = actor.may(Permission.COUNTY_VIEW) or bool(units & actor.unit_ids)
    lists = actor.may(Permission.MEASURE_PROPOSE) and actor.may(Permission.PERSON_VIEW)
    return {
        "may_decide": waits and decides and measure.proposed_by_id != actor.user_id,
        "is_own_proposal": waits and decides and measure.proposed_by_id == actor.user_id,
        "may_withdraw": waits and measure.proposing_unit_id in actor.unit_ids,
        "may_lift": runs and decides,
        "may_extend": runs and actor.may(Permission.MEASURE_PROPOSE) and is_concerned,
        "may_list": binds == "person" and lists and (waits or (runs and decides)),
        "may_certify": is_own and binds == "person" and actor.may(Permission.PERSON_VIEW),
        "may_free": decides,
        "may_serve": is_own and actor.may(Permission.MEASURE_SERVE),
        "may_list_items": runs and binds == "thing" and actor.may(Permission.MEASURE_SERVE),
        "may_report": is_own and actor.may(Permission.MEASURE_REPORT_UP),
        "may_complain": is_own
        and measure.decided_at is not None
        and measure.state not in (MeasureState.REFUSED, MeasureState.SENT_UP)
        and actor.may(Permission.COMPLAINT_RECORD),
        "may_answer": actor.may(Permission.COMPLAINT_ANSWER),
    }
