# Two commands: `make run` starts the site with its sample corpus, `make test` runs everything. See README.md.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN = .venv/bin
TESTING = ANNOTATOR_DEMO=1 DATABASE_POOL=0
# Two processes; who has finished takes over from the other.
SHARED = -n 2 --dist worksteal
PYTEST = $(TESTING) $(BIN)/python -m pytest -q

export ANNOTATOR_DEMO ?= 1

.PHONY: run test check bench clean format test-sqlite test-postgresql test-browser machine

run: .venv/.run
	@$(BIN)/python manage.py migrate --verbosity 0
	@if [ "$(ANNOTATOR_DEMO)" = 1 ]; then $(BIN)/python manage.py demo; else $(BIN)/python manage.py collectstatic --noinput --verbosity 0; fi
	@echo "Open http://$(HOST):$(PORT)/ (stop with Ctrl+C)."
	@$(BIN)/python manage.py work --verbosity 0 --beside $$$$ & \
	exec $(BIN)/granian --interface wsgi annotator.wsgi:application --host $(HOST) --port $(PORT) --workers 2 --blocking-threads 4 --blocking-threads-idle-timeout 600 --log-level warning

test: .venv/.dev machine
	@$(MAKE) --no-print-directory test-sqlite test-postgresql test-browser

test-sqlite:
	@echo "== On SQLite"
	@$(PYTEST) $(SHARED) -m "not browser"

test-postgresql:
	@echo "== On PostgreSQL"
	@$(TESTING) $(BIN)/python -m tests.postgres $(BIN)/python -m pytest -q $(SHARED) -m "not browser and not pure"

test-browser:
	@echo "== In Chromium"
	@$(PYTEST) $(SHARED) -m browser

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files "templates/*.html" | xargs $(BIN)/djade --target-version 5.2 --check
	ANNOTATOR_DEMO=1 $(BIN)/mypy annotator texts tests
	ANNOTATOR_DEMO=1 $(BIN)/python manage.py makemigrations --check --dry-run
	ANNOTATOR_DEMO=0 SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files "templates/*.html" | xargs $(BIN)/djade --target-version 5.2

bench: .venv/.dev machine
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py bench

clean:
	rm -rf .venv var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The virtual environment, brought up to date when a list of requirements has changed.
.venv/bin/python:
	@$(PYTHON) -m venv .venv || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null && $(PYTHON) -m venv .venv; \
	  else echo "Python cannot make virtual environments here. Install it with: apt-get install python3-venv"; exit 1; fi; }

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing what the program needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/.run $@

# Chromium and PostgreSQL for the tests: Debian's packages, installed where we may, named where we may not.
machine:
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing$$missing …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
	else echo "The tests need$$missing. Install with: apt-get install$$missing"; exit 1; fi
