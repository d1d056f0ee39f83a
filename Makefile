# Needs a Python of at least 3.11 with venv and pip, and make. Everything else is installed into .venv.
# Another Python: make demo PYTHON=/path/to/python

VENV := .venv
BIN := $(VENV)/bin
LOWEST := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	if $$python -c '$(LOWEST)' >/dev/null 2>&1; then echo $$python; break; fi; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Others' packages as wheels, each by its hash; then the project itself, built by the backend that came among them.
HASHED := $(PIP) --require-hashes --only-binary :all: --requirement
ITSELF := $(PIP) --no-deps --no-build-isolation --editable .
SUPPORTED := python3.11 python3.12 python3.13 python3.14
BOUNDS_CACHE := $(CURDIR)/$(VENV)/cache-bounds

.DEFAULT_GOAL := help
.PHONY: help install develop demo lesson test lint format types check-long card bench attack evidence signs worlds words \
	constraints check-constraints bounds bounds-full supply clean

help:
	@echo "make demo               install, compare the shipped scenarios, leave tables and figures in outputs/"
	@echo "make lesson             the lessons for a browser as one file, outputs/lesson.html (minutes)"
	@echo "make test               the quick tests, compiled, then a part of them interpreted and with bounds checks"
	@echo "make lint types         ruff; mypy"
	@echo "make check-long         the slow tests"
	@echo "make card               install the compiler for graphics cards, compile the week by it; needs no card (minutes)"
	@echo "make bench              the benchmarks"
	@echo "make attack             kill, flip, edit and fuzz: what is stored is what was run (minutes)"
	@echo "make evidence           run what every claim of the sources predicts; writes docs/claims.md (an hour)"
	@echo "make signs              move every parameter from low to high; writes docs/signs.md"
	@echo "make worlds             calibrate the shipped worlds anew (minutes)"
	@echo "make words              put new sentences into the catalogue of translations, and say what lacks Norwegian"
	@echo "make check-constraints  resolve what is pinned for every supported Python and platform"
	@echo "make constraints        write constraints.txt and requirements/ anew, with the newest versions"
	@echo "make bounds             install the lowest and the newest versions that are allowed, and run some commands (minutes)"
	@echo "make bounds-full        the quick tests with both, on every supported Python that is at hand (an hour or more)"
	@echo "make supply             list every package that is installed (CycloneDX), and look up known vulnerabilities"
	@echo "make clean              remove .venv and caches; outputs/ stays"

# A stamp, so that a second call installs nothing. venv is repeated on purpose: it completes an interrupted one.
$(VENV)/.installed: pyproject.toml requirements/run.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "crmsim needs Python 3.11 or later with venv and pip, and found none." >&2; \
		echo "On Debian or Ubuntu: apt install python3 python3-venv python3-pip." >&2; \
		echo "Or name one: make PYTHON=/path/to/python" >&2; \
		exit 1; \
	fi
	@if ! $(PYTHON) -c '$(LOWEST)' 2>/dev/null; then \
		echo "PYTHON=$(PYTHON) is not a Python of at least 3.11 with venv and pip." >&2; \
		exit 1; \
	fi
	@echo "Installing crmsim into $(VENV) with $$($(PYTHON) --version), and what it needs: numba, numpy, scipy, pandas,"
	@echo "matplotlib, mesa and others. They are downloaded once, which takes a minute or two ..."
	@$(PYTHON) -m venv $(VENV)
	@$(HASHED) requirements/run.txt
	@$(ITSELF)
	@touch $@

$(VENV)/.developer: $(VENV)/.installed requirements/dev.txt
	@echo "Installing the developer tools into $(VENV) (pytest, mypy, ruff and others), which takes a minute ..."
	@$(HASHED) requirements/dev.txt
	@touch $@

install: $(VENV)/.installed

develop: $(VENV)/.developer

demo: $(VENV)/.installed
	@$(BIN)/crmsim compare baseline giver_rich taker_leader say_do_gap

# Made in one piece beside the one that is there, and put in its place when it is whole.
lesson: $(VENV)/.installed
	@rm -f outputs/lesson.new.html
	@$(BIN)/crmsim lesson --out outputs/lesson.new.html
	@mv outputs/lesson.new.html outputs/lesson.html
	@echo "It is outputs/lesson.html."

test: $(VENV)/.developer
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist worksteal
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -m "interpreted and not slow"
	NUMBA_BOUNDSCHECK=1 CRMSIM_CACHE_DIR="$(BOUNDS_CACHE)" $(BIN)/python -m pytest -q -m "interpreted and not slow"

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.developer
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.developer
	$(BIN)/mypy

check-long: $(VENV)/.developer
	$(BIN)/python -m pytest -m slow

$(VENV)/.card: $(VENV)/.developer requirements/card.txt
	@echo "Installing NVIDIA's compiler into $(VENV), 200 MB ..."
	@$(HASHED) requirements/card.txt
	@touch $@

card: $(VENV)/.card
	$(BIN)/python -m pytest -q tests/card/test_ptx.py

bench: $(VENV)/.developer
	$(BIN)/python -m benchmarks

attack: $(VENV)/.developer
	$(BIN)/python -m benchmarks.attack

evidence: $(VENV)/.developer
	$(BIN)/python -m experiments.evidence
	$(BIN)/python docs/generate.py

signs: $(VENV)/.installed
	$(BIN)/python -m experiments.signs

worlds: $(VENV)/.developer
	$(BIN)/crmsim calibrate baseline --seed 1 --out outputs/worlds/firm
	$(BIN)/crmsim calibrate baseline --set organisation.sector=public --set organisation.employees=80 --seed 1 \
		--out outputs/worlds/municipality
	cp outputs/worlds/firm/worlds.csv scenarios/worlds/reference_firm.csv
	cp outputs/worlds/municipality/worlds.csv scenarios/worlds/reference_municipality.csv

words: $(VENV)/.installed
	$(BIN)/python docs/words.py
	$(BIN)/python docs/words.py --missing

$(VENV)/.resolver: $(VENV)/.installed requirements/constraints.txt
	@$(HASHED) requirements/constraints.txt
	@touch $@

constraints: $(VENV)/.resolver
	$(BIN)/python .ci/check_constraints.py --write

check-constraints: $(VENV)/.resolver
	$(BIN)/python .ci/check_constraints.py

bounds: $(VENV)/.resolver
	$(BIN)/python .ci/check_bounds.py $(BOUNDS)

bounds-full: $(VENV)/.resolver
	$(BIN)/python .ci/check_bounds.py --suite $(SUPPORTED:%=--python %) $(BOUNDS)

supply: $(VENV)/.resolver
	$(BIN)/python .ci/check_supply.py $(AUDIT)

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path "./.git/*" -prune -exec rm -rf {} +
