"""Scheduled work: a pure planner, an idempotent apply, and one claimed row per job and slot."""
