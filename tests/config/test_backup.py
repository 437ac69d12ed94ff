"""A copy of everything, restored elsewhere by another process, is whole; an altered copy is refused."""

import io
import json
import sqlite3
import tarfile
from pathlib import Path

import pytest

from lianfang.config.backup_archive import BackupBroken, read_backup

from .running import lianfang, python

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(180)]

WRITE = """
from lianfang.base.audit.public import record
from lianfang.base.files.public import save_attachment
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.encryption import encrypt
for number in range(5):
    record(actor=Actor.system("测试"), action="tasks.task.signed", note=str(number))
save_attachment(actor=Actor.system("测试"), name="流调报告.txt", raw="现场情况".encode())
print(encrypt("联系电话"))
"""
READ = """
from django.core.files.storage import default_storage
from lianfang.base.files.models import Attachment
from lianfang.base.kernel.encryption import decrypt
attachment = Attachment.objects.get()
print(decrypt("{secret}"), attachment.name, default_storage.open(attachment.path).read().decode())
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a log, an attachment and an encrypted field."""
    home = tmp_path_factory.mktemp("source") / "home"
    assert lianfang(home, "load").code == 0
    written = python(home, WRITE)
    assert written.code == 0, written.err
    return home, written.out.strip()


@pytest.fixture(scope="module")
def archive(source: tuple[Path, str]) -> Path:
    path = source[0].parent / "copy.tar.gz"
    answer = lianfang(source[0], "backup", str(path), "--json")
    assert answer.code == 0, answer.err
    return path


