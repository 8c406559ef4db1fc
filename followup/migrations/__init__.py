"""Numbered migrations, run by `followup migrate`. A migration never imports the models."""
