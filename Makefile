# make run: install, build when there is no release, serve. make test: install what tests need, run all.
PORT ?= 8501
PYTHON ?= python3
RUNS ?= 20
DATA_DIR := $(or $(CAREMAP_DATA_DIR),data)
DEMO_DIR := data/demo-warehouse
VENV := .venv
AUDIT := .venv-audit
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# Only files whose SHA-256 is known are installed.
LOCKED := $(PIP) install --require-hashes -r

LOCK := $(AUDIT)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Commands and tests start many processes: each reads what the first one compiled.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run build test stable check bench docs demo properties mutation audit sbom lock clean

run: $(VENV)/.run $(DATA_DIR)/releases/CURRENT
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

build: $(VENV)/.run
	$(BIN)/python -m etl build

$(DATA_DIR)/releases/CURRENT: | $(VENV)/.run
	$(BIN)/python -m etl build

test: $(VENV)/.test $(VENV)/.browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# The whole suite RUNS times, one after the other; the first run that fails ends it. Two hours and a half.
stable: $(VENV)/.test $(VENV)/.browser
	@for run in $$(seq $(RUNS)); do \
		echo "run $$run of $(RUNS)"; \
		$(MAKE) --no-print-directory test || exit 1; \
	done

check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint etl/sql
	$(BIN)/python -m pytest tests/architecture

bench: $(VENV)/.test $(VENV)/.browser $(VENV)/.bench $(DATA_DIR)/releases/CURRENT
	$(BIN)/python -m benchmarks

docs: $(VENV)/.run
	$(BIN)/python docs/generate.py

# Illustration set: its own data directory, a banner on every page; `make run` never loads it.
demo: $(VENV)/.run
	$(BIN)/python -m etl build --demo --data-dir $(DEMO_DIR)
	CAREMAP_DATA_DIR=$(DEMO_DIR) $(BIN)/streamlit run dashboard.py --server.port $(PORT)

# Every property and every parser on 10,000 examples instead of 500. Nightly: half an hour or more.
properties: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --hypothesis-profile=nightly tests/property

# Breaks the code in small ways, one at a time, and counts the changes that no test notices
# (settings: pyproject.toml). Nightly: half an hour or more.
mutation: $(VENV)/.mutation
	$(BIN)/mutmut run
	$(BIN)/python scripts/mutation_score.py

# Known vulnerabilities of what is pinned: asks the advisory database, so it needs the internet.
audit: $(AUDIT)/.ready
	$(AUDIT)/bin/pip-audit --requirement requirements-auth.txt --no-deps --disable-pip

# Bill of materials of what the dashboard installs, sign-in included (CycloneDX).
sbom: $(AUDIT)/.ready
	$(AUDIT)/bin/cyclonedx-py requirements requirements-auth.txt --output-reproducible --output-file docs/sbom.json
	$(AUDIT)/bin/python scripts/write_sbom.py docs/sbom.json

# After a change of requirements*.txt: the hashes of every file, for every platform.
lock: $(AUDIT)/.ready
	$(LOCK) requirements.txt --output-file locks/run.txt
	$(LOCK) requirements-auth.txt --output-file locks/auth.txt
	$(LOCK) requirements-test.txt --output-file locks/test.txt

$(AUDIT)/.ready: requirements-audit.txt
	PYTHON="$(PYTHON)" VENV="$(AUDIT)" sh scripts/make_venv.sh
	$(AUDIT)/bin/python -m pip --disable-pip-version-check -q install -r requirements-audit.txt
	@touch $@

$(VENV)/bin/python:
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/make_venv.sh

$(VENV)/.run: locks/run.txt | $(VENV)/bin/python
	$(LOCKED) locks/run.txt
	@touch $@

$(VENV)/.test: locks/test.txt $(VENV)/.run
	$(LOCKED) locks/test.txt
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.run
	$(PIP) install -r requirements-bench.txt
	@touch $@

$(VENV)/.mutation: requirements-mutation.txt $(VENV)/.test
	$(PIP) install -r requirements-mutation.txt
	@touch $@

$(VENV)/.browser: scripts/install_browser.sh scripts/install_proxy.sh $(VENV)/.test
	VENV="$(VENV)" sh scripts/install_browser.sh
	sh scripts/install_proxy.sh
	@touch $@

clean:
	rm -rf $(VENV) $(AUDIT) data/releases .mypy_cache .ruff_cache .pytest_cache .hypothesis
