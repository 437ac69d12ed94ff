"""What the buttons on a card do: one verb each, answered with the card as it then is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianfang.county.plans import drafts, forms, queries
from lianfang.county.plans import services as verbs

from .correcting import (
    Open,
    answer,
    carry_out,
    elsewhere,
    open_duty,
    open_member,
    open_new_action,
    to_member,
)


@require_POST
def member_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.get_draft_member(request.actor, uuid)
    form = forms.MemberForm(request.actor, member.plan, request.POST)

    def act() -> str:
        corrected = verbs.correct_member(actor=request.actor, member_uuid=uuid, **form.cleaned_data)
        unit = corrected.unit.name if corrected.unit else "未对应单位"
        return f"“{corrected.name}”已改为：{unit}，{corrected.get_role_display()}。"

    return carry_out(request, member, form, act, lambda: open_member(request, member, form))


@require_POST
def member_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    verbs.confirm_member(actor=request.actor, member_uuid=uuid)
    member = drafts.get_draft_member(request.actor, uuid)
    return answer(request, member, said=f"“{member.name}”已核对。")


@require_POST
def member_confirm_duties(request: HttpRequest, uuid: UUID) -> HttpResponse:
    count = verbs.confirm_duties_of_member(actor=request.actor, member_uuid=uuid)
    member = drafts.get_draft_member(request.actor, uuid)
    return answer(request, member, said=f"“{member.name}”的职责已全部核对，本次 {count} 条。")


@require_POST
def member_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.get_draft_member(request.actor, uuid)
    plan = verbs.remove_member(actor=request.actor, member_uuid=uuid)
    messages.success(request, f"已删除“{member.name}”及其职责，原文记入“未采用的文字”。")
    return elsewhere(request, reverse("plans:plan_correct", args=[plan.uuid]))


@require_POST
def duty_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.get_draft_member(request.actor, uuid)
    form = forms.NewDutyForm(request.POST)

    def act() -> str:
        duty = verbs.add_duty(actor=request.actor, member_uuid=uuid, text=form.cleaned_data["text"])
        return f"已加入职责 {duty.code}。"

    return carry_out(request, member, form, act, lambda: Open(uuid, {"add_duty": form}))


@require_POST
def duty_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.member_of_duty(request.actor, uuid)
    form = forms.DutyForm(drafts.list_places(member.plan), request.POST)

    def act() -> str:
        chosen = form.cleaned_data
        duty = verbs.correct_duty(
            actor=request.actor, duty_uuid=uuid, text=chosen["text"], member_uuid=chosen["member"],
            seen=chosen["seen"],
        )  # fmt: skip
        return f"职责已改为 {duty.code}（{duty.member.name}）。"

    duty = next(duty for duty in member.duties.all() if duty.uuid == uuid)
    answered = carry_out(
        request, member, form, act, lambda: open_duty(member, duty, {"duty": form})
    )
    holder = drafts.member_of_duty(request.actor, uuid)
    if holder.pk != member.pk and request.htmx:
        # Two cards have changed: the one that lost the duty and the one that has it now.
        messages.success(request, f"职责已移到“{holder.name}”。")
        return elsewhere(request, to_member(holder).url)
    return answered


@require_POST
def duty_split(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.member_of_duty(request.actor, uuid)
    form = forms.SplitForm(request.POST)

    def act() -> str:
        parts = verbs.split_duty(
            actor=request.actor, duty_uuid=uuid, at=form.cleaned_data["at"],
            seen=form.cleaned_data["seen"],
        )  # fmt: skip
        return f"已拆为 {len(parts)} 条：{'、'.join(part.code for part in parts)}。"

    duty = next(duty for duty in member.duties.all() if duty.uuid == uuid)
    return carry_out(request, member, form, act, lambda: open_duty(member, duty, {"split": form}))


@require_POST
def duty_join(request: HttpRequest, uuid: UUID) -> HttpResponse:
    duty = verbs.join_duties(actor=request.actor, duty_uuid=uuid)
    member = drafts.member_of_duty(request.actor, uuid)
    return answer(request, member, said=f"已与下一条合并为 {duty.code}。")


@require_POST
def duty_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    duty = verbs.confirm_duty(actor=request.actor, duty_uuid=uuid)
    member = drafts.member_of_duty(request.actor, uuid)
    return answer(request, member, said=f"职责 {duty.code} 已核对。")


@require_POST
def duty_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = verbs.remove_duty(actor=request.actor, duty_uuid=uuid)
    fresh = drafts.get_draft_member(request.actor, member.uuid)
    return answer(request, fresh, said="已删除这条职责，原文记入“未采用的文字”。")


@require_POST
def action_choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    count = verbs.confirm_actions(
        actor=request.actor, duty_uuid=uuid, chosen=request.POST.getlist("action")
    )
    member = drafts.member_of_duty(request.actor, uuid)
    return answer(request, member, said=f"已选定 {count} 项动作，未勾选的启用时不采用。")


@require_POST
def action_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.member_of_duty(request.actor, uuid)
    form = forms.ActionForm(request.POST)

    def act() -> str:
        action = verbs.add_action(actor=request.actor, duty_uuid=uuid, terms=form.terms())
        return f"已加入动作 {action.code} {action.title}。"

    return carry_out(request, member, form, act, lambda: open_new_action(uuid, form))


@require_POST
def action_add_standard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.member_of_duty(request.actor, uuid)
    form = forms.StandardForm(queries.list_catalogue(), request.POST)

    def act() -> str:
        action = verbs.add_standard_action(
            actor=request.actor, duty_uuid=uuid, code=form.cleaned_data["standard"]
        )
        return f"已选用标准动作：{action.title}。"

    def opened() -> Open:
        return Open(uuid, {**open_new_action(uuid).forms, "standard": form})

    return carry_out(request, member, form, act, opened)


@require_POST
def action_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = drafts.member_of_action(request.actor, uuid)
    form = forms.ActionForm(request.POST)
    action = next(
        action
        for duty in member.duties.all()
        for action in duty.actions.all()
        if action.uuid == uuid
    )

    def act() -> str:
        corrected = verbs.correct_action(
            actor=request.actor, action_uuid=uuid, terms=form.terms(action)
        )
        return f"动作 {corrected.code} 已改。"

    return carry_out(request, member, form, act, lambda: Open(uuid, {"action": form}))


@require_POST
def action_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    duty = verbs.remove_action(actor=request.actor, action_uuid=uuid)
    member = drafts.member_of_duty(request.actor, duty.uuid)
    return answer(request, member, said="已删除这项动作。")
