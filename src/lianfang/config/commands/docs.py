"""`lianfang docs`: writes the reference pages, or tells whether they are up to date."""

import argparse
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("docs", help="由代码生成参考资料（docs/reference）")
    parser.add_argument("--folder", type=Path, default=Path("docs/reference"))
    parser.add_argument("--check", action="store_true", help="只检查是否最新")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from lianfang.config.reference import pages

    stale = []
    for name, text in pages().items():
        path = args.folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not args.check:
            args.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    print(
        "已是最新" if not stale else f"{'需要更新' if args.check else '已更新'}：{'、'.join(stale)}"
    )
    return 1 if args.check and stale else 0
