"""
Make `.venv` hold exactly what the locks say: `prepare_env.py run|dev`.

Runs on the system's Python, before anything is installed, so it uses the standard library only and
must parse on Python 3.6, to be able to refuse it in words.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "联防需要 Python 3.11 或更高版本，当前为 %d.%d；请安装后重试（可用 make PYTHON=python3.12 指定）。\n"  # noqa: UP031
        "Lianfang needs Python 3.11 or newer, this is %d.%d: install one, or name it with "
        "`make PYTHON=python3.12`." % (sys.version_info[:2] * 2)
    )

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / ".lianfang"
LOCKS = ROOT / "requirements"


def fingerprint(kind):
    """Return what the environment depends on: the lock of this kind and the project's own metadata."""
    digest = hashlib.sha256(sys.version.encode() + str(VENV).encode())
    for path in (LOCKS / "bootstrap.txt", LOCKS / f"{kind}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return f"{kind} {digest.hexdigest()}"


def is_ready(kind):
    """Tell whether `.venv` holds this kind; the development environment also serves for running."""
    if not STAMP.exists() or not (BIN / "python").exists():
        return False
    held = STAMP.read_text(encoding="utf-8").split("\n")
    return fingerprint(kind) in held or fingerprint("dev") in held


def run(*command):
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True)


def create_venv():
    """Make the environment anew unless its Python still works and is new enough."""
    check = [str(BIN / "python"), "-c", "import sys, pip; assert sys.version_info >= (3, 11)"]
    if (BIN / "python").exists() and not subprocess.run(
        check, capture_output=True, check=False
    ).returncode:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "无法建立 Python 虚拟环境：请安装 python3-venv 并确认本目录可写。\n"
            "Cannot make a Python environment: install python3-venv and make sure that this folder "
            "is writable."
        )


def prepare(kind):
    """Install bootstrap tools, then the lock, then the project itself, all with checked hashes."""
    STAMP.unlink(missing_ok=True)
    create_venv()
    bootstrap = LOCKS / "bootstrap.txt"
    run(BIN / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", bootstrap)
    uv = [BIN / "uv", "pip"]
    python = ["--python", BIN / "python", "-q"]
    run(*uv, "sync", "--require-hashes", *python, bootstrap, LOCKS / f"{kind}.txt")
    # setuptools is in the environment already: nothing unhashed is fetched to build the project.
    run(*uv, "install", "--no-deps", "--no-build-isolation", *python, "-e", ".")
    STAMP.write_text(fingerprint(kind) + "\n", encoding="utf-8")


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if is_ready(kind):
        return
    if STAMP.exists() and STAMP.read_text(encoding="utf-8").startswith("dev "):
        kind = "dev"  # a developer who runs `make run` keeps the test tools
    print(f"准备 Python 环境（{kind}）…  Preparing the Python environment…", flush=True)
    try:
        prepare(kind)
    except PermissionError:
        sys.exit(
            f"目录不可写：{ROOT}。请换到可写的目录。\nThis folder is read-only: move to one you own."
        )
    except subprocess.CalledProcessError as failed:
        sys.exit(
            f"安装未完成（{Path(failed.cmd[0]).name}）：请检查网络与软件源后重新执行。\n"
            "Installing stopped half-way: check the network and the package index, then run it again."
        )


if __name__ == "__main__":
    main()
