"""The diagrams in the rooms' READMEs are those of the tables of moves."""

from pathlib import Path

import lianfang.command.emergencies as emergencies
import lianfang.command.surveillance as surveillance
from lianfang.command.emergencies.rules import PROPOSAL_MOVES
from lianfang.command.surveillance.rules import SIGNAL_MOVES


def test_the_drawn_moves_are_the_moves():
    for room, table in ((emergencies, PROPOSAL_MOVES), (surveillance, SIGNAL_MOVES)):
        readme = Path(room.__file__).with_name("README.md").read_text(encoding="utf-8")
        drawn = readme.split("```mermaid\n")[1].split("```")[0]
        assert sorted(drawn.splitlines()) == sorted(table.as_mermaid().splitlines())
