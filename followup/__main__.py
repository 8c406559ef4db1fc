"""`python -m followup`."""

from __future__ import annotations

import sys

from followup.cli import main

sys.exit(main())
