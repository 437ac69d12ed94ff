"""Running the command line as another process, in a home of its own."""

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Only what a process needs: nothing of the test run's own settings reaches it.
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "HOME")


# Debian's libfaketime; the product itself has no switch that moves the clock.
SHIFTED = Path(__file__).resolve().parent / "shifted"
CLOCK_LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


class ShiftedClock:
    """
    The machine's clock as other processes see it, so and so far from ours; it runs on and may be moved.

    Only the time of day is shifted: waiting (the monotonic clock) and the ages of files are as ever.
    """

    def __init__(self, file: Path) -> None:
        assert CLOCK_LIBRARY, "apt-get install libfaketime (tools/test_system.py does it)"
        self._file = file
        self.offset = timedelta()
        self.move(timedelta())

    def move(self, further: timedelta) -> None:
        """Let time jump by whole seconds, rather later; processes that run already jump with it."""
        self.offset += timedelta(seconds=math.ceil(further.total_seconds()))
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self.offset.total_seconds():+.0f}\n")
        fresh.replace(self._file)

    def now(self) -> datetime:
        """The moment that those processes take for the present."""
        return datetime.now(UTC) + self.offset  # noqa: TID251

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with to live by this clock; its children live by it too."""
        return {
            "LD_PRELOAD": str(CLOCK_LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
            "PYTHONPATH": f"{SHIFTED}:{ROOT / 'src'}",
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def lianfang(home: Path, *arguments: str, **environment: str) -> Answer:
    """Run `lianfang …` with its data in `home`."""
    done = subprocess.run(
        [sys.executable, "-m", "lianfang.config.cli", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=170, check=False,
        env=environment_of(home) | environment,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def environment_of(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    own = {"LIANFANG_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    return kept | own


def python(home: Path, code: str) -> Answer:
    """Run Python with the settings of a home, as its server would."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env=environment_of(home) | {"DJANGO_SETTINGS_MODULE": "lianfang.config.settings"},
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)