def altered(archive: Path, target: Path, change) -> Path:
    """The archive with its members passed through `change(name, raw)`; None leaves one out."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            raw = change(member.name, old.extractfile(member).read())
            if raw is None:
                continue
            member.size = len(raw)
            new.addfile(member, io.BytesIO(raw))
    return target


def untouched(home: Path) -> bool:
    return not (home / "lianfang.sqlite3").exists() and not (home / "keys" / "fields").exists()


def test_a_restored_copy_verifies_and_reads(source, archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = lianfang(source[0], "audit", "verify", "--json").json["rows"]

    restored = lianfang(home, "restore", str(archive))
    verdict = lianfang(home, "audit", "verify", "--json").json
    read = python(home, READ.format(secret=source[1]))

    assert restored.code == 0, restored.err
    assert f"审计链完整（{rows} 行）" in restored.out
    assert verdict == {"ok": True, "rows": rows, "broken_at": None, "why": ""}
    assert rows > 5
    assert read.out.split() == ["联系电话", "流调报告.txt", "现场情况"], read.err


def test_the_copy_is_for_its_owner_only_and_leaves_no_crumbs(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    assert [p.name for p in archive.parent.iterdir() if p.name not in ("home", archive.name)] == []


def test_the_copy_holds_database_files_and_keys(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        names = set(opened.getnames())

    assert {"manifest.json", "database.sqlite3", "keys/fields", "keys/sessions"} <= names
    assert any(name.startswith("files/") for name in names)


def test_a_home_in_use_is_not_overwritten(source, archive: Path) -> None:
    before = (source[0] / "keys" / "fields").read_bytes()

    answer = lianfang(source[0], "restore", str(archive))

    assert answer.code == 1
    assert "已有数据" in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert (source[0] / "keys" / "fields").read_bytes() == before


@pytest.mark.parametrize("part", ["database.sqlite3", "keys/fields", "files/"])
def test_a_flipped_byte_is_refused_and_nothing_is_restored(
    archive: Path, tmp_path: Path, part: str
) -> None:
    def flip(name: str, raw: bytes) -> bytes:
        if not name.startswith(part):
            return raw
        middle = len(raw) // 2
        return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]

    bad, home = altered(archive, tmp_path / "bad.tar.gz", flip), tmp_path / "home"

    answer = lianfang(home, "restore", str(bad))

    assert answer.code == 1
    assert "被改动，未恢复任何内容" in answer.err
    assert untouched(home)


def test_a_missing_member_is_refused(archive: Path, tmp_path: Path) -> None:
    def leave_out(name: str, raw: bytes) -> bytes | None:
        return None if name == "keys/fields" else raw

    bad = altered(archive, tmp_path / "bad.tar.gz", leave_out)

    with pytest.raises(BackupBroken, match="缺失或被改动"):
        read_backup(bad, tmp_path / "home")

    assert untouched(tmp_path / "home")


def test_half_an_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    raw = archive.read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(raw[: len(raw) // 2])

    with pytest.raises(BackupBroken, match=r"无法读取|缺失或被改动"):
        read_backup(tmp_path / "half.tar.gz", tmp_path / "home")

    assert untouched(tmp_path / "home")


@pytest.mark.parametrize("raw", [b"", b"not an archive", b"PK\x03\x04"])
def test_what_is_no_archive_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.tar.gz").write_bytes(raw)

    with pytest.raises(BackupBroken, match="无法读取"):
        read_backup(tmp_path / "x.tar.gz", tmp_path / "home")


def test_a_member_that_climbs_out_is_refused(archive: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    with tarfile.open(bad, "w:gz") as new:
        entry = tarfile.TarInfo("../escaped")
        entry.size = 3
        new.addfile(entry, io.BytesIO(b"out"))

    with pytest.raises(BackupBroken):
        read_backup(bad, tmp_path / "home")

    assert not (tmp_path / "escaped").exists()


def test_a_copy_whose_log_was_rewritten_is_restored_with_a_warning_and_code_one(
    source, archive: Path, tmp_path: Path
) -> None:
    """Somebody who also makes the manifest anew: the digests hold, the chain does not."""
    from lianfang.base.kernel.encryption import sm3_hex

    def rewrite(name: str, raw: bytes) -> bytes:
        if name == "database.sqlite3":
            return forged
        if name == "manifest.json":
            manifest = json.loads(raw)
            manifest["digests"]["database.sqlite3"] = sm3_hex(forged)
            return json.dumps(manifest).encode()
        return raw

    forged = _forged(archive, tmp_path)
    bad = altered(archive, tmp_path / "bad.tar.gz", rewrite)

    answer = lianfang(tmp_path / "home", "restore", str(bad))

    assert answer.code == 1
    assert "审计链不完整：第 2 行内容被改动" in answer.err
    assert "请勿启用" in answer.err


def _forged(archive: Path, folder: Path) -> bytes:
    with tarfile.open(archive) as opened:
        (folder / "forged").write_bytes(opened.extractfile("database.sqlite3").read())
    database = sqlite3.connect(folder / "forged")
    database.execute("DROP TRIGGER audit_auditrow_no_update")
    database.execute("UPDATE audit_auditrow SET actor_name = 'x' WHERE seq = 2")
    database.commit()
    database.close()
    return (folder / "forged").read_bytes()


def test_a_backup_into_a_place_that_cannot_be_written_is_one_sentence(
    source, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    answer = lianfang(source[0], "backup", str(tmp_path / "file" / "copy.tar.gz"))

    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_the_health_check_of_a_new_home_names_what_is_missing(tmp_path: Path) -> None:
    # A home of its own: another test of this file may have run the worker in the shared one.
    assert lianfang(tmp_path / "home", "load").code == 0

    answer = lianfang(tmp_path / "home", "check", "--json")

    checks = {finding["key"]: finding["is_good"] for finding in answer.json}
    assert answer.code == 1
    assert checks["database"]
    assert checks["migrations"]
    assert checks["keys"]
    assert not checks["worker"]


def test_the_worker_runs_once_and_the_check_is_content(source) -> None:
    first = lianfang(source[0], "worker", "--once")
    second = lianfang(source[0], "worker", "--once")
    checks = {f["key"]: f["is_good"] for f in lianfang(source[0], "check", "--json").json}

    assert "tasks.remind" in first.out
    assert second.out.strip() == "已运行：没有到时的任务"
    assert checks["worker"]


def test_loading_twice_writes_nothing_the_second_time(source) -> None:
    before = lianfang(source[0], "audit", "verify", "--json").json["rows"]

    again = lianfang(source[0], "load")

    assert again.code == 0
    assert lianfang(source[0], "audit", "verify", "--json").json["rows"] == before
