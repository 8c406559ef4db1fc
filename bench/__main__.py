"""`python -m bench [exchange|pages|start]`: prints ratios; asserts nothing."""

from __future__ import annotations

import sys

from bench import exchange, pages, start

RUNS = {"start": start.run, "pages": pages.run, "exchange": exchange.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or RUNS:
        RUNS[name]()
