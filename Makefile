# The commands of the project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# Tests start many Pythons: each would compile anew whatever it loads, which is a third of what they cost.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q uv

# Packages are the locked ones, each with its hash; what else is in an environment stays there.
SYNC := $(BIN)/uv sync -q --frozen --inexact --no-install-project
$(VENV)/.synced: pyproject.toml uv.lock | $(BIN)/uv
	UV_PROJECT_ENVIRONMENT=$(abspath $(VENV)) $(SYNC)
	touch $@

.PHONY: lock
lock: | $(BIN)/uv ## look for newer versions of the packages that development needs, and lock them
	$(BIN)/uv lock --upgrade

.PHONY: build
build: $(VENV)/.synced ## compile the native core into the development environment
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop -q --profile quick --uv

.PHONY: jars
jars: $(VENV)/.synced ## fetch the brokers and tools that demo and tests start
	$(BIN)/python -m tests.harness.jars

.PHONY: archives
archives: build jars ## let the brokers and tools that tests start begin with their classes as Java has loaded them before
	$(BIN)/python -m tests.harness.archives

.PHONY: demo
demo: build ## a tour on the development broker: a topic, records, a group, a rebalance, a crash; no Java
	$(BIN)/python -m barnabas demo

# When the first stage began, also for a make inside of another one.
ifndef STAGES_SINCE
export STAGES_SINCE := $(shell date +%s)
endif
STAGE := @.ci/stage

.PHONY: test
test: ## everything that the tests need, then the tests: on the development broker and on a real Kafka
	@# Fetching waits, and compiling does not.
	$(STAGE) "packages, native core and jars of Kafka" $(MAKE) -s -j2 build jars
	$(STAGE) "Java's classes as loaded" $(MAKE) -s archives
	$(STAGE) "Rust tests" $(MAKE) -s test-rust
	@$(MAKE) -s test-others
	$(STAGE) --last "tests on both brokers" $(BIN)/python -m pytest --kafka both --forks 4 $(ARGS)

# Not those of the native crate: they would have to be linked to Python, and it is Python's tests that hold it.
RUST_TESTS := cargo test -q --profile quick -p barnabas-records -p barnabas-memory
.PHONY: test-rust
test-rust: ## the tests of the crates
	$(RUST_TESTS)

.PHONY: test-fast
test-fast: build ## what needs neither Java nor jars: unit tests, and the others on the development broker
	@# Most of it waits: eight processes keep two cores busy.
	$(BIN)/python -m pytest --kafka embedded -m 'not java and not long' --hypothesis-profile brief --forks 8 $(ARGS)

# The native module is of the stable ABI: what was built once serves every version.
OTHERS := 3.11 3.12 3.13 3.14
.PHONY: test-others
test-others: build ## the unit tests, and a look at a real broker, on every other Python that is found
	@own=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	for version in $(OTHERS); do \
	  [ $$version = $$own ] && continue; \
	  found=; for one in $$(command -v python$$version) $$HOME/.pyenv/versions/$$version.*/bin/python$$version; do \
	    "$$one" -c '' 2>/dev/null && found=$$one && break; \
	  done; \
	  [ -n "$$found" ] || continue; \
	  .ci/stage "tests on Python $$version" $(MAKE) -s test-other VERSION=$$version FOUND="$$found" || exit 1; \
	done

.PHONY: test-other
test-other:
	@[ -d .venv-$(VERSION) ] || $(BIN)/uv venv -q --no-project --python "$(FOUND)" .venv-$(VERSION)
	@UV_PROJECT_ENVIRONMENT=.venv-$(VERSION) $(SYNC) --no-default-groups --group test
	@PYTHONPATH=src .venv-$(VERSION)/bin/python -m pytest -q --kafka both --hypothesis-profile brief --forks 4 \
	  tests/unit tests/kafka/test_every_version.py tests/kafka/test_consume.py \
	  --ignore tests/unit/test_typing.py --ignore tests/unit/benchmarks --ignore tests/unit/records \
	  --ignore tests/unit/protocol/test_golden.py --ignore tests/unit/protocol/test_generated_current.py

