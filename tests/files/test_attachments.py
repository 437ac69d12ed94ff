"""Files are known by their content, kept unchanged, and opened in the browser only where harmless."""

import pytest
from django.core.files.storage import default_storage

from lianfang.base.audit.models import AuditRow
from lianfang.base.files.models import Attachment
from lianfang.base.files.public import attachment_response, read_attachment, save_attachment
from lianfang.base.files.rules import check_size, media_type_of
from lianfang.base.files.services import clean_name
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("现场.png", PNG, "image/png"),
        ("改了名的.txt", PNG, "image/png"),
        ("照片.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("图.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("报告.pdf", b"%PDF-1.7", "application/pdf"),
        ("流调.docx", b"PK\x03\x04", DOCX),
        ("名册.zip", b"PK\x03\x04", "application/zip"),
        ("说明.TXT", "文字".encode("gb18030"), "text/plain"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(name: str, head: bytes, media_type: str) -> None:
    assert media_type_of(name, head) == media_type


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("病毒.exe", b"MZ\x90\x00"),
        ("页面.html", b"<html>"),
        ("图.svg", b"<svg onload='x'>"),
        ("假.txt", b"MZ\x00\x01"),
        ("宏.docm", b"PK\x03\x04"),
        ("无后缀", b"abc"),
        ("", b""),
    ],
)
def test_anything_else_is_refused_with_what_would_do(name: str, head: bytes) -> None:
    with pytest.raises(RuleBroken, match="可以上传：照片"):
        media_type_of(name, head)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "文件是空的"), (20 * 1024 * 1024 + 1, "超过 20 MB")]
)
def test_empty_and_oversized_files_are_refused(size: int, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        check_size(size, 20 * 1024 * 1024)


def test_a_file_of_exactly_the_limit_passes() -> None:
    assert check_size(1024, 1024) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\现场 照片.png", "现场 照片.png"),
        ("a\r\nSet-Cookie: x.txt", "a__Set-Cookie_ x.txt"),
        ("...", "附件"),
        ("", "附件"),
        ("长" * 300 + ".docx", "长" * 180 + ".docx"),
    ],
)
def test_a_name_loses_folders_and_control_characters(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.django_db
def test_a_stored_file_comes_back_as_it_was_and_is_on_record(li: Actor) -> None:
    saved = save_attachment(actor=li, name="现场.png", raw=PNG)

    assert read_attachment(saved) == PNG
    assert (saved.size, saved.uploaded_by_id) == (len(PNG), li.user_id)
    assert "现场" not in saved.path
    assert AuditRow.objects.get(action="files.attachment.saved").target_uuid == str(saved.uuid)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "raw"), [("空.txt", b""), ("程序.exe", b"MZ\x90")])
def test_a_refused_file_leaves_nothing_behind(li: Actor, name: str, raw: bytes) -> None:
    with pytest.raises(RuleBroken):
        save_attachment(actor=li, name=name, raw=raw)

    assert not Attachment.objects.exists()
    assert not AuditRow.objects.filter(action="files.attachment.saved").exists()


@pytest.mark.django_db
def test_a_file_changed_on_the_disk_is_not_handed_out(li: Actor) -> None:
    saved = save_attachment(actor=li, name="现场.png", raw=PNG)
    with default_storage.open(saved.path, "wb") as file:
        file.write(PNG + b"x")

    with pytest.raises(RuleBroken, match="与上传时不一致"):
        read_attachment(saved)


@pytest.mark.django_db
def test_a_file_gone_from_the_disk_says_whom_to_ask(li: Actor) -> None:
    saved = save_attachment(actor=li, name="现场.png", raw=PNG)
    default_storage.delete(saved.path)

    with pytest.raises(RuleBroken, match="从备份恢复"):
        attachment_response(saved)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "raw", "manner"),
    [("现场.png", PNG, "inline"), ("说明.txt", b"<script>alert(1)</script>", "attachment")],
)
def test_only_pictures_and_pdf_open_in_the_browser(
    li: Actor, name: str, raw: bytes, manner: str
) -> None:
    answer = attachment_response(save_attachment(actor=li, name=name, raw=raw))

    assert answer["Content-Disposition"].startswith(manner)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] in ("image/png", "text/plain")
