"""The engine's own full-text index beside the table: FTS5 on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(bigrams, content='search_entry', content_rowid='id', tokenize='ascii')",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
         INSERT INTO search_fts(rowid, bigrams) VALUES (new.id, new.bigrams); END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
         INSERT INTO search_fts(search_fts, rowid, bigrams) VALUES ('delete', old.id, old.bigrams); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF bigrams ON search_entry BEGIN
         INSERT INTO search_fts(search_fts, rowid, bigrams) VALUES ('delete', old.id, old.bigrams);
         INSERT INTO search_fts(rowid, bigrams) VALUES (new.id, new.bigrams); END""",
]
POSTGRES = [
    "ALTER TABLE search_entry ADD COLUMN terms tsvector GENERATED ALWAYS AS (to_tsvector('simple', bigrams)) STORED",
    "CREATE INDEX search_entry_terms ON search_entry USING gin (terms)",
]


def build(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN terms")
        return
    for trigger in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER search_entry_{trigger}")
    schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
