"""What is done with places: recorded, corrected, opened, limited, closed; their telephone shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_code, record, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, index
from lianfang.county.orgs.public import Area, Unit

from . import rules
from .choices import PlaceStatus
from .models import Place, PlaceStep
from .queries import SEARCH_KIND, find_same_place, get_place, lock_place

COLUMNS = (
    "name", "sector", "unit_id", "area_id", "address", "capacity", "contact_name", "contact_phone",
    "latitude", "longitude", "note",
)  # fmt: skip


@dataclass(frozen=True)
class PlaceFacts:
    """What is written down about a place."""

    name: str
    sector: str
    unit: Unit
    area: Area
    address: str = ""
    capacity: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    note: str = ""


@transaction.atomic
def record_place(*, actor: Actor, facts: PlaceFacts, is_exercise: bool = False) -> Place:
    """
    Write a place down with the unit that answers for it.

    :raises NotAllowed: the actor may not keep places, or not of this unit or area.
    :raises RuleBroken: values that cannot be true, or a place of this name in the area already.
    """
    _check_keeps(actor, facts.unit, facts.area)
    sound = check_facts(facts)
    if find_same_place(sound.name, sound.area.pk, exercise=is_exercise) is not None:
        raise RuleBroken(
            f"{sound.area.name}已登记“{sound.name}”，请直接使用该记录，或写全名称加以区别。",
            fields={"name": "已登记"},
        )
    place = _new(actor, sound, is_exercise=is_exercise)
    record(actor=actor, action="places.place.recorded", target=place)
    return place


@transaction.atomic
def update_place(*, actor: Actor, place_uuid: object, facts: PlaceFacts) -> Place:
    """
    Correct a place's record.

    :raises NotFound: the actor may not know of the place.
    :raises RuleBroken: values that cannot be true, or another place of this name in the area.
    """
    require(actor, Permission.PLACE_MANAGE)
    place = lock_place(actor, place_uuid)
    _check_keeps(actor, place.unit, place.area)
    _check_keeps(actor, facts.unit, facts.area)
    sound = check_facts(facts)
    other = find_same_place(sound.name, sound.area.pk, exercise=place.is_exercise)
    if other is not None and other.pk != place.pk:
        raise RuleBroken(f"{sound.area.name}已登记“{sound.name}”。", fields={"name": "已登记"})
    before = {name: getattr(place, name) for name in COLUMNS}
    _fill(place, sound)
    place.save()
    changes = {k: (v, getattr(place, k)) for k, v in before.items() if v != getattr(place, k)}
    if changes:
        record(actor=actor, action="places.place.updated", target=place, changes=changes)
        index(_finding(place))
    return place


@transaction.atomic
def change_status(*, actor: Actor, place_uuid: object, status: str, reason: str) -> Place:
    """
    Note that a place is open, limited, closed or no longer used.

    This is what is the case there; who may order it is decided in the measures room.

    :raises NotFound: the actor may not know of the place.
    :raises RuleBroken: nothing changes, or no reason.
    """
    require(actor, Permission.PLACE_MANAGE)
    place = lock_place(actor, place_uuid)
    _check_keeps(actor, place.unit, place.area)
    words = rules.check_status_change(before=place.status, after=status, reason=reason)
    _step(actor, place, status, words)
    return place


@transaction.atomic
def follow_measure(*, actor: Actor, place_id: int, status: str, reason: str) -> Place:
    """Note what a decided or ended measure made of a place; refuses nothing, changes only what differs."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_id)
    if place.status not in (status, PlaceStatus.RETIRED):
        _step(actor, place, status, reason)
    return place


@transaction.atomic
def reveal_contact(*, actor: Actor, place_uuid: object, reason: str) -> str:
    """
    Show a place's telephone in full, and log who asked and why.

    :raises NotFound: the actor may not know of the place.
    :raises RuleBroken: no reason, or no number on record.
    """
    require(actor, Permission.PERSON_REVEAL)
    place = get_place(actor, place_uuid)
    if len(reason.strip()) < rules.SHORTEST_REASON:
        raise RuleBroken("请写明查看原因，将记入审计日志。", fields={"reason": "请写明原因"})
    if not place.contact_phone:
        raise RuleBroken("该场所未登记联系电话，请联系责任单位补充。")
    record(actor=actor, action="places.contact.revealed", target=place, note=reason.strip())
    return place.contact_phone


@transaction.atomic
def import_places(
    *, actor: Actor, rows: Iterable[PlaceFacts], is_exercise: bool = False
) -> tuple[int, int]:
    """
    Write down many places at once; those on record already are left as they are.

    Gives how many are new and how many were known. Doing it twice records nothing twice.

    :raises RuleBroken: a row that cannot be true; then nothing is recorded.
    """
    new, known = [], 0
    for row in rows:
        _check_keeps(actor, row.unit, row.area)
        sound = check_facts(row)
        if find_same_place(sound.name, sound.area.pk, exercise=is_exercise) is not None:
            known += 1
            continue
        new.append(_new(actor, sound, is_exercise=is_exercise))
    record_batch(actor=actor, action="places.place.imported", targets=[str(p.uuid) for p in new])
    return len(new), known


def check_facts(facts: PlaceFacts) -> PlaceFacts:
    """
    The same facts cleaned.

    :raises RuleBroken: a value that cannot be true.
    """
    rules.check_capacity(facts.capacity)
    rules.check_position(facts.latitude, facts.longitude)
    return replace(
        facts,
        name=rules.check_place_name(facts.name),
        contact_phone=rules.check_contact_phone(facts.contact_phone),
        address=facts.address.strip(),
        note=facts.note.strip(),
    )


def _check_keeps(actor: Actor, unit: Unit, area: Area) -> None:
    """A unit keeps its own places; whoever oversees the county keeps all of them."""
    require(actor, Permission.PLACE_MANAGE, area_path=area.path)
    if not actor.may(Permission.COUNTY_VIEW) and unit.pk not in actor.unit_ids:
        raise NotAllowed("这个场所由其他单位负责，请由该单位或指挥部办公室维护。")


def _new(actor: Actor, facts: PlaceFacts, *, is_exercise: bool) -> Place:
    series, prefix = ("places.exercise_place", "CX") if is_exercise else ("places.place", "CS")
    place = Place(
        number=next_code(series, prefix), is_exercise=is_exercise, recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    _fill(place, facts)
    place.save()
    index(_finding(place))
    return place


def _fill(place: Place, facts: PlaceFacts) -> None:
    for name in COLUMNS:
        key = name.removesuffix("_id")
        setattr(place, key, getattr(facts, key))
    place.area_path = facts.area.path


def _step(actor: Actor, place: Place, status: str, reason: str) -> None:
    before, place.status = place.status, status
    place.save(update_fields=["status"])
    PlaceStep.objects.create(
        place=place, before=before, after=status, reason=reason[:200], changed_at=clock.now(),
        changed_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="places.place.status_changed", target=place,
        changes={"status": (before, status)}, note=reason[:200],
    )  # fmt: skip


def _finding(place: Place) -> Finding:
    return Finding(
        kind=SEARCH_KIND, uuid=place.uuid, title=place.name,
        summary=f"{place.get_sector_display()} · {place.area.name} · {place.unit.short_name}",
        words=f"{place.number} {place.address}", url=reverse("places:place_detail", args=[place.uuid]),
        permission=Permission.PLACE_VIEW, area_path=place.area_path,
    )  # fmt: skip
