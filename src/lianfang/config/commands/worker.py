"""`lianfang worker`: runs what is due by the clock, until asked to stop."""

import argparse
import signal
import threading
from typing import Any

PAUSE_SECONDS = 5.0


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("worker", help="运行后台任务（serve 会自动启动一个）")
    parser.add_argument("--once", action="store_true", help="只把到时的任务运行一遍")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from django.db import close_old_connections

    from lianfang.base.jobs.public import register_jobs, run_due_jobs
    from lianfang.config.jobs import enter_jobs

    enter_jobs()
    register_jobs()
    stop = threading.Event()
    if not args.once:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    while True:
        close_old_connections()
        names = run_due_jobs()
        if args.once:
            print("已运行：" + ("、".join(names) or "没有到时的任务"))
            return 0
        if stop.wait(PAUSE_SECONDS):
            return 0
