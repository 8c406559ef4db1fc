"""Reading: select() builders and small result rows for lists, boards and reports. Nothing here changes anything."""
