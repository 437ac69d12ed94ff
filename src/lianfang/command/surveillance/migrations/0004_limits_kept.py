"""The database itself refuses to move what lateness is read from: starts, limits, and steps once taken."""

from django.db import migrations

SENTENCE = "lianfang: the times of a signal are never changed"
# Table, columns that stay as they were written, columns that stay once they hold a value.
KEPT = (
    ("signal", ("number", "found_at", "recorded_at", "verify_due_at"), ()),
    ("signalstep", ("signal_id", "kind", "taken_at", "words"), ()),
    (
        "notificationreceipt",
        ("notification_id", "receipt_due_at", "reply_due_at"),
        ("received_at", "replied_at"),
    ),
    ("addressee", ("signal_id", "sent_at"), ("answered_at",)),
)


def _condition(kept, once, differs):
    parts = [f"NEW.{name} {differs} OLD.{name}" for name in kept]
    parts += [f"(OLD.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})" for name in once]
    return " OR ".join(parts)


def _sqlite():
    for table, kept, once in KEPT:
        yield f"""
        CREATE TRIGGER surveillance_{table}_kept BEFORE UPDATE ON surveillance_{table}
        WHEN {_condition(kept, once, "IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
        """


def _postgresql():
    yield f"""
    CREATE FUNCTION surveillance_times_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """
    for table, kept, once in KEPT:
        yield f"""
        CREATE TRIGGER surveillance_{table}_kept BEFORE UPDATE ON surveillance_{table}
        FOR EACH ROW WHEN ({_condition(kept, once, "IS DISTINCT FROM")})
        EXECUTE FUNCTION surveillance_times_refuse()
        """


def guard(apps, schema_editor):
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]
    for statement in statements():
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table, _, _ in KEPT:
        on = f" ON surveillance_{table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER surveillance_{table}_kept{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION surveillance_times_refuse()")


class Migration(migrations.Migration):
    dependencies = [("surveillance", "0003_source_control_facts")]

    operations = [migrations.RunPython(guard, unguard)]
