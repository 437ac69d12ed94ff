"""Where reference series may lie on this machine."""

from pathlib import Path

from django.conf import settings

import lianfang

FOLDER = "backtest"


def series_folders() -> list[Path]:
    """The folder `backtest` of the installation, and that of the source where the program runs from it."""
    source = Path(lianfang.__file__).parents[2] / "tests" / "reference"
    return [Path(settings.LIANFANG_HOME) / FOLDER, source]
