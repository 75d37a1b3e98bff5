# Two words for daily work: `make run` and `make test`. The rest serves those.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test setup setup-dev lint format lock bench clean

run: setup ## migrate, load the catalogue, serve on http://127.0.0.1:8501
	$(BIN)/python -m core serve

test: setup-dev ## everything: unit, integration on both databases, browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Offramp needs Python 3.11 or newer. $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lint: setup-dev ## what .ci/run checks beside the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive core pages app.py
	$(BIN)/python -m core catalog check
	$(BIN)/python -m core checklist check

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup-dev ## compile the two locks from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev -o requirements-dev.txt pyproject.toml

bench: setup-dev
	$(BIN)/python -m pytest tests/bench -n 0 --benchmark-only

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .hypothesis test-results
