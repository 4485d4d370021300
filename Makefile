# The commands of this project. Each sets up what it needs; `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.PHONY: help serve test test-postgres check format coverage benchmark lock base dev

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# Fonts: the paper's own, and for what it lacks other scripts, symbols, Chinese.
BASE_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  fonts-liberation fonts-noto-core fonts-dejavu-core fonts-droid-fallback
TEST_PACKAGES := chromium libatomic1 poppler-utils
UV_VERSION := 0.13.9

# What is given as ARGS goes to pytest, the benchmarks or uv: make test ARGS="tests/people -x"
ARGS ?=
# As many tests at a time as there are processors.
AT_ONCE := --numprocesses auto --dist worksteal

help: ## list these commands
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

serve: base ## set everything up and serve the sample papers on http://127.0.0.1:8000
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) refresh_derived --missing --verbosity 0
	@$(MANAGE) load_sample_data
	@export DEBUG=1 PRINT_AT_ONCE=0; $(MANAGE) render_papers & trap "kill $$!" EXIT; \
	  $(MANAGE) runserver 127.0.0.1:8000

test: dev ## set everything up and run all tests, those in a browser too
	@$(BIN)/pytest $(AT_ONCE) $(ARGS)

test-postgres: dev ## run all tests on a PostgreSQL server made for it
	@.ci/system-packages postgresql
	@.ci/test-postgres $(AT_ONCE) $(ARGS)

check: export DATABASE_URL := sqlite://:memory:
check: dev ## run the static checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	find templates -name '*.html' -exec $(BIN)/djade --check {} +
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	SECRET_KEY=$$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n') ALLOWED_HOSTS=plans.example DEBUG= \
	  $(MANAGE) check --deploy --fail-level WARNING

format: dev ## put code and templates into their fixed form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format
	@find templates -name '*.html' -exec $(BIN)/djade {} + || true
	@$(BIN)/djhtml --tabwidth 2 templates || true

coverage: dev ## run all tests and list the lines that none of them reaches
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage report

benchmark: dev ## measure the pages and papers, as ratios
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: .venv-lock/bin/uv ## write the locks of config/requirements anew (ARGS=--upgrade takes newer versions)
	@cd config/requirements && for name in base dev; do \
	  ../../$< pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header $(ARGS) $$name.in --output-file $$name.txt; done

.venv-lock/bin/uv: Makefile
	@python3 -m venv --clear .venv-lock
	@.venv-lock/bin/pip install --quiet --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

base:
	@.ci/system-packages $(BASE_PACKAGES)
	@.ci/virtualenv base

dev:
	@.ci/system-packages $(BASE_PACKAGES) $(TEST_PACKAGES)
	@.ci/virtualenv base dev
