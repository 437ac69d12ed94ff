"""Every timing of the house, each part in a process and on a database of its own: `make bench`."""

import subprocess
import sys

PARTS = (
    "epi_detection", "epi_estimation", "tasks_start", "pages", "live", "supervision", "surveillance",
)  # fmt: skip

slow = []
for part in PARTS:  # every part runs, also after a slow one
    print(f"\n{part}", flush=True)
    if subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"bench.{part}"], check=False
    ).returncode:
        slow.append(part)
if slow:
    sys.exit(f"too slow or broken: {', '.join(slow)}")
