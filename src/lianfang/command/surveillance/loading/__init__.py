"""From packs into the database: what is watched, who reports, and the demonstration's ordinary past."""

from .everyday import prepare_everyday
from .programmes import load_programmes, load_sites

__all__ = ["load_programmes", "load_sites", "prepare_everyday"]
