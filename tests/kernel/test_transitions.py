"""A table of moves says what is allowed, what not, and draws itself."""

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

MOVES = Transitions(
    Move("sign", "签收", ("issued",), "signed"),
    Move("submit", "提交", ("signed", "returned"), "submitted"),
    labels={"issued": "待签收", "signed": "办理中", "returned": "被退回", "submitted": "待审核"},
)


@pytest.mark.parametrize(
    ("state", "verb", "target"),
    [
        ("issued", "sign", "signed"),
        ("signed", "submit", "submitted"),
        ("returned", "submit", "submitted"),
    ],
)
def test_an_allowed_move_leads_to_its_state(state: str, verb: str, target: str) -> None:
    assert MOVES.target(state, verb) == target


def test_a_refused_move_names_the_state_and_those_that_would_do() -> None:
    with pytest.raises(RuleBroken) as refusal:
        MOVES.target("issued", "submit")

    assert refusal.value.message == (
        "当前状态为“待签收”，不能提交；只有“办理中”、“被退回”状态可以。请刷新后查看最新状态。"
    )


@pytest.mark.parametrize(
    ("state", "verbs"), [("issued", ["sign"]), ("returned", ["submit"]), ("submitted", [])]
)
def test_the_moves_of_a_state_are_listed(state: str, verbs: list[str]) -> None:
    assert [move.verb for move in MOVES.allowed(state)] == verbs


def test_a_verb_nobody_wrote_down_is_a_fault_of_the_code() -> None:
    with pytest.raises(KeyError):
        MOVES.target("issued", "dance")


def test_the_sources_of_a_verb_are_told() -> None:
    assert MOVES.sources("submit") == ("signed", "returned")


def test_the_diagram_holds_one_line_per_source() -> None:
    assert MOVES.as_mermaid().splitlines() == [
        "stateDiagram-v2",
        "    issued --> signed: sign 签收",
        "    signed --> submitted: submit 提交",
        "    returned --> submitted: submit 提交",
    ]