# Processes that tests start are measured too. Measured, a broker is too slow for the floods of test_hostile_load.
.PHONY: coverage
coverage: build ## branches of Python that the tests on the development broker take, by module, the worst last
	UV_PROJECT_ENVIRONMENT=$(abspath $(VENV)) $(SYNC) --group coverage
	rm -rf target/coverage && mkdir -p target/coverage
	@# What is covered is told also when a test fails, as one may on a machine that counting makes slow.
	code=0; $(BIN)/coverage run -m pytest -q --kafka embedded -m 'not java and not long' --hypothesis-profile brief --forks 4 \
	  --ignore tests/embedded/test_hostile_load.py $(ARGS) || code=$$?; \
	$(BIN)/coverage combine -q; \
	$(BIN)/coverage report --sort=-cover && exit $$code

# The module that tests in Python load is measured too, and so takes the place of the other one meanwhile. Its counters live in the files
# themselves (%c), for many of those processes end without a word.
RUST_COVERAGE = export CARGO_TARGET_DIR=$(abspath target/coverage-rust) RUSTFLAGS=-Cllvm-args=-runtime-counter-relocation && \
  mkdir -p $$CARGO_TARGET_DIR && eval "$$(cargo llvm-cov show-env --sh 2>/dev/null)" && \
  export LLVM_PROFILE_FILE=$$CARGO_TARGET_DIR/%4m%c.profraw &&
