"""An empty database for a part that measures the product, and how its lines are printed."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable

import django

from bench.lines import Line


def prepare() -> None:
    """LIANFANG_DATABASE_URL where it is set (an empty database), else a new SQLite file; migrated."""
    if not os.environ.get("LIANFANG_DATABASE_URL"):
        os.environ["LIANFANG_HOME"] = tempfile.mkdtemp(prefix="lianfang-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.setdefault("LIANFANG_HOSTS", "testserver")
    os.environ.setdefault("LIANFANG_LOG", "ERROR")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def measure(*parts: Callable[[], Iterable[Line]]) -> None:
    """Print every line as it comes; leaves with 1 where one is too slow."""
    prepare()
    print(f"{'':<34}{'rows':>8}{'seconds':>10}{'floor':>9}{'ratio':>7}")
    is_slow = False
    for part in parts:
        for line in part():
            print(line, flush=True)
            is_slow = is_slow or "TOO SLOW" in str(line)
    sys.exit(is_slow)
