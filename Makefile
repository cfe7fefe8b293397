PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint live bench clean

help:  ## what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s  %s\n", $$1, $$2}' Makefile

demo: .venv/core.stamp  ## archive a small blogosphere twice, which answers within the program
	@rm -rf demo/out
	@$(BIN)/archiver demo -o demo/out

test: .venv/dev.stamp  ## the whole suite but the live tests
	$(BIN)/python -m pytest -n auto

lint: .venv/dev.stamp  ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

live: .venv/dev.stamp  ## real blog engines on loopback
	$(BIN)/python -m pytest -m live

bench: .venv/dev.stamp  ## each hot path beside a peer
	@wrong=0; for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || wrong=1; done; exit $$wrong

clean:  ## remove the virtual environment and what the demo left
	rm -rf .venv demo/out

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/core.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/dev.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/core.stamp
