"""Refusals carry their sentence, code and status; levels are read as people write them."""

import pytest

from lianfang.base.kernel.errors import NotAllowed, NotFound, Refused, RuleBroken, Stale
from lianfang.base.kernel.levels import Grade, Level, level_from_text
from lianfang.base.kernel.permissions import Permission


@pytest.mark.parametrize(
    ("refusal", "code", "status"),
    [
        (NotAllowed("不行"), "not_allowed", 403),
        (RuleBroken("不行"), "rule_broken", 422),
        (NotFound(), "not_found", 404),
        (Stale(), "stale", 409),
    ],
)
def test_a_refusal_knows_how_it_is_answered(refusal: Refused, code: str, status: int) -> None:
    assert (refusal.code, refusal.status) == (code, status)
    assert refusal.message.strip()
    assert str(refusal) == refusal.message


def test_a_refusal_puts_reasons_beside_fields() -> None:
    refusal = RuleBroken("请更正", fields={"phone": "应为 11 位"})

    assert refusal.fields == {"phone": "应为 11 位"}
    assert RuleBroken("请更正").fields == {}


@pytest.mark.parametrize("refusal", [NotFound(), Stale()])
def test_a_refusal_without_words_says_what_to_do(refusal: Refused) -> None:
    assert refusal.message.endswith("。")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ⅰ级", Level.I),
        ("I", Level.I),
        ("ii", Level.II),
        ("Ⅲ", Level.III),
        (" Ⅳ级 ", Level.IV),
        ("IV级", Level.IV),
    ],
)
def test_a_level_is_read_as_people_write_it(text: str, level: Level) -> None:
    assert level_from_text(text) is level


@pytest.mark.parametrize("text", ["", "V", "4", "一级"])
def test_what_is_no_level_is_not_guessed(text: str) -> None:
    with pytest.raises(KeyError):
        level_from_text(text)


def test_level_one_is_the_gravest() -> None:
    assert min(Level) is Level.I
    assert [level.label for level in Level] == ["Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"]
    assert Grade.NONE not in {Grade(level.value) for level in Level}


def test_every_permission_is_named_room_thing_verb_and_has_a_label() -> None:
    odd = [p for p in Permission if p.value.count(".") != 2 or not p.label]

    assert odd == []
    assert len({p.value for p in Permission}) == len(list(Permission))
