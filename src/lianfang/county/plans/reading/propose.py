"""Proposes actions of the catalogue for a duty, by words that occur in both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_SCORE = 0.2


@dataclass(frozen=True)
class CatalogueEntry:
    """
    A standard action and the words by which duties ask for it.

    An entry of `words` that is a list asks for all of its words together.
    """

    code: str
    title: str
    words: Sequence[str | Sequence[str]]


Match = tuple[int, int, str]


def propose_actions(
    duty_text: str, catalogue: Iterable[CatalogueEntry]
) -> list[tuple[str, float, list[Match]]]:
    """
    Actions whose words occur in the duty: (code, score, places of the words), best first.

    The score is the part of the duty that the words cover, raised by each further entry that
    matched; equal scores keep the order of the codes, so the same duty always gets the same list.
    """
    found: list[tuple[str, float, list[Match]]] = []
    for entry in catalogue:
        matches, hits = _matches(duty_text, entry)
        if not hits:
            continue
        score = _score(matches, hits)
        if score >= LEAST_SCORE:
            found.append((entry.code, score, matches))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _matches(text: str, entry: CatalogueEntry) -> tuple[list[Match], int]:
    matches: set[Match] = set()
    hits = 0
    for asked in entry.words:
        together = [asked] if isinstance(asked, str) else list(asked)
        if together and all(word and word in text for word in together):
            hits += 1
            for word in together:
                matches.update(_places(text, word))
    return sorted(matches), hits


def _places(text: str, word: str) -> list[Match]:
    places: list[Match] = []
    start = text.find(word)
    while start >= 0:
        places.append((start, start + len(word), word))
        start = text.find(word, start + len(word))
    return places


def _score(matches: list[Match], hits: int) -> float:
    """Distinct letters matched: four letters, or two words together, make a good proposal."""
    covered = {place for start, end, _ in matches for place in range(start, end)}
    longest = max(end - start for start, end, _ in matches)
    weight = len(covered) * 0.6 + longest * 0.4 + (hits - 1) * 1.5
    return round(weight / (weight + 4), 3)
