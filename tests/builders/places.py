"""Places for tests, recorded through the service."""

from lianfang.county.places.public import Place, PlaceFacts, record_place

from .world import World


def build_place(
    world: World,
    *,
    by: str = "office",
    area: str = "652327103",
    unit: str = "school-beiting",
    is_exercise: bool = False,
    **given: object,
) -> Place:
    """The central school of 北庭镇, recorded by the command office unless told otherwise."""
    values = {"name": "北庭镇中心学校", "sector": "school", "capacity": 900, "contact_name": "周校长",
              "contact_phone": "13900002222"}  # fmt: skip
    facts = PlaceFacts(area=world.areas[area], unit=world.units[unit], **{**values, **given})
    return record_place(actor=world.actors[by], facts=facts, is_exercise=is_exercise)
