"""The rules: values, tables, state machines and date arithmetic in plain Python, knowing nothing of web or database."""
