"""
Lists of a county that has 20,000 tasks, from a real server with eight clients at once: `python -m bench.pages`.
"""

import statistics

from bench.database import measure
from bench.lines import Line, timed
from bench.serving import CLIENTS, Served, p95, serving
from bench.tasks_start import measure_start

PAGE_TASKS = 20_000
# What a list may cost at most: seconds of the slowest twentieth, statements, bytes.
LIMIT_P95, LIMIT_STATEMENTS, LIMIT_BYTES = 0.150, 25, 150_000
# A person who turns pages as fast as can be read; beside it the same with no pause at all, which asks how
# many pages the processors can make rather than how long one person waits.
LOOK = 0.5


def page_lines() -> list[Line]:
    """Every list; the floor is the same person's empty list of messages, asked in the same way."""
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
        "table, words": "/tasks/all/?q=%E8%A7%84%E5%AE%9A%E5%8A%A8%E4%BD%9C",
        "table, state": "/tasks/all/?state=issued",
        "table, one response": f"/tasks/all/?response={response.uuid}",
        "board": f"/tasks/board/?response={response.uuid}",
        "review": "/tasks/review/",
    }
    with serving() as served:
        empty = served_p95(served, ground, "/notices/")
        return [measure_page(served, ground, *page, floor=empty) for page in pages.items()]


def served_p95(served: Served, ground: object, address: str, pause: float = LOOK) -> float:
    cookie = cookie_of(ground)
    served.ask(address, cookie, clients=2)
    return p95(served.ask(address, cookie, pause=pause))


def cookie_of(ground: object) -> str:
    """What the browser of the person of the office sends along."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in sign_in(ground).cookies.items())


def measure_page(
    served: Served, ground: object, what: str, address: str, *, floor: float, rows: int = PAGE_TASKS
) -> Line:
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
    size = len(answer.content)
    heavy = " TOO MUCH" if len(asked) > LIMIT_STATEMENTS or size > LIMIT_BYTES else ""
    pressed = served_p95(served, ground, address, pause=0.0)
    note = (
        f"p95 of {CLIENTS} clients; without a pause {pressed * 1000:.0f} ms; alone {alone * 1000:.0f} ms, "
        f"{len(asked)} statements, {size / 1000:.0f} kB{heavy}"
    )
    return Line(what, rows, served_p95(served, ground, address), floor, LIMIT_P95, note=note)


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


if __name__ == "__main__":
    measure(page_lines)
