"""The door of the places room."""

from .choices import PlaceStatus, Sector
from .models import Place, PlaceStep
from .queries import find_places, get_place, list_places, place_offer
from .services import (
    PlaceFacts,
    change_status,
    follow_measure,
    import_places,
    record_place,
    reveal_contact,
    update_place,
)

__all__ = [
    "Place", "PlaceFacts", "PlaceStatus", "PlaceStep", "Sector", "change_status",
    "find_places", "follow_measure", "get_place", "import_places", "list_places", "place_offer", "record_place", "reveal_contact",
    "update_place",
]  # fmt: skip
