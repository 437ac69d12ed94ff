"""
The live picture over a hundred thousand tasks and a thousand open clocks: `python -m bench.live`.

Wall screen and board from a real server with eight clients; both, unchanged, asked by five hundred; the replay of a response that has run for sixty days. The floor is the same person's empty list.
"""

import threading
import time
from datetime import timedelta

from bench.database import measure
from bench.lines import Line
from bench.pages import LIMIT_P95, cookie_of, measure_page, served_p95, sign_in
from bench.serving import Served, p95, serving
from bench.tasks_start import measure_start

CLOCKS, DAYS, SCREENS, ROUNDS = 1_000, 60, 500, 3
REPLAY_LIMIT, STEPPED = 5.0, 20_000


def lines() -> list[Line]:
    from bench.supervision import multiply_tasks
    from bench.tasks_world import COUNTY, build_ground
    from lianfang.command.emergencies.models import Emergency
    from lianfang.command.tasks.models import Task

    ground = build_ground("652327", COUNTY)
    measure_start(ground)
    multiply_tasks()
    emergency = Emergency.objects.get()
    run_for_sixty_days(emergency)
    start_clocks(emergency)
    count = Task.objects.count()
    board = f"/tasks/board/?response={emergency.responses.get().uuid}"
    with serving() as served:
        empty = served_p95(served, ground, "/notices/")
        found = [
            measure_page(served, ground, "wall", "/live/wall/", floor=empty, rows=count),
            measure_page(served, ground, "board", board, floor=empty, rows=count),
            measure_page(served, ground, "clocks", "/emergencies/clocks/", floor=empty, rows=count),
            poll_unchanged(served, ground, count, "wall", "/live/wall/"),
            poll_unchanged(served, ground, count, "board", board),
        ]
    return [*found, *replay_lines(ground, emergency, count)]


def run_for_sixty_days(emergency: object) -> None:
    """Recorded sixty days ago; a fifth of the tasks signed for, submitted and accepted along the way."""
    from lianfang.base.kernel import clock
    from lianfang.command.tasks.models import Task, TaskStep

    began = clock.now() - timedelta(days=DAYS)
    type(emergency).objects.update(recorded_at=began)
    emergency.responses.update(started_at=began)
    Task.objects.update(issued_at=began, due_at=clock.now() + timedelta(hours=2))
    keys = list(Task.objects.order_by("id").values_list("pk", flat=True)[:STEPPED])
    moves = (
        ("sign", "issued", "signed"),
        ("submit", "signed", "submitted"),
        ("accept", "submitted", "accepted"),
    )
    TaskStep.objects.bulk_create(
        (
            TaskStep(
                task_id=key, verb=verb, source=source, target=target,
                at=began + timedelta(minutes=(n * 4 + turn * 60) % (DAYS * 1440)),
            )
            for n, key in enumerate(keys)
            for turn, (verb, source, target) in enumerate(moves)
        ),
        batch_size=2000,
    )  # fmt: skip
    Task.objects.filter(pk__lte=keys[-1]).update(state="accepted", finished_at=clock.now())


def start_clocks(emergency: object) -> None:
    from django.conf import settings

    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.emergencies.models import Clock
    from lianfang.county.standards.models import Deadline
    from lianfang.county.standards.public import load_standards

    load_standards(actor=Actor.system("测速"), folder=settings.LIANFANG_PACKS / "china")
    deadline, now = Deadline.objects.order_by("id").first(), clock.now()
    Clock.objects.bulk_create(
        Clock(
            emergency=emergency, deadline=deadline, code=f"B{n}", area_path=emergency.area_path,
            started_at=now - timedelta(hours=1), due_at=now + timedelta(minutes=n),
        )
        for n in range(CLOCKS)
    )  # fmt: skip


def poll_unchanged(served: Served, ground: object, count: int, what: str, address: str) -> Line:
    """Five hundred screens ask in turn, as often as their page does, whether anything has changed."""
    import http.client

    head = {"Cookie": cookie_of(ground), "Host": "testserver", "HX-Request": "true"}
    times: list[float] = []
    statuses: list[int] = []

    def screen(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        version = ""
        for turn in range(ROUNDS):
            time.sleep(max(0.0, began + turn * 15 + number * 15 / SCREENS - time.perf_counter()))
            asked = time.perf_counter()
            line.request("GET", address, headers=head | {"If-None-Match": version})
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - asked)
            statuses.append(answer.status)
            version = answer.headers.get("ETag", "")

    began = time.perf_counter()
    screens = [threading.Thread(target=screen, args=(n,)) for n in range(SCREENS)]
    for one in screens:
        one.start()
    for one in screens:
        one.join()
    same = statuses.count(304)
    note = f"p95 of {len(times)} answers to {SCREENS} screens every 15 s; {same} times nothing new (304)"
    return Line(f"{what}, polled", count, p95(sorted(times)), 0, LIMIT_P95, note=note)


def replay_lines(ground: object, emergency: object, count: int) -> list[Line]:
    client = sign_in(ground)
    found = []
    for what, step in (
        ("replay, first day", 4),
        ("replay, thirtieth day", 120),
        ("replay, today", 240),
    ):
        began = time.perf_counter()
        answer = client.get(f"/live/{emergency.uuid}/replay/?step={step}")
        if answer.status_code != 200:
            raise SystemExit(f"{what}: {answer.status_code}")
        found.append(Line(what, count, time.perf_counter() - began, limit=REPLAY_LIMIT))
    return found


if __name__ == "__main__":
    measure(lines)
