"""What is done with the records of persons: recorded, corrected, shown unmasked, merged, and undone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from lianfang.base.audit.public import next_code, record, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.encryption import blind_index
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Area

from . import rules
from .choices import IdentityKind, Sex
from .models import Household, Merge, Person
from .queries import find_same_identity, get_person, list_persons, lock_merge, lock_person

COLUMNS = (
    "name", "sex", "born_on", "identity_kind", "identity", "phone", "address", "area_id", "guardian_id",
)  # fmt: skip


@dataclass(frozen=True)
class PersonFacts:
    """What is written down about a person."""

    name: str
    area: Area
    sex: str = Sex.UNKNOWN
    born_on: date | None = None
    identity_kind: str = IdentityKind.NONE
    identity: str = ""
    phone: str = ""
    address: str = ""
    guardian: Person | None = None


@dataclass(frozen=True)
class Revealed:
    """A person's papers, telephone and address in full, for one look."""

    identity: str
    phone: str
    address: str


@transaction.atomic
def record_person(*, actor: Actor, facts: PersonFacts, is_exercise: bool = False) -> Person:
    """
    Write a person down. The actor's unit looks after the record.

    :raises NotAllowed: the actor may not record persons, or not in this area.
    :raises RuleBroken: a name, number or date that cannot be true; papers already on record.
    """
    require(actor, Permission.PERSON_RECORD, area_path=facts.area.path)
    sound = check_facts(facts)
    known = find_same_identity(actor, sound.identity)
    if known is not None:
        raise RuleBroken(
            f"相同证件号码的人员已登记，编号 {known.number}，请直接使用该记录。",
            fields={"identity": f"已登记，编号 {known.number}"},
        )
    person = _new(actor, sound, is_exercise=is_exercise)
    person.save()
    record(actor=actor, action="people.person.recorded", target=person)
    return person


@transaction.atomic
def update_person(*, actor: Actor, person_uuid: object, facts: PersonFacts) -> Person:
    """
    Correct a person's record; the log says which fields changed, not what was in them.

    :raises NotFound: the actor may not know of the person.
    :raises RuleBroken: merged away, or values that cannot be true.
    """
    person = lock_person(actor, person_uuid)
    require(actor, Permission.PERSON_RECORD, area_path=facts.area.path)
    if person.merged_into_id:
        raise RuleBroken("这条记录已合并到另一条，请更正保留的那条记录。")
    sound = check_facts(facts, person_id=person.pk)
    known = find_same_identity(actor, sound.identity, apart_from=person.pk)
    if known is not None and blind_index(sound.identity) != person.identity_index:
        raise RuleBroken(f"相同证件号码的人员已登记，编号 {known.number}；确系同一人时请合并。")
    before = {name: getattr(person, name) for name in COLUMNS}
    _fill(person, sound)
    changes = {
        name: (value, getattr(person, name))
        for name, value in before.items()
        if value != getattr(person, name)
    }
    person.save()
    if changes:
        record(actor=actor, action="people.person.updated", target=person, changes=changes)
    return person


@transaction.atomic
def reveal_person(*, actor: Actor, person_uuid: object, reason: str) -> Revealed:
    """
    Show papers, telephone and address in full, and log who asked and why.

    :raises NotFound: the actor may not know of the person.
    :raises RuleBroken: no reason is given.
    """
    require(actor, Permission.PERSON_REVEAL)
    person = get_person(actor, person_uuid)
    words = rules.check_reason(reason)
    record(actor=actor, action="people.person.revealed", target=person, note=words)
    return Revealed(person.identity, person.phone, person.address)


@transaction.atomic
def merge_persons(*, actor: Actor, kept_uuid: object, dropped_uuid: object, reason: str) -> Merge:
    """
    Say that two records are of one person. The dropped one stays, pointing to the kept one.

    :raises NotFound: the actor may not know of one of them.
    :raises RuleBroken: the same record, merged already, an exercise with a real person, no reason.
    """
    kept, dropped = lock_person(actor, kept_uuid), lock_person(actor, dropped_uuid)
    words = rules.check_reason(reason)
    rules.check_merge(
        kept_id=kept.pk, dropped_id=dropped.pk, kept_gone=kept.merged_into_id is not None,
        dropped_gone=dropped.merged_into_id is not None,
    )  # fmt: skip
    if kept.is_exercise != dropped.is_exercise:
        raise RuleBroken("演练人员和真实人员不能合并。")
    if dropped.duplicates.exists():
        raise RuleBroken("要并掉的记录下还有已合并的记录，请保留那一条，或先撤销其合并。")
    merge = Merge.objects.create(
        kept=kept, dropped=dropped, reason=words, merged_at=clock.now(), merged_by_id=actor.user_id
    )
    dropped.merged_into = kept
    dropped.save(update_fields=["merged_into"])
    record(actor=actor, action="people.person.merged", target=merge, note=words)
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_uuid: object, reason: str) -> Merge:
    """
    Make two records out of one again, as they were before.

    :raises NotFound: the actor may not know of the records.
    :raises RuleBroken: undone already, or no reason.
    """
    merge = lock_merge(actor, merge_uuid)
    words = rules.check_reason(reason)
    if merge.undone_at is not None:
        raise RuleBroken("这次合并已经撤销，请刷新后查看。")
    merge.undone_at, merge.undone_by_id, merge.undo_reason = clock.now(), actor.user_id, words
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    merge.dropped.merged_into = None
    merge.dropped.save(update_fields=["merged_into"])
    record(actor=actor, action="people.person.parted", target=merge, note=words)
    return merge


