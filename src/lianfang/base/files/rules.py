"""What may be stored: kinds told by content, not by name."""

from lianfang.base.kernel.errors import RuleBroken

# First bytes → media type. Office files are zip containers; their ending tells them apart.
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
)
CONTAINERS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}


def media_type_of(name: str, head: bytes) -> str:
    """
    The media type of a file by its first bytes.

    :raises RuleBroken: nothing that may be attached.
    """
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(b"PK\x03\x04") and ending in CONTAINERS:
        return CONTAINERS[ending]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if ending in TEXTS and b"\x00" not in head:
        return TEXTS[ending]
    raise RuleBroken(
        "这种文件不能上传。可以上传：照片（JPG、PNG、WEBP）、PDF、Word（docx）、Excel（xlsx）、文本（txt、csv）、zip。"
    )


def check_size(size: int, limit: int) -> None:
    """:raises RuleBroken: the file is empty or larger than the limit."""
    if size == 0:
        raise RuleBroken("文件是空的，请重新选择。")
    if size > limit:
        raise RuleBroken(f"文件超过 {limit // 1024 // 1024} MB，请压缩或分开上传。")
