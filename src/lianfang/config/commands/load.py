"""`lianfang load`: brings the database up to date and loads the packs. Doing it twice changes nothing."""

import argparse
import hashlib
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("load", help="建立或升级数据库，装载国家规则和本县数据包")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    prepare_database()
    for line in load_packs():
        print(line)
    return 0


def prepare_database() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def load_packs() -> list[str]:
    """
    Load national rules, then the county, then its plan.

    :raises Stop: a pack has faults; the message lists each with file, line and reason.
    """
    from django.conf import settings
    from django.db import transaction

    from lianfang.base.kernel.actor import Actor
    from lianfang.base.kernel.packs import PackFaulty
    from lianfang.command.surveillance.public import load_programmes, load_sites
    from lianfang.config.stop import Stop
    from lianfang.county.orgs.public import load_orgs
    from lianfang.county.plans.public import load_catalogue, load_plan
    from lianfang.county.standards.public import load_standards

    packs, actor = Path(settings.LIANFANG_PACKS), Actor.system("装载数据包")
    try:
        with transaction.atomic():
            return [
                f"国家规则：{load_standards(actor=actor, folder=packs / 'china')}",
                f"标准动作：{load_catalogue(actor=actor, folder=packs / 'china')}",
                f"区划和单位：{load_orgs(actor=actor, folder=packs / 'jimsar')}",
                f"预案：{load_plan(actor=actor, folder=packs / 'jimsar')}",
                f"监测项目：{load_programmes(actor=actor, folder=packs / 'china')}",
                f"报告点：{load_sites(actor=actor, folder=packs / 'jimsar')}",
            ]
    except PackFaulty as faulty:
        lines = [f"  {fault.file}:{fault.line} {fault.reason}" for fault in faulty.faults]
        raise Stop("数据包有错误，未装载任何内容，请更正后重试：\n" + "\n".join(lines)) from faulty


def collect_static() -> None:
    """Gather and hash the static files when they changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    rooms = Path(settings.PACKAGE).glob("*/*/static")
    now = _fingerprint([*(Path(folder) for folder in settings.STATICFILES_DIRS), *sorted(rooms)])
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(now)


def _fingerprint(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                facts = path.stat()
                digest.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
