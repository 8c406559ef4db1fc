"""Keeps the sustainability promises of public contracts."""

__version__ = "0.1.0"
