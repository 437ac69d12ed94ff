"""The database itself refuses to change the log."""

import pytest
from django.db import DatabaseError, connection, transaction

from lianfang.base.audit.models import AuditRow, ChainHead
from lianfang.base.audit.public import record, verify_chain
from lianfang.base.kernel.actor import Actor

pytestmark = pytest.mark.django_db

STATEMENTS = [
    "UPDATE audit_auditrow SET action = 'x'",
    "UPDATE audit_auditrow SET digest = digest",
    "DELETE FROM audit_auditrow",
    "DELETE FROM audit_auditrow WHERE seq = 2",
    "DELETE FROM audit_chainhead",
]


@pytest.fixture
def trail(db):
    for number in range(3):
        record(actor=Actor.system("试验"), action=f"trial.row.written_{number}")


def everything() -> list[dict]:
    return list(AuditRow.objects.order_by("seq").values())


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(statement: str, trail) -> None:
    before = everything()

    refusal = pytest.raises(DatabaseError, match="never changed or removed")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert everything() == before
    assert verify_chain().is_whole


@pytest.mark.postgres_only
@pytest.mark.parametrize("table", ["audit_auditrow", "audit_chainhead"])
def test_the_database_refuses_to_truncate(table: str, trail) -> None:
    before = everything()

    refusal = pytest.raises(DatabaseError, match="never changed or removed")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")

    assert everything() == before


def test_the_object_mapper_is_refused_as_well(trail) -> None:
    row = AuditRow.objects.first()
    row.action = "changed"

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(update_fields=["action"])
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()

    assert AuditRow.objects.count() == 3


def test_rows_are_still_added(trail) -> None:
    record(actor=Actor.system("试验"), action="trial.row.written")

    assert ChainHead.objects.get().seq == 4
    assert verify_chain().rows == 4
