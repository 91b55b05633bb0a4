# The doors of the house. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo demo-site scrape test check slow-check lint types imports measured docs format site-check report-check init-check package-check fuzz soak bench profile bench-extract bench-markdown train-extract clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## the main job on a built-in news site: no network, under a minute
	@$(BIN)/python -m scraper.demo

demo-site: $(VENV)/run.stamp ## the built-in news site to try things on, until Ctrl-C: http://127.0.0.1:8399/
	@$(BIN)/python -m scraper.demo --serve 8399

scrape: $(VENV)/run.stamp ## poll the feeds of config/feeds.yaml into archive/
	@$(BIN)/scrape -c config/feeds.yaml

test: $(VENV)/dev.stamp ## all tests
	@$(BIN)/python -m pytest --numprocesses auto -m 'not slow'
	@$(BIN)/python -m pytest -m slow

check: lint ## all that must be green: lint, types, import contracts, quick tests, coverage
	@$(MAKE) --no-print-directory -j 2 measured types imports

# Commands that tests start are not measured: that is a fifth of the time, for two hundredths of
# the coverage.
measured: $(VENV)/dev.stamp
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest --numprocesses auto --cov --cov-report=term -m 'not slow'

# Runs killed, years of history, hostile sites; and whatever is held against a clock, which wants the
# machine to itself.
slow-check: $(VENV)/dev.stamp ## the tests that take long, or measure time and memory, one after the other
	@$(BIN)/python -m pytest -m slow

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

imports: $(VENV)/dev.stamp
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/run.stamp ## write docs/configuration.md and the JSON Schemas from the definition
	@$(BIN)/python -m scraper.config.reference

# Jekyll and Hugo are installed where that can be done; exit status 3: they are missing.
site-check: $(VENV)/dev.stamp ## posts as real Jekyll, Hugo and CommonMark show them: ARGS='--posts 20000' by night
	@$(BIN)/python -m checks.site $(ARGS)

# Chromium is installed where that can be done; exit status 3: it, npm or axe-core is missing.
report-check: $(VENV)/dev.stamp ## the report's page in a real headless Chromium: errors, requests, widths, axe: ARGS='--only small'
	@$(BIN)/python -m checks.report $(ARGS)

init-check: $(VENV)/dev.stamp ## the sample sites of `scrape init`, built by real Jekyll and Hugo, empty and with posts
	@$(BIN)/python -m checks.site.scaffold $(ARGS)

package-check: $(VENV)/dev.stamp ## wheel and sdist built, looked through, installed where nothing else is, the demo run
	@$(BIN)/python -c 'import build, twine' 2>/dev/null || $(PIP) --editable '.[package]'
	@$(BIN)/python -m checks.package $(ARGS)

soak: $(VENV)/dev.stamp ## 500 feeds, 20 polls, faults of every kind, then the account: a few minutes
	@$(BIN)/python -m checks.soak $(ARGS)

# atheris where there is a wheel for this Python, else mutations of our own: the first line says.
fuzz: $(VENV)/dev.stamp ## whatever reads foreign bytes, given worse for ten minutes: ARGS='--seconds 60 --target feeds'
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) --only-binary=:all: --editable '.[fuzz]' 2>/dev/null || true
	@$(BIN)/python -m checks.fuzz $(ARGS)

bench: $(VENV)/dev.stamp ## the whole program beside a raw bound and its peers: ARGS='--feeds 40 --save FILE', three minutes
	@$(BIN)/python -m bench.program $(ARGS)

profile: $(VENV)/dev.stamp ## where the CPU of a cold run goes, by room and function: ARGS='--pages DATA', a minute
	@$(BIN)/python -m bench.profile_cold $(ARGS)

# More switches by ARGS: make bench-extract DATA=… ARGS='--sample 10 --only scraper,trafilatura'
bench-extract: $(VENV)/dev.stamp ## our body extraction beside the open extractors': DATA=folder
	@test -n "$(DATA)" || { echo "make: say DATA=folder, one with pages.jsonl and score_dev.py" >&2; exit 2; }
	@$(BIN)/python -m bench.extract "$(DATA)" $(ARGS)

bench-markdown: $(VENV)/dev.stamp ## our Markdown beside the open converters', rendered back: DATA=folder
	@test -n "$(DATA)" || { echo "make: say DATA=folder, one with hazards.json, pages.json and score.py" >&2; exit 2; }
	@$(BIN)/python -m bench.markdown "$(DATA)" $(ARGS)

train-extract: $(VENV)/dev.stamp ## the weights of body extraction, learned anew: DATA=folder
	@test -n "$(DATA)" || { echo "make: say DATA=folder, one with pages.jsonl and score_dev.py" >&2; exit 2; }
	@$(BIN)/python -m bench.train_extract "$(DATA)" $(ARGS)

clean: ## remove all that was made here, but for the archive
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bench .fuzz .report .coverage*

$(VENV)/run.stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; say PYTHON=python3.12 make …")'
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable . || { echo "make: the packages could not be installed; PyPI must be reachable once" >&2; exit 1; }
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "Adding the tools for tests and checks (once) …"
	@$(PIP) --editable '.[dev]' || { echo "make: the packages could not be installed; PyPI must be reachable once" >&2; exit 1; }
	@touch $@
