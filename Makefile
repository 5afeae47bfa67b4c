# The commands that people need; each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
PACKAGES := plans states records actions notifications templates flows web cli
PORT ?= 8030
QUICK := tests/states tests/plans tests/test_house.py tests/stories/test_ladder.py

.PHONY: run test test-system soak check lint setup bench peers-env lock docs messages clean help

help:            ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# Two set-ups in one environment: what runs duban, and what tests it besides.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "duban needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.embedded: requirements-embedded.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-embedded.lock
	@$(MAKE) --no-print-directory link
	@touch $@

$(VENV)/.all: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip check
	@$(MAKE) --no-print-directory link
	@touch $@ $(VENV)/.embedded

# The packages stand beside this file; a .pth makes them importable, a script makes `duban` a command.
.PHONY: link
link:
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "duban.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@printf '#!%s\nfrom cli.main import app\n\napp()\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/duban
	@chmod +x $(BIN)/duban

run: $(VENV)/.embedded   ## the demo in a browser: the 2012 campaign on a virtual clock
	@$(BIN)/duban serve --demo --port $(PORT)

setup: $(VENV)/.all      ## everything that development needs, in .venv

test: $(VENV)/.all       ## all tests, lint, types, layers; coverage of states/ and actions/
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist worksteal -m "not system" --part=measured --cov --cov-report=term
	$(BIN)/pytest -n auto --dist worksteal -m "not system" --part=rest

test-system: $(VENV)/.all   ## all deeds on PostgreSQL too, a real browser, the cluster with real processes, some of which are killed
	$(BIN)/pytest -n auto --dist worksteal -m "not system" --part=server
	bash tests/browser/install.sh
	$(BIN)/pytest -m system

soak: $(VENV)/.all       ## 200 campaigns of random people, a check killed at each statement, senders killed 1600 times (hours)
	DUBAN_SOAK=200 $(BIN)/pytest -n auto -q --timeout 7200 tests/stories/test_soak.py tests/stories/test_killed_check.py \
	  tests/notifications/test_killed_delivery.py

check: $(VENV)/.all      ## the quick part: lint, types, layers, and the tests that are not slow
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto -q -m "not slow and not system" -k "not postgresql and not any_text" $(QUICK)

lint: $(VENV)/.all       ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.all      ## the benchmarks; writes docs/performance.md
	$(BIN)/python -m benchmarks

# What duban is compared with stands in an environment of its own: duban needs none of it.
$(PEERS)/.all: benchmarks/peers/requirements.lock
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	$(PEERS)/bin/python -m pip check
	@touch $@

peers-env: $(PEERS)/.all ## what the benchmarks compare duban with, in .venv-peers

docs: $(VENV)/.all       ## write the pages that are generated: states, lint rules, commands, walkthrough, invariants
	$(BIN)/python -m tests.generate

messages: $(VENV)/.all   ## bring the English catalogue up to date with what the pages say
	$(BIN)/python -m tests.messages

lock: $(VENV)/.all       ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --constraint requirements.lock --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements-embedded.lock
	uv pip compile pyproject.toml benchmarks/peers/requirements.in --universal --python-version 3.11 --extra cluster \
	  --constraint requirements.lock --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/peers/requirements.lock

clean:                   ## remove the environment and all caches
	rm -rf $(VENV) $(PEERS) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
