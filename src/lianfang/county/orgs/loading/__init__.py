"""What the county's pack says about units, and what its demonstration shows of duty and teams."""

from .showing import prepare_demonstration_duty
from .units import LoadResult, load_orgs

__all__ = ["LoadResult", "load_orgs", "prepare_demonstration_duty"]
