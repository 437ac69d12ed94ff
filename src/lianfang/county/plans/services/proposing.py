"""Proposing actions of the catalogue for the duties of a draft; nothing proposed is confirmed."""

from collections.abc import Iterable

from lianfang.county.plans.models import Action, Duty, StandardAction
from lianfang.county.plans.queries import list_catalogue
from lianfang.county.plans.reading import CatalogueEntry, propose_actions
from lianfang.county.plans.rules import LONGEST_ACTION_TEXT, MOST_ACTIONS, letter_of

# Proposals per duty worth reading.
PROPOSALS = 5


def propose_for(duties: Iterable[Duty]) -> int:
    """Write the proposals for duties that have none yet. Returns how many."""
    catalogue = {entry.code: entry for entry in list_catalogue()}
    entries = [CatalogueEntry(row.code, row.title, row.words) for row in catalogue.values()]
    proposed = [
        action_from(duty, catalogue[code], place)
        for duty in duties
        for place, (code, _, _) in enumerate(propose_actions(duty.text, entries)[:PROPOSALS])
    ]
    Action.objects.bulk_create(proposed, batch_size=500)
    return len(proposed)


def propose_again(duty: Duty) -> None:
    """Renew the unconfirmed proposals of a duty whose words have changed."""
    duty.actions.filter(is_confirmed=False).exclude(standard="").delete()
    held = list(duty.actions.values_list("standard", flat=True))
    catalogue = {entry.code: entry for entry in list_catalogue() if entry.code not in held}
    entries = [CatalogueEntry(row.code, row.title, row.words) for row in catalogue.values()]
    found = propose_actions(duty.text, entries)[: min(PROPOSALS, MOST_ACTIONS - len(held))]
    for code, _, _ in found:
        action_from(duty, catalogue[code], next_place(duty)).save()


def next_place(duty: Duty) -> int:
    """
    The first letter that no action of the duty uses.

    :raises RuleBroken: all letters are in use.
    """
    used = set(duty.actions.values_list("code", flat=True))
    place = 0
    while f"{duty.code}-{letter_of(place)}" in used:
        place += 1
    return place


def action_from(duty: Duty, entry: StandardAction, place: int) -> Action:
    return Action(
        duty=duty, plan_id=duty.plan_id, code=f"{duty.code}-{letter_of(place)}", title=entry.title,
        what=f"{entry.title}。职责原文：{duty.text}"[:LONGEST_ACTION_TEXT],
        due_minutes=entry.due_minutes, repeat_minutes=entry.repeat_minutes, performer=entry.performer,
        evidence=entry.evidence, gauge=entry.gauge, standard=entry.code,
    )  # fmt: skip
