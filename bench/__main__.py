"""`python -m bench [pages|start]`: prints ratios; asserts nothing."""

from __future__ import annotations

import sys

from bench import pages, start

RUNS = {"start": start.run, "pages": pages.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or RUNS:
        RUNS[name]()
