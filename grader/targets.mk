# The instructor's targets: the Makefile reads this file where grader/ is.
GRADER := $(RUN) -m grader
GRADEBOOK := classroom/gradebook.db
CHROMIUM := { command -v chromium || command -v chromium-browser; } >/dev/null

.PHONY: test lint format test-browser notebooks release bundle new checks held-out demo grade quality ledger bench

test: lint ## Run make lint and the whole test suite, stored outputs of the chapters included (TEST_ARGS="tests/checks -x")
	COURSE_STATIC=1 $(RUN) -m pytest \
		-n auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --nbval --nbval-cell-timeout 180 $(TEST_ARGS)
	@$(CHROMIUM) || echo "The browser tests did not run, as there is no Chromium here: make test-browser"

# All three have their say, whichever of them finds something.
lint: $(READY) ## Check rules, format and types of all code (ruff, mypy)
	@faults=; \
	$(BIN)/ruff check --quiet --output-format concise . || faults="$$faults rules"; \
	$(BIN)/ruff format --quiet --check . || faults="$$faults format"; \
	$(BIN)/mypy --no-error-summary || faults="$$faults types"; \
	[ -z "$$faults" ] || { echo "lint:$$faults, see above." \
		"\`make format\` fixes the format and the rules marked [*]; fix the rest by hand."; exit 1; }

format: $(READY) ## Format all code, and fix what ruff can fix by itself
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format .

test-browser: $(READY) ## Walk through the course in Chromium, which is installed where it is missing; pictures in screenshots/
	@$(CHROMIUM) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update && apt-get install --yes --no-install-recommends chromium; } || \
		{ echo "There is no Chromium here. Install it as root: apt-get install chromium"; exit 1; }
	$(RUN) -m pytest -rs tests/browser $(TEST_ARGS)

notebooks: $(READY) ## Build solutions/*/*.ipynb from the chapters' text sources
	$(GRADER) build $(ARGS)

release: $(READY) ## Make the students' notebooks; an edited one is never overwritten
	$(GRADER) release $(ARGS)

bundle: $(READY) ## Write the students' copy of the course as a zip file
	$(GRADER) bundle $(ARGS)

new: $(READY) ## Begin an exercise: all its files, with examples (ARGS="topic.name LEVEL")
	$(GRADER) new $(ARGS)

checks: $(READY) ## Record how misconceptions fail, so that check() names them (ARGS=topic or topic.name)
	$(GRADER) record $(ARGS)

demo: $(READY) ## Grade a sample class of 12 from end to end, in a course of its own
	$(GRADER) demo $(ARGS)

grade:
	$(error `make grade` is now `make demo`)

held-out: $(READY) ## Try exercises on answers that they were not written from (ARGS=topic or topic.name)
	$(GRADER) held-out $(ARGS)

quality: $(READY) ## Prove that right answers are accepted, wrong ones rejected and named (ARGS=topic or topic.name)
	$(GRADER) quality $(ARGS)

ledger: $(READY) ## Count the statements that are stated, certified and shown failing
	$(GRADER) ledger $(ARGS)

bench: $(READY) ## Measure how long the chapters and the grader take
	@for script in benchmarks/*.py; do $(RUN) "$$script" $(ARGS) || exit; done

# The gradebook knows every chapter that is built; nbgrader stops where its folder is missing.
setup lab: $(GRADEBOOK)
$(GRADEBOOK): $(READY) $(wildcard solutions/*/*.ipynb)
	$(GRADER) register
	@touch $@
