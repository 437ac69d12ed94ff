"""Reading persons; every list starts from the actor."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.encryption import blind_index
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.forms import Offer, number_in
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area

from .models import Merge, Person


def list_persons(
    actor: Actor,
    *,
    words: str = "",
    area_path: str = "",
    exercise: bool | None = None,
    doubled: bool = False,
    includes_merged: bool = False,
) -> QuerySet[Person]:
    """
    Persons in the actor's area that the own unit looks after, latest first.

    All units' persons only for whoever oversees the county. A whole identity or telephone number
    is found by its blind index; anything else is looked for in the name and the number of the record.

    :raises NotAllowed: the actor may not see persons.
    """
    require(actor, Permission.PERSON_VIEW)
    rows = _visible(actor)
    if not includes_merged:
        rows = rows.filter(merged_into=None)
    if words.strip():
        rows = rows.filter(_matching(words.strip()))
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    if exercise is not None:
        rows = rows.filter(is_exercise=exercise)
    return rows.filter(_has_double()) if doubled else rows


def get_person(actor: Actor, uuid: object) -> Person:
    """:raises NotFound: no such person, or the actor may not know of them."""
    person = list_persons(actor, includes_merged=True).filter(uuid=uuid).first()
    if person is None:
        raise NotFound
    return person


def lock_person(actor: Actor, uuid: object) -> Person:
    """Fetch a person to change the record; nobody else can until the transaction ends."""
    require(actor, Permission.PERSON_RECORD)
    person = _visible(actor).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if person is None:
        raise NotFound
    return person


def find_persons(actor: Actor, words: str, most: int) -> list[Person]:
    """
    Persons in the actor's sight that fit what is typed: the one of this number or name alone, else a few.

    :raises NotAllowed: the actor may not see persons.
    """
    exact = Q(number__iexact=number_in(words)) | Q(name=words.strip())
    rows = list_persons(actor).select_related("area")
    return list(rows.filter(exact)[:most]) or list(list_persons(actor, words=words)[:most])


def person_offer(person: Person) -> Offer:
    """Nothing but name, number and township: enough to tell two of one name apart."""
    return Offer(f"{person.name}（{person.number}）", person.area.name)


def find_same_identity(
    actor: Actor, identity: str, *, apart_from: int | None = None
) -> Person | None:
    """The person in the actor's sight with exactly this number of papers."""
    if not identity:
        return None
    rows = list_persons(actor).filter(identity_index=blind_index(identity))
    return rows.exclude(pk=apart_from).order_by("id").first()


def list_doubles(actor: Actor, person: Person) -> QuerySet[Person]:
    """Records that may be of the same person: same papers, or same name with birth date or phone."""
    alike = Q(pk__in=[])
    if person.identity_index:
        alike |= Q(identity_index=person.identity_index)
    if person.born_on:
        alike |= Q(name=person.name, born_on=person.born_on)
    if person.phone_index:
        alike |= Q(name=person.name, phone_index=person.phone_index)
    return list_persons(actor, exercise=person.is_exercise).filter(alike).exclude(pk=person.pk)


def list_household(actor: Actor, person: Person) -> QuerySet[Person]:
    """Whom the actor may see of those who live with a person."""
    rows = list_persons(actor).exclude(pk=person.pk)
    return rows.filter(household=person.household_id) if person.household_id else rows.none()


def list_wards(actor: Actor, person: Person) -> QuerySet[Person]:
    """The minors for whom a person answers."""
    return list_persons(actor).filter(guardian=person)


def list_merges(actor: Actor, person: Person) -> QuerySet[Merge]:
    """What was merged into a person's record or away from it, latest first."""
    seen = Person.objects.filter(within_area(actor)).values("pk")
    rows = Merge.objects.filter(Q(kept=person) | Q(dropped=person), kept__in=seen, dropped__in=seen)
    return rows.select_related("kept", "dropped", "merged_by", "undone_by").order_by(
        "-merged_at", "-id"
    )


def find_merge(actor: Actor, uuid: object) -> Merge:
    """:raises NotFound: no such merge of persons in the actor's sight."""
    seen = _visible(actor).values("pk")
    rows = Merge.objects.filter(kept__in=seen, dropped__in=seen, uuid=uuid)
    merge = rows.select_related("kept", "dropped").first()
    if merge is None:
        raise NotFound
    return merge


def lock_merge(actor: Actor, uuid: object) -> Merge:
    """Fetch a merge to undo it."""
    require(actor, Permission.PERSON_RECORD)
    seen = _visible(actor).values("pk")
    rows = Merge.objects.select_for_update(of=("self",)).filter(kept__in=seen, dropped__in=seen)
    merge = rows.filter(uuid=uuid).select_related("kept", "dropped").first()
    if merge is None:
        raise NotFound
    return merge


def _matching(words: str) -> Q:
    index = blind_index(words)
    exact = Q(number__iexact=words) | Q(identity_index=index) | Q(phone_index=index)
    return exact | Q(name__icontains=words)


def _has_double() -> Exists:
    others = Person.objects.filter(merged_into=None, is_exercise=OuterRef("is_exercise")).exclude(
        pk=OuterRef("pk")
    )
    same = (
        (Q(identity_index=OuterRef("identity_index")) & ~Q(identity_index=""))
        | Q(name=OuterRef("name"), born_on=OuterRef("born_on"))
        | (Q(name=OuterRef("name"), phone_index=OuterRef("phone_index")) & ~Q(phone_index=""))
    )
    return Exists(others.filter(same))


def _visible(actor: Actor) -> QuerySet[Person]:
    rows = Person.objects.filter(within_area(actor))
    if not actor.is_system and not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(own_units(actor) | Q(recorded_by=actor.user_id))
    return rows.select_related(
        "area", "unit", "household", "guardian", "recorded_by", "merged_into"
    ).order_by("-recorded_at", "-id")
