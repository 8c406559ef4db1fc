"""The demonstration: true organisations, invented suppliers and follow-ups, made by calling the services."""
