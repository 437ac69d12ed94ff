"""
Starting a response, with its floor: `python -m bench.tasks_start`.

It is compared with the same number of task rows copied by one INSERT … SELECT.
"""

import statistics

from bench.database import measure
from bench.lines import Line, timed


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


if __name__ == "__main__":
    measure(start_lines)
