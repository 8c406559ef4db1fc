# Two commands: `make demo` and `make test`. Each sets up what it needs.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
DATA := $(or $(FOLLOWUP_DATA),instance)

.PHONY: demo demo-reset test check bench catalogues clean

demo: .venv/runtime
	@FOLLOWUP_DATA="$(DATA)" $(BIN)/python -m followup demo --port $(PORT)

demo-reset: .venv/runtime
	@FOLLOWUP_DATA="$(DATA)" $(BIN)/python -m followup demo --port $(PORT) --reset

# What is compiled once serves all three runs, also where the environment forbids writing it down.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/dev
	$(BIN)/python -m pytest -n 2 --ignore=tests/browser
	$(BIN)/python -m pytest -n 2 -m database --database=postgresql $$(grep -rl mark.database tests --include='test_*.py')
	$(BIN)/python -m pytest -n 2 tests/browser

check: .venv/dev
	$(BIN)/ruff check followup tests bench
	$(BIN)/ruff format --check followup tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.catalogues

bench: .venv/dev
	$(BIN)/python -m bench

catalogues: .venv/dev
	$(BIN)/python -m tests.catalogues --update

.venv/uv:
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	@touch $@

# One environment: the developers' lock holds everything of the runtime's, so `make test` after `make demo` only adds.
.venv/runtime: .venv/uv requirements.lock
	@test -e .venv/dev || $(BIN)/uv pip sync --quiet --system-certs --require-hashes --python $(BIN)/python requirements.lock
	@touch $@

.venv/dev: .venv/uv requirements-dev.lock
	@$(BIN)/uv pip sync --quiet --system-certs --require-hashes --python $(BIN)/python requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv instance
