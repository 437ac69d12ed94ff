"""
Times of the tasks room with their floors: `python -m bench.tasks_start`.

Starting a response is compared with the same number of task rows copied by one INSERT … SELECT.
Uses LIANFANG_DATABASE_URL where it is set (an empty database), else a new SQLite file.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import django

CLIENTS = 8
REQUESTS_EACH = 25
PAGE_TASKS = 20_000


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


def page_lines() -> list[Line]:
    """The lists of a county that has 20,000 tasks: alone, and with eight clients at once."""
    from bench.tasks_world import COUNTY, build_ground
    from lianfang.command.tasks.models import Task

    ground = build_ground("652399", COUNTY)
    here = Task.objects.filter(area_path__startswith=ground.area.path)
    while here.count() < PAGE_TASKS:
        measure_start(ground)
    response = here.order_by("id").first().response
    pages = {
        "box of the unit": "/tasks/?tab=sign",
        "table": "/tasks/all/",
        "table, last page": "/tasks/all/?page=9999",
        "table, words": "/tasks/all/?q=规定动作",
        "table, state": "/tasks/all/?state=issued",
        "table, one response": f"/tasks/all/?response={response.uuid}",
        "board": f"/tasks/board/?response={response.uuid}",
        "review": "/tasks/review/",
    }
    return [measure_page(ground, what, address) for what, address in pages.items()]


def measure_page(ground: object, what: str, address: str) -> Line:
    from django.db import connection

    client = sign_in(ground)
    client.get(address)
    asked: list[str] = []

    def count(execute: object, sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    alone = statistics.median(timed(lambda: client.get(address)) for _ in range(9))
    times: list[float] = []
    threads = [
        threading.Thread(target=ask, args=(sign_in(ground), address, times)) for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p95 = sorted(times)[int(len(times) * 0.95)]
    note = f"{len(asked)} statements, {len(answer.content) / 1000:.0f} kB, p95 of 8 in one process {p95 * 1000:.0f} ms"
    return Line(what, PAGE_TASKS, alone, note=note)


def sign_in(ground: object) -> object:
    from django.conf import settings
    from django.test import Client

    from lianfang.base.accounts.public import User

    client = Client()
    user = User.objects.get(pk=ground.office.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["post_id"] = ground.office.post_id
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def ask(client: object, address: str, times: list[float]) -> None:
    from django.db import connection

    times.extend(timed(lambda: client.get(address)) for _ in range(REQUESTS_EACH))
    connection.close()


def main() -> None:
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
    for part in (start_lines, page_lines):
        for line in part():
            lines.append(line)
            print(line)
    sys.exit(any("TOO SLOW" in str(line) for line in lines))


if __name__ == "__main__":
    main()
