# Herold's tasks. `make demo` and `make test` set up everything they need; see README.md.
PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Herold needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

# One stamp a requirements file: the hashes are checked once and again only when the file changes.
$(VENV)/.%-installed: requirements/%.txt pyproject.toml | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@if [ $* != run ]; then $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; fi
	@touch $@

.PHONY: demo
demo: $(VENV)/.demo-installed  ## the real bot in your browser, no token needed
	$(PY) -m bot demo $(ARGS)

.PHONY: run
run: $(VENV)/.run-installed  ## the bot, with the settings of .env
	$(PY) -m bot run

.PHONY: test
test: lint $(VENV)/.dev-installed  ## everything CI checks: lint, types, imports, migrations, tests
	$(PY) -m pytest $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev-installed  ## ruff, mypy --strict, import contracts, catalogs, migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bot db check

.PHONY: format
format: $(VENV)/.dev-installed  ## sort imports and format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.PHONY: bench
bench: $(VENV)/.dev-installed  ## measure; figures go to docs/reference/performance.md
	$(PY) -m benchmarks $(ARGS)

.PHONY: i18n
i18n: $(VENV)/.dev-installed  ## collect msgids into the Polish catalog
	$(PY) -m bot.i18n.update

.PHONY: corpus-report
corpus-report: $(VENV)/.dev-installed  ## how right reading is on labelled posts, as an HTML page
	$(PY) -m scripts.corpus_report $(ARGS)

.PHONY: reference
reference: $(VENV)/.dev-installed  ## write the generated pages of docs/reference
	$(PY) -m scripts.reference

.PHONY: screenshots
screenshots: $(VENV)/.dev-installed  ## take the README's pictures from the real demo (needs chromium)
	$(PY) -m scripts.screenshots

.PHONY: lock
lock: $(VENV)/.dev-installed  ## compile requirements/*.txt from pyproject.toml
	for set in run demo dev; do \
	  extra=$$( [ $$set = run ] || echo "--extra $$set" ); \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --custom-compile-command "make lock" $$extra pyproject.toml -o requirements/$$set.txt $(UPGRADE); done

.PHONY: clean
clean:  ## throw away the venv and caches
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis var
