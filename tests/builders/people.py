"""Persons for tests, recorded through the service."""

from lianfang.county.people.public import Person, PersonFacts, record_person

from .world import World

# A number whose check digit holds; nobody's.
IDENTITY = "652327199001011233"


def with_check(first: str) -> str:
    """Seventeen digits with the check character that belongs to them."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]


def build_person(
    world: World,
    *,
    by: str = "li",
    area: str = "652327103",
    is_exercise: bool = False,
    **given: object,
) -> Person:
    """阿依古丽·买买提 of 北庭镇, recorded by its liaison unless told otherwise."""
    values = {"name": "阿依古丽·买买提", "phone": "13900001111", "address": "中心村三组"}
    facts = PersonFacts(area=world.areas[area], **{**values, **given})
    return record_person(actor=world.actors[by], facts=facts, is_exercise=is_exercise)
