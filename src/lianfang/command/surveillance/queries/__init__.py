"""Every read of the surveillance room that crosses records; each starts from the actor."""

from .facts import (
    count_values,
    days_touched,
    facts_for,
    is_statistical,
    series_for,
)
from .observations import daily_values, history_of_report, list_observations, values_given
from .papers import (
    SHARED_SECTORS,
    Place,
    get_notification,
    get_sample,
    list_notifications,
    list_routes,
    list_samples,
    lock_receipt,
    lock_sample,
    notifications_about,
    one_health,
    open_handover,
    samples_of,
    units_of_route,
)
from .records import (
    alarm_days,
    desk_names,
    list_reported_parts,
    parts_of,
    record_of,
)
from .signals import (
    LIVE,
    SEARCH_KIND,
    count_open_signals,
    get_signal,
    list_addressed_units,
    list_evidence,
    list_links,
    list_mutes,
    list_signals,
    list_verifying_units,
    lock_addressee,
    lock_mute,
    lock_signal,
    steps_of_signal,
    with_first_check,
)
from .sites import (
    Duty,
    Punctuality,
    count_overdue,
    duties_of,
    get_batch,
    get_indicator,
    get_programme,
    get_site,
    get_site_to_fill,
    list_batches,
    list_indicators,
    list_programmes,
    list_sites,
    list_sites_to_fill,
    lock_batch,
    punctuality,
    silent_sites,
)

__all__ = [
    "LIVE", "SEARCH_KIND", "SHARED_SECTORS", "Duty", "Place", "Punctuality",
    "alarm_days", "count_open_signals", "count_overdue", "count_values",
    "daily_values", "days_touched", "desk_names", "duties_of", "facts_for", "get_batch",
    "get_indicator", "get_notification", "get_programme", "get_sample", "get_signal",
    "get_site", "get_site_to_fill", "history_of_report", "is_statistical",
    "list_addressed_units", "list_batches", "list_evidence", "list_indicators", "list_links",
    "list_mutes", "list_notifications", "list_observations", "list_programmes", "list_reported_parts", "list_routes",
    "list_samples", "list_signals", "list_sites", "list_sites_to_fill",
    "list_verifying_units", "lock_addressee", "lock_batch", "lock_mute", "lock_receipt",
    "lock_sample", "lock_signal", "notifications_about", "one_health", "open_handover", "parts_of", "punctuality",
    "record_of", "samples_of", "series_for", "silent_sites", "steps_of_signal", "units_of_route", "values_given",
    "with_first_check",
]  # fmt: skip
