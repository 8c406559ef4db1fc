"""The use cases: plain functions `(tx, ids, command) -> object`. Nobody else changes data."""
