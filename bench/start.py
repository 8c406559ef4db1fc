"""Start: import and application factory in a fresh process, and its memory."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import resource, time
begun = time.perf_counter()
from pathlib import Path
from tempfile import mkdtemp
from followup.app import create_app
from followup.clock import SystemClock
from followup.config import Config
from followup.db import Database
from followup.files import FileStore
from followup.runtime import Keys, Runtime
key = "k" * 40
folder = Path(mkdtemp())
runtime = Runtime(Database.at("sqlite://"), SystemClock(), Keys((key,)), FileStore(folder), "http://localhost")
app = create_app(Config(data=folder, database_url="sqlite://", base_url="http://localhost", secret_keys=(key,),
                        trusted_hosts=("localhost",), secure_cookies=False), runtime)
seconds = time.perf_counter() - begun
print(f"{seconds:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
"""


def run() -> None:
    """Print the best of five starts; the targets are 1.5 s and 120 MiB."""
    runs = [
        subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(5)
    ]
    seconds, memory = min(float(r[0]) for r in runs), max(int(r[1]) for r in runs)
    print(f"start: {seconds:.2f} s (target 1.5), {memory} MiB a worker (target 120)")
