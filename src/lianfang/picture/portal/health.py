"""What must be true of a running installation, checked one by one."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lianfang.base.jobs.public import Job
from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import decrypt, encrypt
from lianfang.base.notices.public import count_troubled

FREE_BYTES = 500 * 1024 * 1024
LATE = timedelta(minutes=10)
# A message server that is down is no reason to take the house out of service.
NOT_VITAL = {"channels"}


@dataclass(frozen=True)
class Finding:
    """
    One thing looked at: whether it is as it should be, and in words.

    What is not vital is told and does not take the server out of service.
    """

    key: str
    label: str
    is_good: bool
    words: str

    @property
    def is_vital(self) -> bool:
        return self.key not in NOT_VITAL


def examine() -> list[Finding]:
    """Look at everything. A check that cannot run counts as failed, with the reason."""
    return [_guarded(key, label, look) for key, label, look in CHECKS]


def _guarded(key: str, label: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        is_good, words = look()
    except (DatabaseError, OSError, ValueError) as fault:
        is_good, words = False, f"无法检查（{type(fault).__name__}）"
    return Finding(key, label, is_good, words)


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, f"{connection.display_name} 可读"


def _migrations() -> tuple[bool, str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return (
        not missing,
        "结构为最新" if not missing else f"有 {len(missing)} 项升级未执行，请运行 lianfang load",
    )


def _disk() -> tuple[bool, str]:
    free = shutil.disk_usage(settings.LIANFANG_HOME).free
    return free > FREE_BYTES, f"剩余 {free // 1024 // 1024} MB"


def _keys() -> tuple[bool, str]:
    is_good = decrypt(encrypt("联防")) == "联防"
    return is_good, "字段加密可用" if is_good else "字段加密不可用，请检查密钥文件"


def _worker() -> tuple[bool, str]:
    late = Job.objects.filter(next_run_at__lt=clock.now() - LATE).count()
    if not Job.objects.exists():
        return False, "后台任务从未运行，请启动 lianfang worker"
    return (
        late == 0,
        "按时运行" if late == 0 else f"{late} 项后台任务超过 10 分钟未运行，请检查 lianfang worker",
    )


def _channels() -> tuple[bool, str]:
    retrying, given_up = count_troubled()
    if not (retrying or given_up):
        return True, "没有未发出的消息"
    return (
        False,
        f"{retrying} 个渠道正在重试，{given_up} 条消息未发出；请查看外发渠道，站内消息不受影响",
    )


def _fonts() -> tuple[bool, str]:
    from lianfang.base.kernel.fonts import FontsMissing, missing_characters

    try:
        missing = missing_characters("联防联控指挥部〔〕")
    except FontsMissing as fault:
        return False, fault.message
    return not missing, "字体齐全" if not missing else "字体缺失，请运行 make assets"


def _packs() -> tuple[bool, str]:
    folder = Path(settings.LIANFANG_PACKS)
    return folder.is_dir(), "数据包目录可读" if folder.is_dir() else f"找不到数据包目录 {folder}"


CHECKS: tuple[tuple[str, str, Callable[[], tuple[bool, str]]], ...] = (
    ("database", "数据库", _database),
    ("migrations", "数据库结构", _migrations),
    ("disk", "磁盘", _disk),
    ("keys", "密钥", _keys),
    ("worker", "后台任务", _worker),
    ("channels", "外发渠道", _channels),
    ("fonts", "字体", _fonts),
    ("packs", "数据包", _packs),
)
