# Everything is installed into .venv, once; another Python: make run PYTHON=python3.13
PYTHON ?= python3
ADDRESS ?= localhost
PORT ?=
SITE ?= out/site
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test thorough quick lint format bench mutants wander browsers picture aria site torch chromium
.DELETE_ON_ERROR:

help:
	@echo "make run       start the app and print its address (PORT=8600; ADDRESS=0.0.0.0 lets other machines in)"
	@echo "make test      formatting, lint, types, imports, and all tests"
	@echo "make thorough  the same with every case of those that are alike, of which make test looks at those that differ"
	@echo "make quick     the same without a browser and what takes long: within a minute"
	@echo "make mutants   make small mistakes in a copy of the code, each of which a test has to notice"
	@echo "make wander    two minutes of random keys, clicks and sizes in the app (SEED=7)"
	@echo "make browsers  walk the player and the app in Firefox and WebKit too; it says what to install for that"
	@echo "make bench     measure every promise: figure, budget, ratio"
	@echo "make picture   draw the README's picture again"
	@echo "make aria      write again what screen readers get of some steps (tests/data/aria)"
	@echo "make site      write a folder of pages for any web space (SITE=out/site)"
	@echo "make format    format Python and JavaScript, and mend what the linters can"

run: $(VENV)/.run
	@$(BIN)/streamlit run app/main.py --server.address $(ADDRESS) $(if $(PORT),--server.port $(PORT))

test: lint chromium torch
	$(BIN)/python -m pytest -n 3 --dist worksteal

thorough: export UNROLLED_THOROUGH = 1
thorough: test

quick: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not torch and not slow"

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.node

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.node format

bench: $(VENV)/.dev chromium torch
	@$(BIN)/python -m tests.benchmarks

mutants: $(VENV)/.dev
	@$(BIN)/python -m tests.mutants

wander: $(VENV)/.dev chromium
	UNROLLED_WANDER=$(or $(SEED),1) $(BIN)/python -m pytest -o faulthandler_timeout=0 tests/browser/test_wander.py

browsers: $(VENV)/.browsers chromium
	@$(BIN)/python -m tests.browsers

picture: $(VENV)/.dev chromium
	@$(BIN)/python -m tests.picture

aria: $(VENV)/.dev chromium
	@$(BIN)/python -m tests.aria

site: $(VENV)/.dev chromium
	@$(BIN)/python -m tests.site $(SITE)

chromium: $(VENV)/.dev
	@$(BIN)/python -m tests.chromium

# Without PyTorch the tests that need it are skipped, and say so.
torch: $(VENV)/.dev
	@test -e $(VENV)/.torch || { echo "Installing PyTorch, the CPU build, into $(VENV)"; \
	  $(PIP) --retries 0 -r requirements-torch.txt && touch $(VENV)/.torch; } || \
	  echo "PyTorch could not be installed; to try again: $(BIN)/pip install -r requirements-torch.txt"

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Unrolled needs Python 3.11 or newer, \
	and $(PYTHON) is `$(PYTHON) --version 2>&1`. With a newer one: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.python
	@echo "Installing what the app needs into $(VENV)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(VENV)/.run
	@echo "Installing what the tests need into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.browsers: requirements-browsers.txt $(VENV)/.dev
	@echo "Installing what drives other browsers into $(VENV)"
	@$(PIP) -r requirements-browsers.txt
	@touch $@
