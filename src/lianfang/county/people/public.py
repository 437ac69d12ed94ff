"""The door of the people room."""

from .choices import IdentityKind, Sex
from .importers import COLUMNS as PERSON_COLUMNS
from .importers import Preview, areas_by_word, facts_of, preview_persons
from .models import Household, Merge, Person
from .queries import find_persons, get_person, list_persons, person_offer
from .rules import age_on, is_minor
from .services import (
    PersonFacts,
    Revealed,
    import_persons,
    join_household,
    merge_persons,
    record_person,
    reveal_person,
    undo_merge,
    update_person,
)

__all__ = [
    "PERSON_COLUMNS", "Household", "IdentityKind", "Merge", "Person", "PersonFacts", "Preview", "Revealed",
    "Sex", "age_on", "areas_by_word", "facts_of", "find_persons", "get_person", "import_persons",
    "is_minor", "join_household", "list_persons", "merge_persons", "person_offer", "preview_persons",
    "record_person", "reveal_person", "undo_merge", "update_person",
]  # fmt: skip
