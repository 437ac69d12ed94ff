"""`lianfang`: the command line. A command parses its arguments and calls a service."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from lianfang.base.kernel.errors import Refused
from lianfang.config.home import HomeUnusable, find_home, prepare_home
from lianfang.config.stop import Stop

# Order of the help text. Each module has add_parser(subparsers) and its parser sets `run`.
COMMANDS = (
    "serve",
    "worker",
    "load",
    "demo",
    "plan",
    "exercise",
    "sitrep",
    "grade",
    "epi",
    "audit",
    "backup",
    "check",
    "docs",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with one clear sentence on the error stream."""
    parser = argparse.ArgumentParser(
        prog="lianfang", description="联防：县级突发公共卫生事件联防联控指挥系统"
    )
    subparsers = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for name in COMMANDS:
        importlib.import_module(f"lianfang.config.commands.{name}").add_parser(subparsers)
    args = parser.parse_args(arguments)
    try:
        if getattr(args, "needs_nothing", None) and args.needs_nothing(args):
            return args.run(args) or 0
        prepare_home(find_home())
        if getattr(args, "before_setup", None):
            args.before_setup(args)
        _set_up()
        return args.run(args) or 0
    except (HomeUnusable, Stop) as stop:
        print(stop, file=sys.stderr)
        return 1
    except Refused as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    except Exception as fault:
        if not _is_database_away(fault):
            raise
        print(
            "数据库不能使用：无法连接或正被占用。请检查数据库服务、LIANFANG_DATABASE_URL 和数据目录后重试。",
            file=sys.stderr,
        )
        return 1


def _is_database_away(fault: Exception) -> bool:
    """True where the database, not the program, is at fault. Asked late: not every command has one."""
    from django.db.utils import OperationalError

    return isinstance(fault, OperationalError)


def _set_up() -> None:
    """Load Django; after the home folder is known to be usable, for settings make the keys there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
