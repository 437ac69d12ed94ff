"""What is done to the rules: loading the national ones, and the county's own watch lines."""

from .national import load_standards
from .watch import WatchFacts, restore_watch_line, set_aside_watch_line, set_watch_line

__all__ = [
    "WatchFacts",
    "load_standards",
    "restore_watch_line",
    "set_aside_watch_line",
    "set_watch_line",
]
