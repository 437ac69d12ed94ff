"""The database itself refuses to move a clock of the law: its start, its limit, a stop once set."""

from django.db import migrations

SENTENCE = "lianfang: the times of a clock are never changed"
KEPT = ("started_at", "due_at", "code", "round", "emergency_id")
STOP = ("stopped_at", "stop_kind")


def _condition(differs):
    kept = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in KEPT)
    stop = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in STOP)
    return f"{kept} OR (OLD.stopped_at IS NOT NULL AND ({stop}))"


SQLITE = [
    f"""
    CREATE TRIGGER emergencies_clock_kept BEFORE UPDATE ON emergencies_clock
    WHEN {_condition("IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """
]
SQLITE_BACK = ["DROP TRIGGER emergencies_clock_kept"]
POSTGRESQL = [
    f"""
    CREATE FUNCTION emergencies_clock_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER emergencies_clock_kept BEFORE UPDATE ON emergencies_clock
    FOR EACH ROW WHEN ({_condition("IS DISTINCT FROM")}) EXECUTE FUNCTION emergencies_clock_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER emergencies_clock_kept ON emergencies_clock",
    "DROP FUNCTION emergencies_clock_refuse()",
]


def guard(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    statements = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("emergencies", "0002_reports_and_clocks")]

    operations = [migrations.RunPython(guard, unguard)]
