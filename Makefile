# Plain `make` lists the targets. The first one that is used makes .venv and installs what requirements.lock names.
# Two stamps say that it was done: .venv/locked, made again when the lock changes, and .venv/installed for the project.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-all check bench docs words lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/words ## load a demo company, run its day, and say where to look at it in a browser, and as whom
	@RECOBRO_HOME="$${RECOBRO_HOME:-$(CURDIR)/.demo}" $(BIN)/recobro demo

test: .venv/words ## run the tests of every day, in some minutes: the slow judges are thinned out or left out
	@echo "Running the tests of every day ..."
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

test-all: .venv/words ## run every test: before a submission
	@echo "Running every test ..."
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/installed ## look at style, types and the direction of imports
	@echo "Style ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "Types ..."
	@$(BIN)/mypy
	@echo "Imports ..."
	@$(BIN)/lint-imports

bench: .venv/installed ## measure against floors: make bench N=100000 [ONLY=decide,import] [KEEP=FOLDER]
	@$(BIN)/python -m bench $(or $(N),100000) --only "$(ONLY)" $(if $(KEEP),--keep "$(KEEP)")

docs: .venv/installed ## write the reference pages that are made from the code
	@$(BIN)/python -m tools.docs

words: .venv/installed ## collect what the pages say for the translators (recobro/web/locale)
	@$(BIN)/python -m tools.words

lock: .venv/installed ## choose the newest versions that pyproject.toml admits, and write them into requirements.lock
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --extra dev --generate-hashes \
		--no-header --no-annotate --no-emit-index-url pyproject.toml --output-file requirements.lock
	@echo "requirements.lock is written; the next command installs it."

clean: ## stop the demo's pages and database, and delete it, .venv and what tools left behind
	@if [ -f .demo/web.pid ] && [ -x $(BIN)/recobro ]; then RECOBRO_HOME=$(CURDIR)/.demo $(BIN)/recobro web stop || true; fi
	@if [ -d .demo ] && [ -x $(BIN)/python ]; then \
		$(BIN)/python -c 'from pathlib import Path; from recobro.kernel import postgres; postgres.remove(Path(".demo"))'; fi
	@rm -rf .demo .venv build dist recobro.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find bench recobro tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/locked: requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old: Recobro needs 3.11 or later (make PYTHON=python3.12)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Making the virtual environment .venv ..."
	@$(PYTHON) -m venv --clear .venv
	@echo "Installing what requirements.lock names, once; this takes a minute ..."
	@$(BIN)/python -m pip install --require-hashes -r requirements.lock || { \
		echo "The packages could not be installed: the lines above say why. Without a way to the Python package" >&2; \
		echo "registry, set up pip's proxy or mirror, then try again." >&2; exit 1; }
	@touch $@

.venv/installed: .venv/locked pyproject.toml setup.py CHANGELOG.md
	@echo "Installing Recobro itself ..."
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/words: .venv/installed $(wildcard recobro/web/locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python -m tools.words --compile
	@touch $@
