"""
Times of the tasks room with their floors: `python -m bench.tasks_start`.

Starting a response is compared with the same number of task rows copied by one INSERT … SELECT.
Uses LIANFANG_DATABASE_URL where it is set (an empty database), else a new SQLite file.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import django


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


def start_lines() -> list[Line]:
    """County and province: start against floor, the county five times and the median."""
    from bench.tasks_world import COUNTY, PROVINCE, build_ground

    county = build_ground("652327", COUNTY)
    starts = [measure_start(county) for _ in range(5)]
    rows, floor = starts[0][0], statistics.median(s[2] for s in starts)
    lines = [
        Line("start, level I, county", rows, statistics.median(s[1] for s in starts), floor, 1.0)
    ]
    province = build_ground("650000", PROVINCE)
    rows, seconds, floor = measure_start(province)
    return [*lines, Line("start, level I, province", rows, seconds, floor, 30.0)]


def measure_start(ground: object) -> tuple[int, float, float]:
    """Rows written by a start, its time with the commit, and the time of the floor."""
    from django.db import transaction

    from bench.tasks_world import new_response
    from lianfang.base.kernel.events import publish
    from lianfang.command.emergencies.public import ResponseStarted
    from lianfang.command.tasks.models import Task

    response = new_response(ground)

    def start() -> None:
        with transaction.atomic():
            publish(ResponseStarted(response=response, actor=ground.chief))

    seconds = timed(start)
    rows = Task.objects.filter(response=response).count()
    return rows, seconds, timed(lambda: copy_rows(response.pk))


def copy_rows(response_id: int) -> None:
    """The floor: as many rows of the same table, by one statement in one transaction, undone."""
    from django.db import connection, transaction

    from lianfang.command.tasks.models import Task

    new = {
        "uuid": "lower(hex(randomblob(16)))"
        if connection.vendor == "sqlite"
        else "gen_random_uuid()",
        "number": "number || '-'",
        "occurrence": "occurrence + 1000",
    }
    columns = [field.column for field in Task._meta.concrete_fields if field.column != "id"]
    taken = ", ".join(new.get(column, f'"{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tasks_task ({named}) SELECT {taken} FROM tasks_task WHERE response_id = %s",
            [response_id],
        )
    Task.objects.filter(response_id=response_id, occurrence__gt=1000)._raw_delete("default")


def main() -> bool:
    """Print the lines; True where one is too slow."""
    if not os.environ.get("LIANFANG_DATABASE_URL"):
        os.environ["LIANFANG_HOME"] = tempfile.mkdtemp(prefix="lianfang-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.setdefault("LIANFANG_HOSTS", "testserver")
    os.environ.setdefault("LIANFANG_LOG", "ERROR")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(f"{'':<34}{'rows':>8}{'seconds':>10}{'floor':>9}{'ratio':>7}")
    lines: list[Line] = []
    from bench.pages import page_lines

    for part in (start_lines, page_lines):
        for line in part():
            lines.append(line)
            print(line)
    return any("TOO SLOW" in str(line) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
