# The course from the command line: `make` prints the targets. Every target sets up by itself.
# A student's copy has no grader/, and so only the targets of this file.
PYTHON ?= python3
BIN := .venv/bin
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python
PIP := $(BIN)/python -m pip --disable-pip-version-check
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup lab clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv and install the pinned packages and the course in it

lab: $(READY) ## Open JupyterLab on the course (LAB_ARGS="--no-browser --port 8899")
	$(RUN) -m jupyterlab --config course_utils/lab/jupyter_lab_config.py $(LAB_ARGS)

clean: ## Remove .venv and caches, never notebooks/ or classroom/
	rm -rf .venv build screenshots .pytest_cache *.egg-info
	find course_utils $(wildcard grader solutions tests benchmarks) -name __pycache__ -prune -exec rm -rf {} +

-include grader/targets.mk

# What is wrong with $(PYTHON), in a few words; empty when it will do. It runs on any Python, however old.
python_fault = $(shell $(PYTHON) -c 'import sys; v = sys.version_info[:2]; print( \
	"is Python %d.%d, too old" % v if v < (3, 11) else "is Python %d.%d, too new" % v if v > (3, 13) else \
	"" if __import__("importlib.util").util.find_spec("ensurepip") else "lacks venv (Debian: install python3-venv)")' \
	2>/dev/null || echo "does not run")
python_advice = The course needs Python 3.11, 3.12 or 3.13 with venv; name one: `make PYTHON=python3.12 setup`

# pip comes last into a new environment: where it lies, the environment is whole.
$(BIN)/pip:
	$(if $(python_fault),$(error $(PYTHON) $(python_fault). $(python_advice)))
	$(PYTHON) -m venv .venv

# torch comes first, alone: its build and its CUDA packages are then what this machine's package index offers, and
# nothing resolves them again.
$(READY): requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing the course in .venv: about a minute, longer where torch comes with CUDA."
	$(PIP) install --constraint requirements.lock torch
	$(PIP) install --quiet --no-deps --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
