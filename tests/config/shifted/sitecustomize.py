"""
Loaded first by every process of a test that lives by a shifted clock.

libfaketime 0.9.10 (Debian 12) answers EINVAL to a sleep until a moment of the monotonic clock, which is
how Python 3.11 sleeps; waiting on nothing is the same rest by another call.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
