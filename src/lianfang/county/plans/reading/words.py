"""The words of the two vocabularies, ready to be looked up and to be searched for."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@lru_cache(maxsize=8)
def _loaded(name: str) -> dict[str, Any]:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def _section(name: str, key: str) -> Any:
    found: Any = _loaded(name)
    for part in key.split("."):
        found = found[part]
    return found


@lru_cache(maxsize=64)
def words(key: str) -> tuple[str, ...]:
    """Words of one list of the vocabulary of layouts (“labels.lead”), longest first."""
    return tuple(sorted(set(_section("vocabulary.yaml", key)), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=64)
def verbs(key: str) -> tuple[str, ...]:
    """Words of one list of the vocabulary of verbs, longest first."""
    return tuple(sorted(set(_section("duty_verbs.yaml", key)), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=64)
def any_of(listed: tuple[str, ...]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in listed) + ")"


@lru_cache(maxsize=4)
def renames() -> dict[str, str]:
    """Old and short names of agencies and the name they carry now."""
    return dict(_section("renames.yaml", "stems"))
