"""The diagrams in the room's README are those of the tables of moves."""

from pathlib import Path

import lianfang.command.measures as measures
from lianfang.command.measures.rules import MEASURE_MOVES, SUBJECT_MOVES


def test_the_drawn_moves_are_the_moves():
    readme = Path(measures.__file__).with_name("README.md").read_text(encoding="utf-8")
    drawn = [part.split("```")[0] for part in readme.split("```mermaid\n")[1:]]

    assert [sorted(d.splitlines()) for d in drawn] == [
        sorted(table.as_mermaid().splitlines()) for table in (MEASURE_MOVES, SUBJECT_MOVES)
    ]
