"""Handing out a stored file, with its content checked."""

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from lianfang.base.kernel.encryption import sm3_hex
from lianfang.base.kernel.errors import RuleBroken

from .models import Attachment

INLINE = {"image/png", "image/jpeg", "image/webp", "application/pdf"}


def read_attachment(attachment: Attachment) -> bytes:
    """
    The bytes of a file. The calling room has checked that the actor may see its record.

    :raises RuleBroken: the stored bytes are gone or are no longer those that were uploaded.
    """
    try:
        with default_storage.open(attachment.path) as file:
            raw: bytes = file.read()
    except FileNotFoundError as fault:
        raise RuleBroken("附件文件缺失，请联系系统管理员从备份恢复。") from fault
    if sm3_hex(raw) != attachment.digest:
        raise RuleBroken("附件内容与上传时不一致，已停止下载，请联系审计管理员。")
    return raw


def attachment_response(attachment: Attachment) -> HttpResponse:
    """The file as an answer to a browser; only pictures and PDF open inside it."""
    response = HttpResponse(read_attachment(attachment), content_type=attachment.media_type)
    as_attachment = attachment.media_type not in INLINE
    response["Content-Disposition"] = content_disposition_header(as_attachment, attachment.name)
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    return response
