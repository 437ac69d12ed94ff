"""`lianfang backup` and `lianfang restore`."""

import argparse
import json
import os
import subprocess
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("backup", help="备份数据库、附件和密钥到一个文件")
    parser.add_argument("file", type=Path, help="备份文件，例如 backup.tar.gz")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.set_defaults(run=run_backup)
    parser = subparsers.add_parser("restore", help="把备份恢复到空的 LIANFANG_HOME，并校验")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.set_defaults(run=run_restore, before_setup=before_restore)


def run_backup(args: argparse.Namespace) -> int:
    from lianfang.config.backup import write_backup
    from lianfang.config.stop import Stop

    try:
        manifest = write_backup(args.file.absolute())
    except OSError as fault:
        raise Stop(
            f"备份没有完成：{args.file} 不能写入（{fault.strerror}）。请换一个有空间、可写的位置。"
        ) from fault
    except subprocess.CalledProcessError as fault:
        raise Stop("备份没有完成：pg_dump 运行失败。请确认已安装与服务器同版本的工具。") from fault
    if args.json:
        print(json.dumps({"file": str(args.file), "members": len(manifest["digests"])}))
    else:
        print(
            f"已备份到 {args.file}（{len(manifest['digests'])} 个文件）。备份含密钥，请与服务器同等保管。"
        )
    return 0


def before_restore(args: argparse.Namespace) -> None:
    """Unpack before Django makes new keys in the empty home."""
    from lianfang.config.backup_archive import BackupBroken, read_backup
    from lianfang.config.home import find_home
    from lianfang.config.stop import Stop

    try:
        manifest = read_backup(args.file.absolute(), find_home())
    except BackupBroken as broken:
        raise Stop(str(broken)) from broken
    if manifest["vendor"] == "postgresql" and not os.environ.get("LIANFANG_DATABASE_URL"):
        raise Stop("这是 PostgreSQL 的备份，请用 LIANFANG_DATABASE_URL 指定一个空数据库后重试。")


def run_restore(args: argparse.Namespace) -> int:
    from django.conf import settings

    from lianfang.base.audit.public import verify_chain
    from lianfang.config.backup import load_postgres_dump
    from lianfang.config.backup_archive import DATABASE
    from lianfang.config.stop import Stop

    home = Path(settings.LIANFANG_HOME)
    if (home / DATABASE["postgresql"]).exists():
        load_postgres_dump(home)
    verdict = verify_chain()
    if not verdict.is_whole:
        raise Stop(f"数据已恢复，但审计链不完整：{verdict.why}。请勿启用这份数据，换一份备份。")
    print(f"已恢复到 {home}，审计链完整（{verdict.rows} 行）。")
    return 0
