"""The door of the analysis room."""

from .choices import Interval, Method, Origin
from .models import Analysis
from .queries import get_analysis, list_analyses
from .rules.options import Options
from .rules.series import Series
from .services import save_analysis

__all__ = [
    "Analysis", "Interval", "Method", "Options", "Origin", "Series", "get_analysis", "list_analyses",
    "save_analysis",
]  # fmt: skip
