"""Drawings of the analysis desk."""

from .charts import draw_chart
from .trials import draw_trial

__all__ = ["draw_chart", "draw_trial"]
