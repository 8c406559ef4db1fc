"""The import contracts of pyproject.toml hold; the linter is run as a test, so that nobody forgets it."""

from importlinter.cli import lint_imports


def test_the_layers_point_downwards() -> None:
    assert lint_imports() == 0
