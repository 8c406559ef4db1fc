"""A serving process that is made to be killed: for each line it reads it forks a server, and says where it listens.

A line may name a fault, which spoils the saving of answers, so that the checks can be seen to find it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from followup.app import create_app
from followup.clock import SystemClock
from followup.config import Config
from followup.db import Database
from followup.runtime import Runtime
from followup.services import answers
from tests.conftest import KEY, runtime_on

HOST = "127.0.0.1"


def runtime_at(folder: Path) -> Runtime:
    """Return the long-lived things of the server, and of the one who checks it."""
    runtime = runtime_on(Database.at(f"sqlite:///{folder / 'followup.sqlite3'}"), folder, SystemClock())
    runtime.base_url = f"http://{HOST}"
    return runtime


def spoil(fault: str) -> None:
    """Make the service say that it has saved, and save nothing, or only half of a page."""
    keep: Any = answers._keep
    kept = {"loses": 0, "halves": 2}[fault]
    answers._keep = lambda tx, invitation, changed: keep(tx, invitation, dict(list(changed.items())[:kept]))


def main(folder: Path) -> None:
    """Serve one life after the other; what all of them need is made ready once."""
    import waitress

    config = Config(
        data=folder,
        database_url="",
        base_url=f"http://{HOST}",
        secret_keys=(KEY,),
        trusted_hosts=(HOST,),
        secure_cookies=False,
    )
    app = create_app(config, runtime_at(folder))
    for page in ("link", "form", "section", "check", "receipt"):
        app.jinja_env.get_template(f"supplier/{page}.html")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            if fault := line.strip():
                spoil(fault)
            server = waitress.create_server(app, host=HOST, port=0, threads=4)
            print(os.getpid(), server.effective_port, flush=True)
            server.run()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
