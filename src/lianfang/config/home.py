"""The home folder: database, uploaded files and the keys that must never be in the database."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 48


class HomeUnusable(Exception):
    """The home folder cannot be written; the message says what to do."""


def find_home() -> Path:
    """`LIANFANG_HOME`, or `var/` in the folder the command was started from."""
    return Path(os.environ.get("LIANFANG_HOME", "var")).expanduser().absolute()


def prepare_home(home: Path) -> Path:
    """
    Make the folders that are missing.

    :raises HomeUnusable: the place is read-only or is not a folder.
    """
    try:
        for name in ("keys", "files", "logs"):
            (home / name).mkdir(parents=True, exist_ok=True)
        (home / "keys").chmod(0o700)
        probe = home / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as fault:
        raise HomeUnusable(
            f"数据目录 {home} 不能写入（{fault.strerror}）。请换一个可写的目录，例如：LIANFANG_HOME=~/lianfang make run"
        ) from fault
    return home


def read_key(home: Path, name: str) -> bytes:
    """A secret made on first use and kept with owner-only access."""
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES))
    return path.read_bytes()
