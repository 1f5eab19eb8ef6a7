# `make run` serves the site on this machine, `make test` checks everything. Both need Python 3.11
# or newer, and nothing else; PYTHON names another interpreter than python3.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --require-hashes --no-deps --no-compile --quiet
# One more than there are cores: some tests wait for clocks, servers and browsers.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -le 7 ] || n=7; echo $$((n + 1)))

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/run.lock ## serve the site with its demo (PORT=8000, DEMO=0 for an empty one); Ctrl-C stops it
	@exec $(PY) -m cop_platform.local.run

reset: .venv/run.lock ## remove all data of this installation, after asking (YES=1: without)
	@$(PY) -m cop_platform.local.reset

install: .venv/run.lock ## make .venv from the lock alone

test: lint chromium ## every check and every test
	$(PY) -m pytest -n $(WORKERS) --maxschedchunk 4

fast: .venv/dev.lock ## the tests without the browser and the slow races
	$(PY) -m pytest -n $(WORKERS) --maxschedchunk 4 -m "not browser and not slow and not drill"

drill: .venv/dev.lock ## the long forms of the tests that hunt for rare faults
	DRILL=1 $(PY) -m pytest tests/drills -m drill $(ARGS)
	DRILL=1 $(PY) -m pytest tests/browser/test_axe.py $(ARGS)

bench: .venv/dev.lock ## measure (NAMES="a b" for some); writes var/bench.json
	$(PY) -m benchmarks $(NAMES)

lint: .venv/dev.lock ## every check that runs nothing; all of them, whichever fails
	@$(MAKE) --no-print-directory --keep-going --jobs 2 $(SYNC) $(CHECKS)

SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
CHECKS := lint-types lint-code lint-layout lint-imports lint-templates lint-security lint-locks lint-migrations lint-deployment

lint-types: ; $(PY) -m mypy .
lint-code: ; $(PY) -m ruff check .
lint-layout: ; $(PY) -m ruff format --check .
lint-imports: ; .venv/bin/lint-imports
lint-templates: ; $(PY) -m djlint --quiet --lint templates
lint-security: ; $(PY) -m bandit --quiet -ll --configfile pyproject.toml --recursive .
lint-locks: ; $(PY) -m cop_platform.local.locks
lint-migrations: ; $(PY) manage.py makemigrations --check --dry-run
lint-deployment: ; $(PY) -m cop_platform.local.deployment

chromium: .venv/dev.lock ## a Chromium for the tests, installed where it is missing and may be
	@$(PY) -m cop_platform.local.chromium

lock: .venv/dev.lock ## solve the dependencies anew (ARGS=--upgrade: to their newest versions)
	$(PY) -m uv pip compile pyproject.toml $(UNIVERSAL) $(ARGS) -o requirements.lock
	$(PY) -m uv pip compile pyproject.toml $(UNIVERSAL) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock

UNIVERSAL := --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command "make lock"

.venv/run.lock: requirements.lock | .venv/bin/python
	@cmp -s requirements.lock $@ || { echo "Installing what requirements.lock names ..."; $(PIP) -r requirements.lock; }
	@cp requirements.lock $@

.venv/dev.lock: requirements-dev.lock | .venv/bin/python
	@cmp -s requirements-dev.lock $@ || { echo "Installing what requirements-dev.lock names ..."; $(PIP) -r requirements-dev.lock; }
	@cp requirements-dev.lock $@
	@cp requirements.lock .venv/run.lock # the one holds the other

.venv/bin/python:
	@command -v "$(PYTHON)" >/dev/null || \
		{ echo "Coalesce needs Python 3.11 or newer, and there is no $(PYTHON). On Debian and Ubuntu: apt-get install python3 python3-venv. Where it has another name: make PYTHON=python3.12 ..."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Coalesce needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Where there is a newer one: make PYTHON=python3.12 ..."; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) can't make a virtual environment: its venv module is missing. On Debian and Ubuntu: apt-get install python3-venv, then try again."; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; exit 1; }

.PHONY: help run reset install test fast drill bench lint chromium lock $(CHECKS)
