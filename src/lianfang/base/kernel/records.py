"""What every stored record has: an inner id for joins, an outer uuid for the world."""

import uuid

from django.db import models


class Record(models.Model):
    """Base of every table: `id` inside the database, `uuid` in addresses and the API."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Personal:
    """
    The personal data a model holds, declared as an inner class on it.

    `fields`: names of columns with personal data; `why`: purpose and legal basis;
    `kept`: how long. A model without personal data says `class Personal: none = True`.
    """

    none = False
    fields: tuple[str, ...] = ()
    why = ""
    kept = ""
