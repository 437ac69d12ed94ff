"""Analyses and back-tests in words, tables and pictures."""

from .analyses import (
    FAULT_COLUMNS,
    FILE_KINDS,
    LIST_COLUMNS,
    SCORE_COLUMNS,
    analysis_rows,
    answer_file,
    chart,
    fault_lines,
    figure_lines,
    known_columns,
    point_lines,
    query_of,
    score_lines,
    score_rows,
)
from .trials import (
    ResultLine,
    answer_trial,
    period_lines,
    result_lines,
    series_lines,
    sum_up,
)

__all__ = [
    "FAULT_COLUMNS", "FILE_KINDS", "LIST_COLUMNS", "SCORE_COLUMNS", "ResultLine", "analysis_rows", "answer_file",
    "answer_trial", "chart", "fault_lines", "figure_lines", "known_columns", "period_lines", "point_lines", "query_of",
    "result_lines", "score_lines", "score_rows", "series_lines", "sum_up",
]  # fmt: skip
