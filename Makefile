# Golden Thread. `make help` lists the commands by section.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
BIN := .venv/bin
READY := .venv/installed
PACKAGES := libs/common services/panel services/insights services/governance services/gateway deploy/local
PROJECTS := $(addsuffix /pyproject.toml,$(PACKAGES))
SOURCES := libs services deploy tests benchmarks

# make run EVENT_LOG=kafka, make run RUN="--port gateway=9080", make test TESTS=tests/panel
EVENT_LOG ?= postgres
STATE ?= var
RUN ?=
SAMPLE ?=
TESTS ?=
AT ?=
BENCHMARKS ?=
COMMENTS ?=
MINUTES ?=
SERVICES ?=
SIGNUPS ?= 120
POPULATION ?=
# What stands before a program that is to take AT for now.
MOMENT = $(if $(AT),$(BIN)/python tests/at.py "$(AT)")

.PHONY: help setup install run thread kafka sample population test tier unit contract integration deploy faults browser e2e \
	check format types bench contracts rules lock service-locks assets clean

help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z][a-z0-9_-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

##@ Begin

setup: $(READY) ## Build .venv from the lock file; every other command does it when needed

install: setup

# Two commands may begin in a fresh clone at once, such as run and thread: one sets up, the other waits.
ifndef SETTING_UP
$(READY): requirements.lock requirements-bootstrap.txt $(PROJECTS)
	@exec $$(command -v flock >/dev/null && echo flock .setup.lock) $(MAKE) SETTING_UP=1 $@
else
# The installer comes by version and hash, and installs the rest by version and hash.
$(READY): requirements.lock requirements-bootstrap.txt $(PROJECTS)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Golden Thread needs Python 3.11; set PYTHON=path")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock requirements-bootstrap.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ./,$(PACKAGES))
	@touch $@
endif

##@ Run

run: $(READY) ## Run the whole system until Ctrl-C [EVENT_LOG=kafka STATE=dir RUN="--port gateway=9080"]
	@exec $(BIN)/python -m local_runner.run --state "$(STATE)" --event-log "$(EVENT_LOG)" $(RUN)

thread: $(READY) ## Walk the golden thread against the running system [COMMENTS=file MINUTES=file]
	@exec $(BIN)/python -m local_runner.thread --state "$(STATE)" $(if $(COMMENTS),--comments "$(COMMENTS)") $(if $(MINUTES),--minutes "$(MINUTES)")

sample: $(READY) ## Load a made-up past into the running system: a panel, libraries, bodies and their decisions
	@exec $(BIN)/python -m local_runner.sample --state "$(STATE)" $(SAMPLE)

kafka: $(READY) ## Run real Apache Kafka on loopback until Ctrl-C (needs Java 17 and Maven)
	@exec $(BIN)/python -m local_runner.kafka --directory "$(STATE)/kafka"

##@ Prove

test: $(READY) ## Run every test, tier by tier; on real Kafka too where Java and Maven are [TESTS=path AT="2027-03-28 00:50"]
	@exec $(MOMENT) $(BIN)/python tests/tiers.py $(if $(TESTS),--only $(TESTS))

faults: export FAULTS_SIGNUPS := $(SIGNUPS)
unit contract integration deploy faults browser e2e: $(READY)
	@exec $(MOMENT) $(BIN)/python tests/tiers.py $@

tier: ## Run one tier: make unit, contract, integration, deploy, faults, browser or e2e
	@echo "make unit, contract, integration, deploy, faults, browser or e2e"

check: $(READY) ## Check format, lint, types, import contracts, and the generated reference
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/python -m local_runner.contracts check

rules: $(READY) ## Print every rule of the domain with its tests and results [SERVICES=panel,insights]
	$(BIN)/python -m local_runner.rules --run $(if $(SERVICES),--services "$(SERVICES)")

bench: $(READY) ## Measure, each beside its baseline; one table at the end [BENCHMARKS="point_read relay"]
	$(BIN)/python -m benchmarks $(BENCHMARKS)

##@ Change

format: $(READY) ## Format and mend what can be mended
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

contracts: $(READY) ## Write docs/reference from the code: OpenAPI, AsyncAPI, settings
	$(BIN)/python -m local_runner.contracts write

population: $(READY) ## Derive the sample systems' populations again from their source [POPULATION=file]
	@test -n "$(POPULATION)" || { echo "make population needs POPULATION=path/to/population.csv"; exit 2; }
	$(BIN)/python deploy/local/tools/derive_population.py "$(POPULATION)" deploy/local/src/local_runner/data/systems/*.json

assets: $(READY) ## Take the design system's files from npm again
	$(BIN)/python services/gateway/assets/build.py

lock: $(READY) ## Choose the newest allowed versions and lock them, by hash
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate \
		--no-emit-package golden-thread-common -o requirements.lock $(PROJECTS) requirements-dev.in
	$(MAKE) service-locks

service-locks: $(READY) ## Take each image's part out of the lock file, same versions, same hashes
	@for service in panel insights governance gateway; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-annotate \
			--no-emit-package golden-thread-common --constraints requirements.lock \
			--custom-compile-command "make service-locks" \
			-o services/$$service/requirements.lock services/$$service/pyproject.toml; \
	done

clean: ## Delete what was built; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache deploy/local/kafka/target
	find $(SOURCES) -name __pycache__ -prune -exec rm -rf {} +
