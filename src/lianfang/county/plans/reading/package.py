"""Looks into a zip package (docx, xlsx) before anything in it is unpacked or parsed."""

import io
import lzma
import re
import zipfile
import zlib

from lianfang.county.plans.reading.source import UnreadablePlan

MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBER = 100 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 5_000
# Small members may compress very well without harm.
RATIO_FROM = 5 * 1024 * 1024

BROKEN = (
    "文件已损坏或不完整，无法打开。请在 Word 或 WPS 中确认能够正常打开，"
    "另存一份后重新导入；也可以把正文复制后直接粘贴。"
)
BOMB = (
    "文件解压后大得异常，为保护系统没有打开。请核对文件来源；"
    "如确是预案文件，请把正文另存为 txt 或复制后直接粘贴。"
)
ENTITIES = "文件中含有不允许的外部实体定义，没有打开。请在 Word 或 WPS 中另存为新文件后重新导入。"
ENCRYPTED = "文件设有打开密码，无法读取。请取消密码后重新导入。"


def open_package(raw: bytes) -> zipfile.ZipFile:
    """
    Open a zip package whose declared and real sizes are harmless.

    :raises UnreadablePlan: broken, encrypted, a bomb, or XML that defines entities.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadablePlan(BROKEN) from error
    if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_UNPACKED:
        raise UnreadablePlan(BOMB)
    for item in members:
        _check_member(item)
    _check_contents(package)
    return package


def _check_member(item: zipfile.ZipInfo) -> None:
    if item.flag_bits & 0x1:
        raise UnreadablePlan(ENCRYPTED)
    ratio = item.file_size / max(item.compress_size, 1)
    if item.file_size > MAX_MEMBER or (item.file_size > RATIO_FROM and ratio > MAX_RATIO):
        raise UnreadablePlan(BOMB)


def _check_contents(package: zipfile.ZipFile) -> None:
    total = 0
    for item in package.infolist():
        name = item.filename.lower()
        if name.endswith((".zip", ".docx", ".xlsx", ".gz", ".7z", ".rar")):
            # A package inside a package is never needed to read the words of a plan.
            raise UnreadablePlan(BOMB)
        if name.endswith((".xml", ".rels", ".vml")):
            total += len(read_member(package, item.filename))
            if total > MAX_UNPACKED:
                raise UnreadablePlan(BOMB)


def read_member(package: zipfile.ZipFile, name: str) -> bytes:
    """
    Read one XML member, counting what really comes out rather than what the package declares.

    :raises UnreadablePlan: broken, larger than declared limits, or defining entities.
    """
    try:
        with package.open(name) as member:
            content = member.read(MAX_MEMBER + 1)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        lzma.LZMAError,
        KeyError,
    ) as error:
        raise UnreadablePlan(BROKEN) from error
    if len(content) > MAX_MEMBER:
        raise UnreadablePlan(BOMB)
    # UTF-16 hides the declaration from a byte search, so zero bytes are taken out first.
    if re.search(rb"<!(DOCTYPE|ENTITY)", content[:65536].replace(b"\x00", b""), re.IGNORECASE):
        raise UnreadablePlan(ENTITIES)
    return content
