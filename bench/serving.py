"""A real server as `lianfang serve` starts it, asked by several clients at once."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lianfang.config.commands.serve import WEB_WORKERS

CLIENTS = 8
REQUESTS_EACH = 25


@dataclass(frozen=True)
class Served:
    """Where the server listens."""

    port: int

    def ask(
        self, address: str, cookie: str, clients: int = CLIENTS, *, pause: float = 0.0
    ) -> list[float]:
        """
        Seconds of each answer, `clients` asking at the same time; every answer must be a page.

        `pause`: how long each one looks at a page before it asks again.
        """
        times: list[float] = []
        faults: list[str] = []
        threads = [
            threading.Thread(
                target=self._ask_often, args=(address, cookie, times, faults, pause, n)
            )
            for n in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise SystemExit(faults[0])
        return sorted(times)

    def _ask_often(
        self,
        address: str,
        cookie: str,
        times: list[float],
        faults: list[str],
        pause: float,
        number: int,
    ) -> None:
        time.sleep(pause * number / CLIENTS)  # nobody begins at the same moment
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(REQUESTS_EACH):
            began = time.perf_counter()
            client.request("GET", address, headers={"Cookie": cookie, "Host": "testserver"})
            answer = client.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            time.sleep(pause)
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
                return
        client.close()


def p95(times: list[float]) -> float:
    return times[int(len(times) * 0.95)]


@contextmanager
def serving() -> Iterator[Served]:
    """Two processes of one thread each, on the database and the settings of this run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WEB_WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "error",
        "lianfang.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"PYTHONWARNINGS": "ignore"})
    try:
        _wait_until_up(port)
        yield Served(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_up(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")
