"""Running the command line as another process, in a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Only what a process needs: nothing of the test run's own settings reaches it.
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "HOME")


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
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "lianfang.config.cli", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=170, check=False,
        env={
            **kept, "LIANFANG_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1",
            **environment,
        },
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def python(home: Path, code: str) -> Answer:
    """Run Python with the settings of a home, as its server would."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={
            **kept, "LIANFANG_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
        },
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)
