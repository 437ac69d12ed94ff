"""Files that a page answers with: their type and a name that may be Chinese."""

from pathlib import PurePath
from urllib.parse import quote

from django.http import HttpResponse

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def download(name: str, raw: bytes) -> HttpResponse:
    """
    Answer with a file to keep.

    :raises KeyError: a kind of file that the house does not write.
    """
    response = HttpResponse(raw, content_type=TYPES[PurePath(name).suffix])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