@transaction.atomic
def join_household(*, actor: Actor, person_uuid: object, with_uuid: object) -> Household:
    """
    Note that a person lives with another one; the first two make a new household.

    :raises NotFound: the actor may not know of one of them.
    :raises RuleBroken: the same person, or persons of two areas.
    """
    person, other = lock_person(actor, person_uuid), lock_person(actor, with_uuid)
    if person.pk == other.pk:
        raise RuleBroken("请填写同住的另一个人的编号。", fields={"number": "请填写另一个人"})
    if person.area_id != other.area_id:
        raise RuleBroken("两人登记的现住区划不同，请先更正住址再登记为同户。")
    household = other.household or Household.objects.create(
        number=next_code("people.household", "HH"), address=other.address, area=other.area,
        area_path=other.area_path, recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    for member in (person, other):
        member.household = household
        member.save(update_fields=["household"])
    record(actor=actor, action="people.household.joined", target=person)
    return household


@transaction.atomic
def import_persons(
    *, actor: Actor, rows: Iterable[PersonFacts], is_exercise: bool = False
) -> tuple[list[Person], int]:
    """
    Write down many persons at once; those already on record are left as they are.

    Gives the persons of every row in its order, known ones too, and how many are new. Doing it
    twice records nobody twice.

    :raises RuleBroken: a row that cannot be true; then nobody is recorded.
    """
    require(actor, Permission.PERSON_RECORD)
    found: list[Person] = []
    new = []
    for row in rows:
        require(actor, Permission.PERSON_RECORD, area_path=row.area.path)
        sound = check_facts(row)
        person = find_known(actor, sound)
        if person is None:
            person = _new(actor, sound, is_exercise=is_exercise)
            person.save()
            new.append(person)
        found.append(person)
    record_batch(actor=actor, action="people.person.imported", targets=[str(p.uuid) for p in new])
    return found, len(new)


def find_known(actor: Actor, facts: PersonFacts) -> Person | None:
    """The record that a row of a list speaks of: same papers, or same name, birth date and area."""
    known = find_same_identity(actor, facts.identity)
    if known is not None or facts.identity:
        return known
    rows = list_persons(actor).filter(name=facts.name, area=facts.area)
    if facts.phone:
        rows = rows.filter(phone_index=blind_index(facts.phone))
    return rows.filter(born_on=facts.born_on).order_by("id").first()


def check_facts(facts: PersonFacts, *, person_id: int | None = None) -> PersonFacts:
    """
    The same facts cleaned.

    :raises RuleBroken: a name, number or date that cannot be true.
    """
    today = clock.today()
    identity = rules.check_identity(facts.identity_kind, facts.identity)
    guardian = facts.guardian
    rules.check_guardian(
        person_id=person_id, guardian_id=guardian.pk if guardian else None,
        guardian_born_on=guardian.born_on if guardian else None, today=today,
    )  # fmt: skip
    return replace(
        facts,
        name=rules.check_name(facts.name),
        identity=identity,
        phone=rules.check_phone(facts.phone),
        born_on=rules.born_on_of(facts.identity_kind, identity, facts.born_on, today=today),
        sex=rules.sex_of(facts.identity_kind, identity, facts.sex),
        address=facts.address.strip(),
    )


def _new(actor: Actor, facts: PersonFacts, *, is_exercise: bool) -> Person:
    series, prefix = ("people.exercise_person", "RX") if is_exercise else ("people.person", "RY")
    person = Person(
        number=next_code(series, prefix), is_exercise=is_exercise, unit_id=actor.unit_id,
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    _fill(person, facts)
    return person


def _fill(person: Person, facts: PersonFacts) -> None:
    person.name, person.sex, person.born_on = facts.name, facts.sex, facts.born_on
    person.identity_kind, person.identity = facts.identity_kind, facts.identity
    person.identity_index = blind_index(facts.identity) if facts.identity else ""
    person.phone = facts.phone
    person.phone_index = blind_index(facts.phone) if facts.phone else ""
    person.address, person.area, person.area_path = facts.address, facts.area, facts.area.path
    person.guardian = facts.guardian
