"""Storing a file."""

import re
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.encryption import sm3_hex

from . import rules
from .models import Attachment


@transaction.atomic
def save_attachment(*, actor: Actor, name: str, raw: bytes) -> Attachment:
    """
    Store a file for a record of another room, which links to it and guards it.

    :raises RuleBroken: empty, too large, or of a kind that is not accepted.
    """
    rules.check_size(len(raw), settings.LIANFANG_UPLOAD_LIMIT)
    name = clean_name(name)
    media_type = rules.media_type_of(name, raw[:512])
    key = uuid4()
    path = default_storage.save(f"{key.hex[:2]}/{key.hex}", ContentFile(raw))
    attachment = Attachment.objects.create(
        uuid=key, name=name, media_type=media_type, size=len(raw), digest=sm3_hex(raw), path=path,
        uploaded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor,
        action="files.attachment.saved",
        target=attachment,
        changes={"size": (None, len(raw))},
    )
    return attachment


def clean_name(name: str) -> str:
    """A file name without folders or control characters, short enough to store."""
    base = PurePosixPath(name.replace("\\", "/")).name
    base = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "_", base).strip(". ") or "附件"
    stem, dot, ending = base.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:15]}" if dot else base[:190]
