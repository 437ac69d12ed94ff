"""
Inserting very many rows of one table.

`bulk_create` spends ten times as long on each row as the database does: it builds a model, and
asks every field to prepare every value. A response of a province is a hundred thousand rows in one
transaction, so the few values that differ are prepared here and the rest once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from lianfang.base.kernel.records import Record


class RowWriter:
    """Rows of one model that share most of their values."""

    def __init__(
        self, model: type[Record], shared: Mapping[str, Any], varying: Sequence[str]
    ) -> None:
        self.model = model
        self.fields = {f.name: f for f in model._meta.concrete_fields if not f.primary_key}
        self.varying = [self.fields[name] for name in varying]
        rest = [f for name, f in self.fields.items() if name not in varying]
        self.columns = [f.column for f in (*self.varying, *rest)]
        self.tail = tuple(
            self.prepared(f, shared[f.name] if f.name in shared else f.get_default()) for f in rest
        )

    def prepared(self, field: "models.Field[Any, Any]", value: Any) -> Any:
        """The value as the database takes it; a record stands for its key."""
        return field.get_db_prep_save(getattr(value, "pk", value), connection)

    def value(self, name: str, value: Any) -> Any:
        return self.prepared(self.fields[name], value)

    def insert(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert prepared rows, whose values stand in the order of `varying`."""
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        table = connection.ops.quote_name(self.model._meta.db_table)
        full = ((*row, *self.tail) for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Copying passes by Django's cursor, which would translate the driver's errors.
                with (
                    connection.wrap_database_errors,
                    cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
                ):
                    for row in full:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", full)  # noqa: S608
