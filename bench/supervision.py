"""
The ladder of supervision over a hundred thousand late tasks: `python -m bench.supervision`.

Held against the time of copying as many rows of the same tables by one INSERT … SELECT.
"""

from datetime import timedelta

from bench.database import measure
from bench.lines import Line, timed
from bench.tasks_start import measure_start

MANY = 100_000
FIRST_LIMIT, REST_LIMIT = 60.0, 5.0


def lines() -> list[Line]:
    from bench.tasks_world import COUNTY, build_ground
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.tasks.models import Supervision, Task
    from lianfang.command.tasks.public import climb_ladder

    measure_start(build_ground("652327", COUNTY))
    multiply_tasks()
    Task.objects.update(due_at=clock.now() - timedelta(hours=3))
    actor, now, count = Actor.system("测速"), clock.now(), Task.objects.count()

    def climb(hours: int) -> object:
        return climb_ladder(actor=actor, at=now + timedelta(hours=hours))

    first = timed(lambda: climb(0))
    idle = timed(lambda: climb(0))
    second = timed(lambda: climb(24))
    rows = Supervision.objects.count()
    floor = timed(copy_rows)
    Task.objects.update(state="accepted")
    closing = timed(lambda: climb(24))
    return [
        Line("ladder, all late for the first time", rows, first, floor, FIRST_LIMIT),
        Line("ladder, nothing new", count, idle, 0, REST_LIMIT),
        Line("ladder, all climb a rung", count, second, floor, FIRST_LIMIT),
        Line("ladder, all struck off elsewhere", rows, closing, 0, FIRST_LIMIT),
    ]


def multiply_tasks() -> None:
    """As many turns of the county's tasks as make a hundred thousand rows."""
    from django.db import connection

    from lianfang.command.tasks.models import Task

    first = Task.objects.count()
    columns = [field.column for field in Task._meta.concrete_fields if field.column != "id"]
    named = ", ".join(f'"{column}"' for column in columns)
    new_uuid = (
        "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    )
    for turn in range(1, MANY // first + 1):
        new = {
            "uuid": new_uuid,
            "number": f"number || '-{turn}'",
            "occurrence": f"occurrence + {turn}",
        }
        taken = ", ".join(new.get(column, f'"{column}"') for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO tasks_task ({named}) SELECT {taken} FROM tasks_task WHERE number NOT LIKE 'RW-%-%-%'"
            )


def copy_rows() -> None:
    """The floor: as many rows of both tables, by one statement each, undone."""
    from django.db import connection, transaction

    from lianfang.command.tasks.models import Supervision, SupervisionStep

    new_uuid = (
        "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    )
    new = {
        "uuid": new_uuid,
        "number": "number || '-'",
        "closed_at": "opened_at",
        "state": "'closed'",
        "closing": "'dropped'",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Supervision, SupervisionStep):
            columns = [
                field.column for field in model._meta.concrete_fields if field.column != "id"
            ]
            taken = ", ".join(new.get(column, f'"{column}"') for column in columns)
            named = ", ".join(f'"{column}"' for column in columns)
            table = model._meta.db_table
            cursor.execute(f'INSERT INTO "{table}" ({named}) SELECT {taken} FROM "{table}"')
        transaction.set_rollback(True)


if __name__ == "__main__":
    measure(lines)
