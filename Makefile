# One command each; `make help` lists them. Everything is installed into .venv; nothing else of the machine changes
# but the Tesseract packages, and those only if they are missing.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test lint models clean

help:
	@echo "make setup   install Tesseract (Vietnamese) and the locked Python environment"
	@echo "make run     set up, then read data/raw and publish data/curated (ARGS='--force', ARGS='--lang en', ...)"
	@echo "make test    set up, then ruff, mypy and pytest (ARGS='tests/unit -k deadline')"
	@echo "make models  make the statistics of the text repair (ARGS='--corpus FILE ... --output normalizers/data')"
	@echo "make clean   remove .venv and the caches (the published data stays)"

setup:
	@sh tools/setup.sh $(VENV)

run: setup
	@$(BIN)/notices run $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest $(ARGS)

models: setup
	@$(BIN)/notices models $(ARGS)

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
