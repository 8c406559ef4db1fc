"""Pages and the API, side by side: each noun's page and its JSON twin ask the same service."""
