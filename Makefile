# The course from the command line: `make` prints the targets. Every target sets up by itself.
# A student's copy has no grader/, and so only the targets of this file.
PYTHON ?= python3
BIN := .venv/bin
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python
PIP := $(BIN)/python -m pip --disable-pip-version-check
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup lab validate hand-in doctor update mend reset clean stale

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv and install the pinned packages and the course in it

lab: $(READY) ## Open JupyterLab on the course (LAB_ARGS="--no-browser --port 8899")
	$(call stop_if,$(call diagnosis,--before-lab -- $(LAB_ARGS)))
	@$(DOCTOR) --running -- $(LAB_ARGS) || \
	$(call diagnosis,--folders) $(RUN) -m jupyterlab --config course_utils/lab/jupyter_lab_config.py $(LAB_ARGS)

validate: $(READY) ## Say what is still missing in a chapter (CHAPTER=11_vae)
	@$(RUN) -m course_utils.handin validate $(CHAPTER)

hand-in: $(READY) ## Check a chapter and hand it in, or make the file to upload (CHAPTER=11_vae)
	@$(RUN) -m course_utils.handin hand-in $(CHAPTER)

doctor: ## Check what can go wrong on this machine, each with one line that says what to do
	@$(DOCTOR) -- $(LAB_ARGS)

update: ## Put a new release of the course over this copy; your work stays (make update FILE.zip)
	@$(updater) -B -m course_utils.update $(if $(FILE),"$(FILE)",--help) $(if $(COURSE),--course "$(COURSE)")

mend: $(READY) ## Put back what a chapter has lost; answers stay (CHAPTER=11_vae)
	@$(RUN) -m course_utils.notebook mend $(CHAPTER)

reset: $(READY) ## Put a chapter back as it was released; your notebook is kept beside it (CHAPTER=11_vae)
	@$(RUN) -m course_utils.notebook reset $(CHAPTER)

clean: ## Remove .venv and caches, never notebooks/ or classroom/
	rm -rf .venv build screenshots .pytest_cache .ruff_cache .mypy_cache *.egg-info
	find course_utils $(wildcard grader solutions tests benchmarks) -name __pycache__ -prune -exec rm -rf {} +

-include grader/targets.mk

# What is wrong with $(PYTHON), in a few words; empty when it will do. It runs on any Python, however old.
python_fault = $(shell $(PYTHON) -c 'import sys; v = sys.version_info[:2]; print( \
	"is Python %d.%d, too old" % v if v < (3, 11) else "is Python %d.%d, too new" % v if v > (3, 13) else \
	"" if __import__("importlib.util").util.find_spec("ensurepip") else "lacks venv (Debian: install python3-venv)")' \
	2>/dev/null || echo "does not run")
python_advice = The course needs Python 3.11, 3.12 or 3.13 with venv; name one: `make PYTHON=python3.12 setup`

# The doctor runs in the Python of .venv, or in $(PYTHON) where that is not there or broken. -B: a full disk would keep
# half a file of its byte code, which stops every later run.
any_python = $(shell for python in $(BIN)/python $(PYTHON); do \
	$$python -c 'f""' && echo $$python && break; done 2>/dev/null)
DOCTOR = $(or $(any_python),$(error $(PYTHON) $(python_fault). $(python_advice))) -B course_utils/doctor

# What the doctor prints; under --dry-run nothing has happened that it could judge. A fault is the last line of make.
diagnosis = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,$(shell $(DOCTOR) $(1)))
stop_if = $(if $(1),$(error $(1)))

# The new release's zip is a goal, too, as make sees it: one that asks for nothing. Its name may have blanks in it.
FILE ?= $(strip $(filter-out update,$(MAKECMDGOALS)))
updater = $(or $(shell for python in $(BIN)/python $(PYTHON); do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$python && break; done 2>/dev/null),\
	$(error $(python_advice)))
ifneq ($(filter update,$(MAKECMDGOALS)),)
%.zip: update
	@:
endif

# pip comes last into a new environment: where it lies, the environment is whole.
$(BIN)/pip:
	$(call stop_if,$(if $(python_fault),$(PYTHON) $(python_fault). $(python_advice)))
	$(PYTHON) -m venv .venv || :

# torch comes first, alone: its build and its CUDA packages are then what this machine's package index offers, and
# nothing resolves them again. Where a step fails, .venv/packages is missing and pip's complaints are in .venv/pip.log.
.SECONDEXPANSION:
.venv/packages: requirements.lock pyproject.toml $$(stale) | $(BIN)/pip
	$(call stop_if,$(call diagnosis,--after venv))
	@echo "Setting up the course in .venv: a minute or two, this once."
	@rm -f $@
	@$(BIN)/python -B course_utils/doctor --relocate
	@{ { echo ": 1 of 3: torch, the largest (usually half a minute; minutes where it comes with CUDA)" && \
	$(PIP) install --progress-bar off --constraint requirements.lock torch && \
	echo ": 2 of 3: all other packages (usually a minute)" && \
	$(PIP) install --progress-bar off --no-deps --requirement requirements.lock && \
	echo ": 3 of 3: the course itself (a few seconds)" && \
	$(PIP) install --progress-bar off --no-deps --no-build-isolation --editable . && \
	$(BIN)/python -m course_utils.kernel.settings && \
	touch $@; } 2>&1 >&3 | tee .venv/pip.log >&2; } 3>&1 | $(BIN)/python -B course_utils/doctor --progress || :

$(READY): .venv/packages
	$(call stop_if,$(call diagnosis,--after packages))
	@touch $@

# The folder was copied or moved, with a .venv that still leads to the old one.
stale = $(shell $(BIN)/python -IB course_utils/doctor --stale 2>/dev/null)
