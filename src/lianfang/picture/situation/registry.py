"""Which rooms have something to say in a report: found by the name of a file, at first use."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from lianfang.base.kernel.sections import Section
from lianfang.command.emergencies.public import Emergency

from .rules import DAILY_KEYS

Writer = Callable[[Emergency, datetime], list[Section]]


@lru_cache(maxsize=1)
def _modules() -> tuple[ModuleType, ...]:
    """`sections.py` of every installed room that has one."""
    names = [config.name for config in apps.get_app_configs()]
    # The base wing has nothing to report; its kernel defines what a section is.
    rooms = [n for n in names if n.startswith("lianfang.") and not n.startswith("lianfang.base.")]
    return tuple(
        import_module(f"{room}.sections") for room in rooms if find_spec(f"{room}.sections")
    )


def writers() -> tuple[Writer, ...]:
    """What the rooms have to say in every report."""
    return tuple(module.sections for module in _modules())


def gather(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """Every room's sections at the cut-off, in the order of the report."""
    found = [section for write in writers() for section in write(emergency, cutoff_at)]
    return sorted(found, key=lambda section: (section.order, section.key))


def gather_daily(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """
    The sections of a daily report: the short list of the rooms', and what only it tells.

    A room says the latter in `daily_sections` of its `sections.py`.
    """
    found = [row for row in gather(emergency, cutoff_at) if row.key in DAILY_KEYS]
    for module in _modules():
        if hasattr(module, "daily_sections"):
            found += module.daily_sections(emergency, cutoff_at)
    return sorted(found, key=lambda section: (section.order, section.key))
