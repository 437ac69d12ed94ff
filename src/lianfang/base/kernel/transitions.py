"""Allowed moves between states, as one table a person can read and a page can draw."""

from dataclasses import dataclass

from .errors import RuleBroken


@dataclass(frozen=True)
class Move:
    """From some states, by a verb, to one state."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str


class Transitions:
    """The table of moves of one kind of record."""

    def __init__(self, *moves: Move, labels: dict[str, str]) -> None:
        self.moves = moves
        self.labels = labels
        self._by_verb = {move.verb: move for move in moves}

    def target(self, state: str, verb: str) -> str:
        """
        The state a verb leads to.

        :raises RuleBroken: the verb is not allowed in this state.
        """
        move = self._by_verb[verb]
        if state not in move.sources:
            where = "、".join(f"“{self.labels[s]}”" for s in move.sources)
            raise RuleBroken(
                f"当前状态为“{self.labels[state]}”，不能{move.label}；只有{where}状态可以。请刷新后查看最新状态。"
            )
        return move.target

    def allowed(self, state: str) -> list[Move]:
        return [move for move in self.moves if state in move.sources]

    def sources(self, verb: str) -> tuple[str, ...]:
        return self._by_verb[verb].sources

    def as_mermaid(self) -> str:
        """The diagram that stands in the room's README; a house test compares them."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            lines += [
                f"    {source} --> {move.target}: {move.verb} {move.label}"
                for source in move.sources
            ]
        return "\n".join(lines)
