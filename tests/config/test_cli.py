"""What the command line says when it cannot go on: one sentence, on the error stream, code 1."""

import socket
from pathlib import Path

import pytest

from lianfang.config.home import HomeUnusable, prepare_home, read_key

from .running import lianfang

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(180)]


def is_one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


def test_a_port_in_use_is_told_with_another_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = lianfang(tmp_path / "home", "serve", "--port", str(port))

    assert answer.code == 1
    assert is_one_sentence(answer.err)
    assert f"端口 {port} 不能使用" in answer.err
    assert f"make run PORT={port + 1}" in answer.err
    assert not (tmp_path / "home" / "lianfang.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    answer = lianfang(tmp_path / "home", "serve", f"--port={port}")

    assert answer.code == 1
    assert is_one_sentence(answer.err)
    assert f"端口 {port} 无效" in answer.err


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    # A file in place of the folder: file modes do not stop an administrator's account.
    place = tmp_path / "home"
    place.write_text("")

    answer = lianfang(place, "check")

    assert answer.code == 1
    assert is_one_sentence(answer.err)
    assert f"数据目录 {place} 不能写入" in answer.err
    assert "LIANFANG_HOME=" in answer.err


def test_a_wrong_command_is_a_usage_error(tmp_path: Path) -> None:
    answer = lianfang(tmp_path / "home", "nonsense")

    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert "usage: lianfang" in answer.err


def test_the_help_lists_the_commands(tmp_path: Path) -> None:
    answer = lianfang(tmp_path / "home", "--help")

    assert answer.code == 0
    for command in ("serve", "worker", "load", "audit", "backup", "restore", "check"):
        assert command in answer.out


def test_faulty_packs_are_told_with_their_place_and_nothing_is_loaded(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    (packs / "china").mkdir(parents=True)

    answer = lianfang(tmp_path / "home", "load", LIANFANG_PACKS=str(packs))

    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert answer.err.strip()


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"

    answer = lianfang(tmp_path / "home", "load", LIANFANG_DATABASE_URL=url)

    assert answer.code == 1
    assert is_one_sentence(answer.err)
    assert "数据库" in answer.err


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "home")

    first, second = read_key(home, "fields"), read_key(home, "fields")

    assert first == second
    assert len(first) >= 48
    assert first != read_key(home, "sessions")
    assert (home / "keys" / "fields").stat().st_mode & 0o077 == 0
    assert (home / "keys").stat().st_mode & 0o077 == 0


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.write_text("mine")

    with pytest.raises(HomeUnusable, match="不能写入"):
        prepare_home(place)

    assert place.read_text() == "mine"
