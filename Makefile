# The commands of the project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q uv

$(VENV)/.synced: pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install -q --python $(BIN)/python --group dev
	touch $@

.PHONY: build
build: $(VENV)/.synced ## compile the native core into the development environment
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop -q --profile quick --uv

.PHONY: bench
bench: $(VENV)/.synced ## measure Barnabas and its peers on one real broker (long; ARGS="--quick" for a look)
	$(BIN)/uv pip install -q --python $(BIN)/python --group bench
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop -q --release --uv
	$(BIN)/python -m benchmarks $(ARGS)
