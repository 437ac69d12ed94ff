"""Words and drawings of surveillance for pages and spreadsheets."""

from .charts import Chart, draw
from .observations import (
    COLOR_TONES,
    DUTY_WORDS,
    OBSERVATION_COLUMNS,
    SITE_COLUMNS,
    observation_rows,
    rule_line,
    site_rows,
    template_rows,
)
from .papers import (
    NOTIFICATION_COLUMNS,
    SAMPLE_COLUMNS,
    SAMPLE_TONES,
    notification_rows,
    sample_rows,
)
from .signals import (
    COLUMNS,
    Stage,
    Stream,
    first_check,
    late_words,
    lead_words,
    sheet_rows,
    span_words,
    stages_of,
    steps_of,
    tone_of,
)

__all__ = [
    "COLOR_TONES", "COLUMNS", "DUTY_WORDS", "NOTIFICATION_COLUMNS", "OBSERVATION_COLUMNS",
    "SAMPLE_COLUMNS", "SAMPLE_TONES", "SITE_COLUMNS", "Chart", "Stage", "Stream", "draw", "first_check", "late_words",
    "lead_words", "notification_rows", "observation_rows", "rule_line", "sample_rows", "sheet_rows",
    "site_rows", "span_words", "stages_of", "steps_of", "template_rows", "tone_of",
]  # fmt: skip
