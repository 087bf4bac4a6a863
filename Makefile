# Two commands are enough: `make run` shows the whole job on the sample week, `make test` checks it.
# `make setup` makes .venv/bin/revdoor and nothing else; a second call is instant.

SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
RUN_STAMP := .venv/.run-installed
DEV_STAMP := .venv/.dev-installed
BENCH_STAMP := .venv/.bench-installed
REPLAY ?= ../shared/eval/replay-a
SCORER ?= ../shared/eval
NER ?= ../shared/data/ner
LISTS ?= ../shared/data/lists
FEEDS ?= 20000
SEED ?= 1
PYTEST := $(BIN)/python -m pytest

.PHONY: help setup dev run live test browser-test screenshots fuzz eval eval-gold eval-linking eval-held bench bench-questions lint types docs simulate kill-test train compose-test lock clean bench-gathering duplicates

help:
	@printf '%s\n' \
	  'make run           the sample week through the real Airflow, then its events, churn and alert' \
	  'make test          all tests, one end-to-end run included' \
	  'make browser-test  only the tests in Chromium, which make test skips where there is none' \
  'make live          the feeds of the catalogue, until Ctrl-C' \
	  'make setup         only .venv/bin/revdoor' \
	  'make lint types    ruff and the import contracts; mypy --strict' \
	  'make fuzz          FEEDS=... damaged feeds through the parser (default 20000)' \
	  'make bench-questions  the sample questions on EVENTS=1000000 generated rows (DATA=folder keeps them)' \
  'make bench-gathering  parsing, near-duplicates, recall on broken feeds (FEEDS_DIR=... recorded feeds)' \
  'make duplicates    the copies of a labelled replay against the stories found (REPLAY=...)' \
  'make bench         the pipeline against a naive script, as CPU ratios; polling 2,000 feeds' \
	  'make eval          replay a labelled folder and score it (REPLAY=..., SCORER=...)' \
	  'make eval-gold     the same with the gold in place of the reader: events, churn and alerts against the labels' \
  'make kill-test     the sender of the alerts, killed 200 times, against real receivers' \
  'make simulate      false alarms, delay and sensitivity of the signal, its parts and of others' \
  'make eval-linking  who is who alone: rows a person and company, wrong merges, on the gold mentions' \
  'make docs          what is generated from the code: tables, stages, settings' \
	  'make eval-held    figures on the articles of the corpus that are held aside' \
	  'make train         train the model that ships (NER=..., LISTS=...: public files, see training/data.yml)' \
	  'make compose-test  the compose file, brought up and used' \
	  'make clean         remove what make made, the state in var/ too'

setup: $(RUN_STAMP)

dev: $(DEV_STAMP)

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not on the PATH; install Python 3.11 or say make PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python has no venv module; on Debian: apt-get install python3.11-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { echo "The package index can't be reached: the first setup needs a network. Check it, then run make again." >&2; exit 1; }

$(RUN_STAMP): requirements-run.lock pyproject.toml | $(UV)
	@echo "Installing the locked packages into .venv"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-run.lock || { echo "The locked packages can't be installed: see above; without a network they must be in uv's cache." >&2; exit 1; }
	@$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCH_STAMP): requirements-bench.lock $(RUN_STAMP)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-bench.lock
	@touch $@

run: $(RUN_STAMP)
	@$(BIN)/revdoor sample

live: export REVDOOR_HOME := $(or $(REVDOOR_HOME),var/live)
live: $(RUN_STAMP)
	@$(BIN)/revdoor live

test: $(DEV_STAMP)
	@$(PYTEST) -q

fuzz: $(DEV_STAMP)
	@$(BIN)/python -m tests.fuzz $(FEEDS) $(SEED)

browser-test: $(DEV_STAMP)
	@REVDOOR_NEED_BROWSER=1 $(PYTEST) -q -m browser

screenshots: $(DEV_STAMP)
	@$(BIN)/python -m tests.browser.screenshots

bench-questions: $(RUN_STAMP)
	@$(BIN)/python -m benchmarks.questions --events $(or $(EVENTS),1000000) $(if $(DATA),--data $(DATA))

lint: $(DEV_STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: $(DEV_STAMP)
	@$(BIN)/mypy

eval: $(RUN_STAMP)
	@benchmarks/eval.sh $(REPLAY) $(SCORER)

eval-linking: $(RUN_STAMP)
	@$(BIN)/python -m benchmarks.gold_linking $(REPLAY) $(SCORER)

eval-gold: $(RUN_STAMP)
	@$(BIN)/python -m benchmarks.gold $(REPLAY) $(SCORER)

bench: $(BENCH_STAMP)
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.polling

kill-test: $(DEV_STAMP)
	@REVDOOR_TEST_KILLS=200 $(PYTEST) -q -s tests/db/test_alerts_delivery.py

simulate: $(RUN_STAMP)
	@$(BIN)/python benchmarks/simulate_signal.py

bench-gathering: $(BENCH_STAMP)
	@$(BIN)/python -m benchmarks.parsing $(FEEDS_DIR)
	@$(BIN)/python -m benchmarks.duplicates
	@$(BIN)/python -m benchmarks.recall

duplicates: $(RUN_STAMP)
	@$(BIN)/python -m benchmarks.duplicates $(REPLAY)

docs: $(RUN_STAMP)
	@$(BIN)/revdoor docs docs/generated

eval-held: $(RUN_STAMP)
	@PYTHONPATH=.:training $(BIN)/python training/evaluate.py --slice test

train: $(RUN_STAMP)
	@training/run.sh $(NER) $(LISTS)

compose-test:
	@tests/compose/run.sh

lock: $(UV)
	@for use in run dev celery bench superset train; do \
	  $(UV) pip compile --quiet --no-header --generate-hashes --python-version 3.11 requirements/$$use.in -o requirements-$$use.lock || exit 1; \
	done

clean:
	@if [ -x $(BIN)/revdoor ]; then for home in var var/live; do REVDOOR_HOME=$$home $(BIN)/revdoor stop || true; done; fi
	@rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache ./*.egg-info
