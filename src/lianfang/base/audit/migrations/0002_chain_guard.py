"""The head of the chain, and triggers that refuse to change or remove a row of the log."""

from django.db import migrations

SENTENCE = "audit rows are never changed or removed"

SQLITE = [
    f"""
    CREATE TRIGGER audit_auditrow_no_{verb} BEFORE {verb} ON audit_auditrow
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """
    for verb in ("update", "delete")
] + [
    f"""
    CREATE TRIGGER audit_chainhead_no_delete BEFORE DELETE ON audit_chainhead
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """
]
SQLITE_BACK = [
    "DROP TRIGGER audit_auditrow_no_update",
    "DROP TRIGGER audit_auditrow_no_delete",
    "DROP TRIGGER audit_chainhead_no_delete",
]

POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_auditrow_no_change BEFORE UPDATE OR DELETE ON audit_auditrow
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    # TRUNCATE fires no row trigger.
    """
    CREATE TRIGGER audit_auditrow_no_truncate BEFORE TRUNCATE ON audit_auditrow
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_chainhead_no_delete BEFORE DELETE ON audit_chainhead
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_chainhead_no_truncate BEFORE TRUNCATE ON audit_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_auditrow_no_change ON audit_auditrow",
    "DROP TRIGGER audit_auditrow_no_truncate ON audit_auditrow",
    "DROP TRIGGER audit_chainhead_no_delete ON audit_chainhead",
    "DROP TRIGGER audit_chainhead_no_truncate ON audit_chainhead",
    "DROP FUNCTION audit_refuse()",
]


def put_head(apps, schema_editor):
    head = apps.get_model("audit", "ChainHead")
    head.objects.using(schema_editor.connection.alias).get_or_create(pk=1)


def guard(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    statements = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(put_head, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
