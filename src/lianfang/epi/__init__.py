"""
The field epidemiologist's methods: plain Python with numpy and scipy, no Django.

Detection: is this count more than usual. Estimation: how fast, from whom, how severe. Analysis: who,
and what with. Each function with its source: docs/reference/epi.md.
"""

from . import analysis, detection, estimation
from .analysis import *  # noqa: F403
from .detection import *  # noqa: F403
from .estimation import *  # noqa: F403
from .results import Estimate, Intervals, Test

__all__ = [
    *analysis.__all__,
    *detection.__all__,
    *estimation.__all__,
    "Estimate",
    "Intervals",
    "Test",
]
