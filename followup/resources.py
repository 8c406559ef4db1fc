"""Finds `templates/` and `code_of_conduct/`: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_HERE = Path(__file__).resolve().parent


def resource_dir(name: Literal["templates", "code_of_conduct"]) -> Path:
    """Return the folder: beside this file in a wheel, one level up in a checkout."""
    for folder in (_HERE / name, _HERE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is neither in the package nor in the checkout")


def package_dir(*parts: str) -> Path:
    """Return a folder that always travels inside the package, such as the translations."""
    return _HERE.joinpath(*parts)
