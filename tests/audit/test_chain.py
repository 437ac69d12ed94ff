"""The chained log: what is written, that it cannot be changed, and that tampering is found where it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lianfang.base.audit.models import ChainHead
from lianfang.base.audit.public import (
    next_code,
    next_number,
    record,
    record_batch,
    verify_chain,
)
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from tests.builders.world import World

pytestmark = pytest.mark.django_db
JOB = Actor.system("测试")


def write(count: int) -> None:
    for number in range(count):
        record(actor=JOB, action="tasks.task.signed", note=f"第 {number} 件")


@pytest.fixture
def unguarded() -> Callable[..., None]:
    """Run SQL as somebody would who holds the database: with the triggers taken away."""

    def run(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS audit_auditrow_no_{verb}")
            else:
                cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
            cursor.execute(sql, values)

    return run


def test_an_untouched_chain_is_whole() -> None:
    write(5)

    verdict = verify_chain()

    assert (verdict.is_whole, verdict.rows, verdict.broken_at) == (True, 5, None)


def test_an_empty_chain_is_whole() -> None:
    assert verify_chain().is_whole


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "别人"), ("action", "tasks.task.accepted"), ("count", 7),
        ("changes", '{"note": "改过"}'), ("address", "10.0.0.9"), ("target_uuid", "x"), ("actor_id", 9),
        ("at", "2020-01-01 00:00:00"), ("recorded_at", "2020-01-01 00:00:00"), ("post_title", "县长"),
    ],
)  # fmt: skip
def test_a_changed_column_is_found_at_its_row(unguarded, column: str, value: object) -> None:
    write(5)

    unguarded(f"UPDATE audit_auditrow SET {column} = %s WHERE seq = 3", value)
    verdict = verify_chain()

    assert (verdict.is_whole, verdict.broken_at) == (False, 3)
    assert verdict.why == "第 3 行内容被改动"


def test_a_removed_row_is_found(unguarded) -> None:
    write(5)

    unguarded("DELETE FROM audit_auditrow WHERE seq = 3")
    verdict = verify_chain()

    assert (verdict.is_whole, verdict.broken_at, verdict.rows) == (False, 3, 2)
    assert "第 3 行缺失" in verdict.why


def test_a_removed_row_whose_gap_was_closed_is_found(unguarded) -> None:
    write(5)

    unguarded("DELETE FROM audit_auditrow WHERE seq = 3")
    unguarded("UPDATE audit_auditrow SET seq = 3 WHERE seq = 4")
    unguarded("UPDATE audit_auditrow SET seq = 4 WHERE seq = 5")

    assert (verify_chain().is_whole, verify_chain().broken_at) == (False, 3)


def test_the_first_row_cannot_go_unnoticed(unguarded) -> None:
    write(3)

    unguarded("DELETE FROM audit_auditrow WHERE seq = 1")

    assert verify_chain().broken_at == 1


def test_a_cut_off_tail_is_found(unguarded) -> None:
    write(5)

    unguarded("DELETE FROM audit_auditrow WHERE seq > 3")
    verdict = verify_chain()

    assert (verdict.is_whole, verdict.broken_at, verdict.rows) == (False, 4, 3)
    assert "截去" in verdict.why


def test_a_whole_log_removed_is_found(unguarded) -> None:
    write(3)

    unguarded("DELETE FROM audit_auditrow")

    assert (verify_chain().is_whole, verify_chain().broken_at) == (False, 1)


def test_swapped_rows_are_found(unguarded) -> None:
    write(5)

    unguarded("UPDATE audit_auditrow SET seq = 99 WHERE seq = 2")
    unguarded("UPDATE audit_auditrow SET seq = 2 WHERE seq = 4")
    unguarded("UPDATE audit_auditrow SET seq = 4 WHERE seq = 99")

    assert (verify_chain().is_whole, verify_chain().broken_at) == (False, 2)


def test_an_inserted_row_is_found(unguarded) -> None:
    write(3)

    unguarded(
        "INSERT INTO audit_auditrow (seq, at, recorded_at, actor_name, post_title, unit_name, action,"
        " target_type, target_uuid, target_label, changes, count, address, previous, digest)"
        " SELECT 4, at, recorded_at, actor_name, post_title, unit_name, action, target_type,"
        " target_uuid, target_label, changes, count, address, digest, digest"
        " FROM audit_auditrow WHERE seq = 3"
    )

    assert (verify_chain().is_whole, verify_chain().broken_at) == (False, 4)


def test_a_chain_recomputed_with_another_key_is_found(settings) -> None:
    settings.LIANFANG_FIELD_KEY = b"somebody else's key"
    write(3)
    settings.LIANFANG_FIELD_KEY = b"only-for-tests-too"

    assert (verify_chain().is_whole, verify_chain().broken_at) == (False, 1)


def test_a_head_set_back_with_the_tail_still_there_is_found() -> None:
    write(5)

    ChainHead.objects.filter(pk=1).update(seq=3)

    assert not verify_chain().is_whole


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditrow SET actor_name = 'x' WHERE seq = 1",
        "DELETE FROM audit_auditrow WHERE seq = 1",
        "DELETE FROM audit_chainhead",
    ],
)
def test_the_database_itself_refuses_a_change(sql: str) -> None:
    write(2)

    with (
        pytest.raises((DatabaseError, IntegrityError), match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert verify_chain().rows == 2


def test_a_row_that_was_rolled_back_leaves_no_gap() -> None:
    write(1)

    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    write(1)

    assert (verify_chain().is_whole, verify_chain().rows) == (True, 2)


def test_personal_fields_are_named_and_not_shown(county: World) -> None:
    row = record(
        actor=JOB, action="accounts.user.updated", target=county.users["li"],
        changes={"name": ("李联络", "李某"), "is_active": (True, False)},
    )  # fmt: skip

    assert row.changes == {"name": "（已变更，内容不入日志）", "is_active": [True, False]}
    assert row.target_label == ""
    assert row.target_uuid == str(county.users["li"].uuid)


def test_a_batch_is_one_row_with_count_and_digest_in_order() -> None:
    one = record_batch(actor=JOB, action="tasks.task.issued", targets=["a", "b"])
    same = record_batch(actor=JOB, action="tasks.task.issued", targets=["a", "b"])
    other = record_batch(actor=JOB, action="tasks.task.issued", targets=["b", "a"])

    assert one.count == 2
    assert one.changes == same.changes
    assert one.changes != other.changes


def test_a_moved_clock_moves_the_act_and_not_its_recording() -> None:
    story = clock.now() - timedelta(days=400)

    with clock.moved_to(story):
        row = record(actor=JOB, action="exercises.exercise.started")

    assert row.at == story
    assert row.recorded_at > story + timedelta(days=399)
    assert verify_chain().is_whole


def test_numbers_run_on_and_begin_anew_each_year() -> None:
    with clock.moved_to(clock.start_of_day(clock.today().replace(month=1, day=1, year=2027))):
        codes = [next_code("t", "T"), next_code("t", "T")]
        run = next_number("t", count=10)
        after = next_number("t")
    with clock.moved_to(clock.start_of_day(clock.today().replace(month=1, day=1, year=2028))):
        fresh = next_code("t", "T")

    assert codes == ["T-2027-0001", "T-2027-0002"]
    assert (run, after) == (3, 13)
    assert fresh == "T-2028-0001"


def test_series_do_not_share_their_numbers() -> None:
    assert (next_number("a"), next_number("b"), next_number("a")) == (1, 1, 2)
