"""Pages of plans."""

from .reading import duty_detail, plan_detail, plan_list

__all__ = ["duty_detail", "plan_detail", "plan_list"]
