"""Reading consultations and the expert pool; each takes the actor."""

from django.db.models import Count, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, within_area
from lianfang.command.emergencies.models import Consultation, Emergency, Expert, Response

from .responding import lock_emergency


def list_experts(actor: Actor, *, words: str = "", active: bool | None = True) -> QuerySet[Expert]:
    """
    The experts of the actor's area and the areas over it, by name.

    :raises NotAllowed: the actor may not see emergencies.
    """
    require(actor, Permission.EMERGENCY_VIEW)
    rows = Expert.objects.filter(concerning_area(actor)).select_related("area")
    if active is not None:
        rows = rows.filter(is_active=active)
    text = words.strip()
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(unit_name__icontains=text) | Q(speciality__icontains=text)
        )
    return rows.annotate(consulted=Count("seats")).order_by("speciality", "name", "id")


def lock_expert(actor: Actor, uuid: object) -> Expert:
    """:raises NotFound: no such expert in the actor's own area."""
    rows = Expert.objects.select_for_update().filter(within_area(actor), uuid=uuid)
    expert = rows.first()
    if expert is None:
        raise NotFound
    return expert


def consultations_of(emergency: Emergency) -> QuerySet[Consultation]:
    """The consultations of an emergency, latest first."""
    rows = Consultation.objects.filter(emergency=emergency)
    rows = rows.select_related("unit", "called_by", "concluded_by", "proposal")
    counts = {
        "experts_now": Count("seats", distinct=True),
        "advices_now": Count("seats__advices", distinct=True),
    }
    return rows.annotate(**counts).order_by("-called_at", "-id")


def get_consultation(actor: Actor, uuid: object) -> Consultation:
    """:raises NotFound: no such consultation, or the actor may not know of it."""
    require(actor, Permission.EMERGENCY_VIEW)
    answered = Response.objects.filter(concerning_area(actor)).values("emergency")
    rows = Consultation.objects.select_related(
        "emergency__area", "emergency__disease", "unit", "called_by", "concluded_by", "proposal"
    ).prefetch_related("seats__advices__recorded_by")
    seen = concerning_area(actor, "emergency__area_path") | Q(emergency__in=answered)
    consultation = rows.filter(seen, uuid=uuid).first()
    if consultation is None:
        raise NotFound
    return consultation


def lock_consultation(actor: Actor, uuid: object) -> Consultation:
    """
    Fetch a consultation to change it, its emergency locked first as everywhere in this room.

    :raises NotFound: none in the actor's own area.
    """
    owner = Consultation.objects.filter(uuid=uuid).values_list("emergency__uuid", flat=True).first()
    if owner is None:
        raise NotFound
    emergency = lock_emergency(actor, owner)
    consultation = Consultation.objects.select_for_update().get(uuid=uuid)
    consultation.emergency = emergency
    return consultation