.PHONY: coverage-rust
coverage-rust: build ## lines and regions of Rust that its own tests and those on the development broker take, by crate and file
	@cargo llvm-cov --version >/dev/null 2>&1 || cargo install -q --locked cargo-llvm-cov
	@rustup component add llvm-tools 2>/dev/null || true
	rm -f target/coverage-rust/*.profraw
	$(RUST_COVERAGE) $(RUST_TESTS)
	$(RUST_COVERAGE) VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop -q --profile quick --uv
	code=0; ($(RUST_COVERAGE) $(BIN)/python -m pytest -q --kafka embedded -m 'not java and not long' --hypothesis-profile brief --forks 4 $(ARGS)) || code=$$?; \
	$(MAKE) -s build; \
	($(RUST_COVERAGE) for crate in records memory native; do cargo llvm-cov report --profile quick -p barnabas-$$crate || exit 1; done) && exit $$code

.PHONY: lint
lint: build ## formats, lints, types, stubs, arrows, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src/barnabas
	$(BIN)/pyright
	$(BIN)/python -m mypy.stubtest --allowlist tests/stubtest-allowlist barnabas._native
	$(BIN)/lint-imports
	$(BIN)/python -m codegen.sizes
	$(BIN)/python -m codegen.supply
	$(BIN)/python -m release.licences --check
	$(BIN)/python -m release.version
	cargo fmt --all --check
	cargo clippy -q --all-targets -- -D warnings

.PHONY: generate
generate: $(VENV)/.synced ## write the protocol's messages and errors anew from the pinned jars
	$(BIN)/python -m codegen

.PHONY: schema-drift
schema-drift: $(VENV)/.synced ## what the newest published jar has that the pinned one has not
	$(BIN)/python -m codegen --drift

.PHONY: wheel
wheel: $(VENV)/.synced ## one wheel for Python 3.11 and up into dist/
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin build -q --release --out dist

.PHONY: wheel-manylinux
wheel-manylinux: $(VENV)/.synced ## the same for manylinux 2.17, with zig from PyPI as the compiler of C and the linker
	$(BIN)/uv pip install -q --python $(BIN)/python ziglang
	VIRTUAL_ENV=$(abspath $(VENV)) PATH=$(abspath $(BIN)):$$PATH $(BIN)/maturin build -q --release --zig --compatibility manylinux_2_17 --out dist

.PHONY: sdist
sdist: $(VENV)/.synced ## the source distribution into dist/; pip install builds from it
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin sdist --out dist

.PHONY: dist
dist: $(VENV)/.synced ## what is released, into dist/: the wheel for manylinux, the source distribution, and a look into both
	rm -rf dist
	$(MAKE) wheel-manylinux sdist
	$(BIN)/python -m release.contents

.PHONY: test-dist
test-dist: dist ## both installed into empty environments outside of the tree: the demo, and the unit tests; compiles for minutes
	$(BIN)/python -m release.trial

.PHONY: release
release: $(VENV)/.synced ## all of a release but its publishing; VERSION=0.2.0 writes that number and closes the changelog's section
	cargo fetch -q --locked
	$(BIN)/python -m release.licences
	$(BIN)/python -m release.version $(VERSION)
	$(MAKE) test-dist
	@echo "dist/ has what is to be published; what changed in the tree is to be committed and tagged"

.PHONY: matrix
matrix: build ## what works with a real Kafka of each age, written into the README (long; ARGS="--ends" or versions for less)
	$(BIN)/python -m tests.matrix --write README.md $(ARGS)

.PHONY: test-kerberos
test-kerberos: build jars ## GSSAPI with a KDC from Debian's packages; needs Kerberos' headers for the package gssapi
	@command -v krb5-config >/dev/null || { echo "Kerberos' headers are needed to build gssapi: apt-get install libkrb5-dev"; exit 1; }
	$(BIN)/uv pip install -q --python $(BIN)/python gssapi
	$(BIN)/python -m pytest -q --kafka real --kerberos tests/security/test_gssapi.py

.PHONY: docs
docs: build ## the pages and the reference, made from the docstrings, into target/docs; a warning is an error
	UV_PROJECT_ENVIRONMENT=$(abspath $(VENV)) $(SYNC) --group docs
	$(BIN)/sphinx-build -q -n -W --keep-going -E -b html docs target/docs
	@echo "open target/docs/index.html"

.PHONY: kips
kips: $(VENV)/.synced ## write docs/kips.md: which KIPs the tests hold
	$(BIN)/python -m tests.kips

.PHONY: audit
audit: $(VENV)/.synced ## where crates and packages come from, and the crates' licences; no network
	$(BIN)/python -m codegen.supply

.PHONY: audit-online
audit-online: $(VENV)/.synced ## known vulnerabilities of the locked packages, as PyPI tells them
	$(BIN)/uv export -q --frozen --all-groups --no-emit-project --format requirements-txt -o target/locked.txt
	$(BIN)/uv tool run -q pip-audit --disable-pip --require-hashes --strict -r target/locked.txt

.PHONY: bench
bench: $(VENV)/.synced ## measure Barnabas and its peers on one real broker (long; ARGS="--quick" for a look)
	UV_PROJECT_ENVIRONMENT=$(abspath $(VENV)) $(SYNC) --group bench
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop -q --release --uv
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: mutants
mutants: build ## puts faults into the state machines, one at a time; their table tests have to notice each (ARGS="barnabas.group.classic")
	$(BIN)/python -m tests.mutants $(ARGS)

CHURN_SECONDS ?= 600
CHURN_REPORT ?= tests/churn/REPORT.md
.PHONY: churn
churn: build jars ## groups of each kind whose members come, go and die for CHURN_SECONDS, then the verdict (ARGS="--kind eager --seed 5 --members 20")
	$(BIN)/python -m tests.churn --seconds $(CHURN_SECONDS) --report $(CHURN_REPORT) $(ARGS)

ORDEAL_RUNS ?= 20
ORDEAL_REPORT ?= tests/ordeal/REPORT.md
.PHONY: ordeal
ordeal: build jars ## ORDEAL_RUNS seeded minutes of nodes, connections and clients that fail, then the verdict (ARGS="--cluster embedded --seed 5")
	$(BIN)/python -m tests.ordeal --runs $(ORDEAL_RUNS) --seconds 60 --report $(ORDEAL_REPORT) $(ARGS)

FUZZ_SECONDS ?= 20
.PHONY: fuzz-short
fuzz-short: ## all fuzz targets for FUZZ_SECONDS in all, on the stable compiler, from a fixed seed
	cargo run -q --release --manifest-path fuzz/Cargo.toml --no-default-features --example short -- $(FUZZ_SECONDS)

FUZZ_PEERS_SECONDS ?= 600
.PHONY: fuzz-peers
fuzz-peers: build ## brokers whose answers are wrong, to every kind of request, for FUZZ_PEERS_SECONDS (ARGS="--seed 5")
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_PEERS_SECONDS) $(ARGS)

FUZZ_MINUTES ?= 10
FUZZ_TARGETS := decode_batches legacy_sets decompress roundtrip
.PHONY: fuzz
fuzz: ## each fuzz target for FUZZ_MINUTES with libFuzzer; needs nightly Rust and cargo-fuzz
	@cargo +nightly fuzz --version >/dev/null 2>&1 || { echo "cargo-fuzz and a nightly compiler are needed: rustup toolchain install nightly && cargo install cargo-fuzz"; exit 1; }
	for target in $(FUZZ_TARGETS); do \
	  cargo run -q --release --manifest-path fuzz/Cargo.toml --no-default-features --example seeds -- $$target fuzz/corpus/$$target && \
	  cargo +nightly fuzz run $$target fuzz/corpus/$$target -- -max_total_time=$$(( $(FUZZ_MINUTES) * 60 )) -timeout=10 -rss_limit_mb=1024 -max_len=65536 || exit 1; \
	done
