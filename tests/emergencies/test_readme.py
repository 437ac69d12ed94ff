"""The diagrams in the rooms' READMEs are those of the tables of moves."""

from pathlib import Path

import lianfang.command.emergencies.rules as proposals
import lianfang.command.surveillance.rules as signals


def test_the_drawn_moves_are_the_moves():
    for room, table in ((proposals, proposals.PROPOSAL_MOVES), (signals, signals.SIGNAL_MOVES)):
        readme = Path(room.__file__).with_name("README.md").read_text(encoding="utf-8")
        drawn = readme.split("```mermaid\n")[1].split("```")[0]
        assert sorted(drawn.splitlines()) == sorted(table.as_mermaid().splitlines())
