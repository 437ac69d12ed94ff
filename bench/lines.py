"""One measured thing, and the time that something takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured thing: what, how many rows, how long, and what it is held against."""

    what: str
    rows: int
    seconds: float
    floor: float = 0
    limit: float = 0
    note: str = ""

    def __str__(self) -> str:
        ratio = f"{self.seconds / self.floor:6.1f}×" if self.floor else " " * 7
        verdict = "" if not self.limit else "ok" if self.seconds <= self.limit else "TOO SLOW"
        floor = f"{self.floor:9.3f}" if self.floor else " " * 9
        return f"{self.what:<34}{self.rows:>8}{self.seconds:>10.3f}{floor}{ratio}  {verdict:<9}{self.note}"


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
