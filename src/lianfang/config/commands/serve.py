"""`lianfang serve`: database, rules, pages and the background worker, in one go."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

WEB_WORKERS = 2
# On a busy machine the web server needs longer than ten seconds; greeting before it listens misleads.
UP_WITHIN = 120.0


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("serve", help="启动网页服务和后台任务")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只在本机")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--demo", action="store_true", help="准备演示县，并打印各角色账号")
    parser.set_defaults(run=run, before_setup=before_setup)


def before_setup(args: argparse.Namespace) -> None:
    """Refuse early what would fail late, and set what the settings read."""
    check_port(args.host, args.port)
    if args.demo:
        # Nobody who looks at the demonstration has its second factor on a telephone.
        os.environ["LIANFANG_SECOND_FACTOR"] = "0"


def check_port(host: str, port: int) -> None:
    """:raises Stop: the port is taken, not allowed or no port."""
    from lianfang.config.stop import Stop

    if not 1 <= port <= 65535:
        raise Stop(f"端口 {port} 无效，请用 1024 至 65535 之间的数，例如：make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise Stop(
                f"端口 {port} 不能使用（{fault.strerror}），可能已有程序占用。请换一个端口，例如：make run PORT={port + 1}"
            ) from fault


def run(args: argparse.Namespace) -> int:
    from lianfang.config.commands import demo, load
    from lianfang.config.stop import Stop

    load.prepare_database()
    load.load_packs()
    load.collect_static()
    accounts = demo.prepare() if args.demo else []
    if not args.demo:
        demo.close()
    from django.db import connections

    connections.close_all()
    children = [_start_web(args), _start_worker()]
    try:
        _wait_until_up(args.host, args.port, children[0])
    except Stop:
        _stop(children)
        raise
    _greet(args, accounts)
    return _watch(children)


def _start_web(args: argparse.Namespace) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(args.port),
        "--workers", str(WEB_WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "warning",
        "lianfang.config.wsgi:application",
    ]  # fmt: skip
    return subprocess.Popen(command, env=os.environ | {"LIANFANG_HOSTS": _hosts(args.host)})


def _hosts(host: str) -> str:
    known = os.environ.get("LIANFANG_HOSTS", "localhost,127.0.0.1,[::1]")
    return known if host in ("127.0.0.1", "0.0.0.0", "::") else f"{known},{host}"  # noqa: S104


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lianfang.config.cli", "worker"])


def _wait_until_up(host: str, port: int, web: subprocess.Popen[bytes]) -> None:
    from lianfang.config.stop import Stop

    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        if web.poll() is not None:
            raise Stop("网页服务没有启动成功，请查看上面的错误信息。")
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise Stop("网页服务两分钟内没有启动，机器可能过忙，请稍后重试。")


def _greet(args: argparse.Namespace, accounts: list[tuple[str, str, str, str]]) -> None:
    print(f"\n联防已启动：http://{args.host}:{args.port}/   （按 Ctrl+C 停止）\n")
    if accounts:
        print("演示账号（密码为本次启动临时生成；演示环境不要求二次验证，正式使用时默认要求）：")
        for role, unit, username, password in accounts:
            print(f"  {username:<18} {password:<18} {role} · {unit}")
        print(flush=True)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Stay until asked to stop, or until a child dies; then stop them all."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    return 0 if asked else 1


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
