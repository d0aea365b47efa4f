# What a person, CI and hooks all call. `make demo` and `make test` each work on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
SECONDS ?= 120
SEED ?= 1
SAMPLE := samples/postfix/maillog samples/postfix/dsn --source postfix --year 2026
.DEFAULT_GOAL := help
.PHONY: help setup demo generate check texts test parity fuzz test-site test-spark test-mta lint bench mutation clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1: /'

.venv/core: requirements/core.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing what the command needs (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/core requirements/batch.txt requirements/test.txt
	@echo "installing what the tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/batch.txt -r requirements/test.txt
	@touch $@

.venv/site: .venv/test requirements/site.txt
	@echo "installing what the tests in a browser need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	@touch $@

.venv/spark: .venv/test requirements/spark.txt
	@echo "installing Spark (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt
	@touch $@

.venv/bench: .venv/test requirements/bench.txt
	@echo "installing what the benchmarks compare with (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

setup: .venv/test ## install all that the commands and the tests need

demo: .venv/core ## a real Postfix log to statuses and KPIs in every mode
	@echo "While messages are still being retried, the modes differ:"
	@$(BIN)/sendspec replay $(SAMPLE) --as-of 2026-11-21T01:58:36Z
	@echo
	@echo "At the end of the log, they agree:"
	@$(BIN)/sendspec replay $(SAMPLE)
	@echo
	@echo "Pages: open generated/docs/index.html in a browser, or read generated/docs/en/README.md (also fr, pt). Rules: spec/"

generate: .venv/core ## write generated/ and diagrams/ from spec/
	@$(BIN)/sendspec generate

check: .venv/core ## check spec/, and that generated/ and diagrams/ are up to date
	@$(BIN)/sendspec check
	@$(BIN)/sendspec generate --check

texts: .venv/core ## which texts the tool says, and what its catalogues lack
	@$(BIN)/python -m sendspec_gen.catalogues

lint: .venv/test ## the house's own rules
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/pyright
	@$(BIN)/lint-imports

test: .venv/test ## all tests but those in a browser, on Spark and with real mail servers
	@$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/site --ignore=tests/spark --ignore=tests/mta --ignore=tests/fuzz

parity: .venv/test ## all engines on ten million random events (a quarter of an hour)
	@$(BIN)/python -m pytest tests/parity --events 10000000

fuzz: .venv/test ## random and broken input for each family of readers; SECONDS=120 for each, SEED=1 for the first round
	@$(BIN)/python -m pytest tests/fuzz --seconds $(SECONDS) --seed $(SEED)

test-site: .venv/site ## the site in a real browser (Chromium)
	@SENDSPEC_REQUIRE=browser $(BIN)/python -m pytest tests/site

test-spark: .venv/spark ## a cluster of two executors comes to the same (Java 17 or later)
	@SENDSPEC_REQUIRE=java $(BIN)/python -m pytest tests/spark

test-mta: .venv/test ## a campaign through real mail servers on loopback (root; tests/mta/install installs them)
	@$(BIN)/python -m pytest -rs tests/mta

bench: .venv/bench ## speed beside peers, in docs/benchmarks.md; PARTS="columns growth" for some, BENCH_FULL=1 for 100 M events
	@$(BIN)/python -m benchmarks.run $(PARTS)

mutation: .venv/core ## how well laws and scenarios notice a changed rule, in docs/mutation.md
	@$(BIN)/python -m sendspec_gen.mutation --project . --out docs/mutation.md

clean: ## remove what was installed
	@rm -rf .venv
