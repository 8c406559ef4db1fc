"""`python -m bench [answers|editions|exchange|pages|plan|start]`: prints ratios; asserts nothing."""

from __future__ import annotations

import sys

from bench import answers, editions, exchange, pages, plan, start

RUNS = {
    "start": start.run,
    "pages": pages.run,
    "exchange": exchange.run,
    "plan": plan.run,
    "answers": answers.run,
    "editions": editions.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or RUNS:
        RUNS[name]()
