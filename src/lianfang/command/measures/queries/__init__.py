"""Reads of the measures room; each takes the actor, those for jobs aside."""

from .measures import (
    SEARCH_KIND,
    TO_DELIVER,
    binding_at,
    count_undelivered,
    emergency_of_signal,
    get_measure,
    governments_over,
    is_place_bound,
    list_drafts_of,
    list_due,
    list_for_review,
    list_measures,
    list_papers,
    list_unsent_reports,
    list_waiting_drafts,
    lock_measure,
    measures_of,
    offices_over,
    open_measures_of,
    powers_on,
    source_of,
)
from .persons import (
    get_complaint,
    get_item,
    get_paper,
    get_subject,
    list_complaints,
    list_due_subjects,
    list_items,
    list_person_papers,
    list_releases,
    list_subjects,
    lock_complaint,
    lock_item,
    lock_subject,
)

__all__ = [
    "SEARCH_KIND", "TO_DELIVER", "binding_at", "count_undelivered", "emergency_of_signal", "get_complaint", "get_item",
    "get_measure", "get_paper", "get_subject", "governments_over", "is_place_bound",
    "list_complaints", "list_drafts_of", "list_due", "list_due_subjects", "list_for_review", "list_items",
    "list_measures", "list_papers", "list_person_papers", "list_releases", "list_subjects",
    "list_unsent_reports", "list_waiting_drafts", "lock_complaint", "lock_item", "lock_measure", "lock_subject",
    "measures_of", "offices_over", "open_measures_of", "powers_on", "source_of",
]  # fmt: skip
