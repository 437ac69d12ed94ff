"""Response levels and event grades, I the gravest."""

from django.db import models


class Level(models.IntegerChoices):
    """
    Response level, one highest. Source: 突发事件应对法 (2024) art. 71.

    The level of a response may differ from the grade of the event (same article).
    """

    I = 1, "Ⅰ级"  # noqa: E741
    II = 2, "Ⅱ级"
    III = 3, "Ⅲ级"
    IV = 4, "Ⅳ级"


class Grade(models.IntegerChoices):
    """Grade of an event under the 2006 national plan, 1.3."""

    I = 1, "特别重大（Ⅰ级）"  # noqa: E741
    II = 2, "重大（Ⅱ级）"
    III = 3, "较大（Ⅲ级）"
    IV = 4, "一般（Ⅳ级）"
    NONE = 5, "未分级"


# Roman numerals as one sign each, as the plan writes them.
SIGNS: dict[str, str | int | None] = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"}
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def level_from_text(text: str) -> Level:
    """Read I, II, III or IV as people and packs write it."""
    cleaned = str(text).strip().upper().translate(str.maketrans(SIGNS))
    return Level(ROMAN[cleaned.removesuffix("级")])
