"""Words and drawings of surveillance for pages and spreadsheets."""

from .charts import Chart, draw
from .observations import (
    COLOR_TONES,
    DUTY_WORDS,
    OBSERVATION_COLUMNS,
    SITE_COLUMNS,
    observation_rows,
    rule_words,
    site_rows,
)
from .signals import COLUMNS, Stage, sheet_rows, stages_of, steps_of, tone_of

__all__ = [
    "COLOR_TONES", "COLUMNS", "DUTY_WORDS", "OBSERVATION_COLUMNS", "SITE_COLUMNS", "Chart", "Stage",
    "draw", "observation_rows", "rule_words", "sheet_rows", "site_rows", "stages_of", "steps_of",
    "tone_of",
]  # fmt: skip
