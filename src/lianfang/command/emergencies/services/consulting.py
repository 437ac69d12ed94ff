"""Experts and their consultation: call, record advice, conclude, attach to a proposal."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import EmergencyState, ProposalState
from lianfang.command.emergencies.models import Advice, Consultation, ConsultationSeat, Expert
from lianfang.command.emergencies.notices import tell_offices
from lianfang.command.emergencies.queries import (
    get_proposal,
    list_experts,
    lock_consultation,
    lock_emergency,
    lock_expert,
)
from lianfang.county.orgs.public import Area


@transaction.atomic
def add_expert(*, actor: Actor, area: Area, name: str, unit_name: str, speciality: str) -> Expert:
    """
    Put a person into the expert pool of an area; one who had left comes back.

    :raises NotAllowed: the actor may not hold consultations, or not in this area.
    :raises RuleBroken: a name is missing, or the person is in the pool already.
    """
    require(actor, Permission.CONSULTATION_HOLD, area_path=area.path)
    rules.check_named(name=name, unit_name=unit_name, speciality=speciality)
    known = {"area": area, "name": name.strip(), "unit_name": unit_name.strip()}
    held = Expert.objects.select_for_update().filter(**known).first()
    if held is not None and held.is_active:
        raise RuleBroken("这名专家已在库中，无需重复登记。", fields={"name": "已在库中"})
    expert = held or Expert(**known, area_path=area.path, recorded_at=clock.now(),
                            recorded_by_id=actor.user_id)  # fmt: skip
    expert.speciality, expert.is_active = speciality.strip(), True
    expert.save()
    record(actor=actor, action="emergencies.expert.added", target=expert)
    return expert


@transaction.atomic
def retire_expert(*, actor: Actor, expert_uuid: object) -> Expert:
    """
    Take a person out of the pool; earlier consultations keep the name.

    :raises NotAllowed: the actor may not hold consultations.
    :raises Stale: taken out already.
    """
    require(actor, Permission.CONSULTATION_HOLD)
    expert = lock_expert(actor, expert_uuid)
    if not expert.is_active:
        raise Stale("这名专家刚才已移出专家库，请刷新页面。")
    expert.is_active = False
    expert.save(update_fields=["is_active"])
    record(actor=actor, action="emergencies.expert.retired", target=expert)
    return expert


@transaction.atomic
def call_consultation(
    *,
    actor: Actor,
    emergency_uuid: object,
    question: str,
    held_on: datetime,
    experts: Sequence[object],
) -> Consultation:
    """
    Call experts together about a question; the names are kept as they are now.

    :raises NotAllowed: the actor may not hold consultations, or sits in no unit.
    :raises RuleBroken: closed, no question, no expert.
    :raises NotFound: an expert who is not in the actor's pool.
    """
    require(actor, Permission.CONSULTATION_HOLD)
    if actor.unit_id is None:
        raise NotAllowed("会商须由单位召集，系统任务不能代为召集。")
    emergency = lock_emergency(actor, emergency_uuid)
    if emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再召集会商。")
    rules.check_question(question, experts=len(experts))
    chosen = list(list_experts(actor).filter(uuid__in=[str(one) for one in experts]))
    if len(chosen) != len(set(map(str, experts))):
        raise NotFound("所选专家中有人不在专家库中，请刷新页面后重新选择。")
    consultation = Consultation.objects.create(
        emergency=emergency, number=_next_number(is_exercise=emergency.is_exercise),
        question=question.strip(), held_on=held_on, unit_id=actor.unit_id, called_at=clock.now(),
        called_by_id=actor.user_id,
    )  # fmt: skip
    ConsultationSeat.objects.bulk_create(
        ConsultationSeat(
            consultation=consultation, expert=expert, name=expert.name,
            unit_name=expert.unit_name, speciality=expert.speciality,
        )
        for expert in chosen
    )  # fmt: skip
    record(actor=actor, action="emergencies.consultation.called", target=consultation)
    return consultation


@transaction.atomic
def record_advice(
    *, actor: Actor, consultation_uuid: object, seat_uuid: object, words: str
) -> Advice:
    """
    Write down what an expert advises; a further advice of the same expert is a further row.

    :raises NotAllowed: the actor may not hold consultations.
    :raises Stale: concluded meanwhile.
    :raises RuleBroken: nothing is said.
    :raises NotFound: the expert does not sit in this consultation.
    """
    consultation = _open(actor, consultation_uuid)
    rules.check_advice(words)
    seat = ConsultationSeat.objects.filter(consultation=consultation, uuid=seat_uuid).first()
    if seat is None:
        raise NotFound
    advice = Advice.objects.create(
        seat=seat, words=words.strip(), recorded_at=clock.now(), recorded_by_id=actor.user_id
    )
    record(actor=actor, action="emergencies.advice.recorded", target=consultation)
    return advice


@transaction.atomic
def conclude_consultation(
    *, actor: Actor, consultation_uuid: object, conclusion: str
) -> Consultation:
    """
    Close a consultation with its conclusion; afterwards nothing in it changes.

    :raises NotAllowed: the actor may not hold consultations.
    :raises Stale: concluded meanwhile.
    :raises RuleBroken: no advice recorded, or no conclusion.
    """
    consultation = _open(actor, consultation_uuid)
    advices = Advice.objects.filter(seat__consultation=consultation).count()
    rules.check_conclusion(conclusion, advices=advices)
    consultation.conclusion = conclusion.strip()
    consultation.concluded_at, consultation.concluded_by_id = clock.now(), actor.user_id
    consultation.save(update_fields=["conclusion", "concluded_at", "concluded_by"])
    record(actor=actor, action="emergencies.consultation.concluded", target=consultation)
    tell_offices(
        consultation.emergency, actor, kind="emergencies.consulted",
        subject=f"会商已形成结论：{consultation.emergency.name}",
        body=f"{consultation.number}。{consultation.conclusion}",
    )  # fmt: skip
    return consultation


@transaction.atomic
def attach_consultation(
    *, actor: Actor, consultation_uuid: object, proposal_uuid: object
) -> Consultation:
    """
    Put a concluded consultation behind a proposal of the same emergency that still waits.

    :raises NotAllowed: the actor may not propose.
    :raises RuleBroken: not concluded, attached already, decided meanwhile, another emergency.
    """
    require(actor, Permission.RESPONSE_PROPOSE)
    consultation = lock_consultation(actor, consultation_uuid)
    proposal = get_proposal(actor, proposal_uuid)
    if consultation.concluded_at is None:
        raise RuleBroken("会商尚未形成结论，不能附于建议。")
    if consultation.proposal_id is not None:
        raise RuleBroken("这次会商已附于一项建议，不能再附。")
    if proposal.emergency_id != consultation.emergency_id:
        raise RuleBroken("会商和建议不属于同一事件，请重新选择。")
    if proposal.state != ProposalState.PENDING:
        raise Stale("这项建议刚才已有结果，不能再附会商纪要。请刷新页面查看。")
    consultation.proposal = proposal
    consultation.save(update_fields=["proposal"])
    record(
        actor=actor, action="emergencies.consultation.attached", target=consultation,
        changes={"proposal": (None, str(proposal.uuid))},
    )  # fmt: skip
    return consultation


def _open(actor: Actor, consultation_uuid: object) -> Consultation:
    require(actor, Permission.CONSULTATION_HOLD)
    consultation = lock_consultation(actor, consultation_uuid)
    if consultation.concluded_at is not None:
        raise Stale("这次会商刚才已形成结论，不能再更改。请刷新页面查看。")
    return consultation


def _next_number(*, is_exercise: bool) -> str:
    prefix = f"{settings.LIANFANG_DOCUMENT_PREFIX}{'演' if is_exercise else ''}商"
    series = "emergencies.exercise_consultation" if is_exercise else "emergencies.consultation"
    return official_number(prefix, clock.today().year, next_number(series))
