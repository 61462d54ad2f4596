# Two commands on a fresh machine: `make demo` and `make test`. Both install what is missing.

# How much the breaker breaks: scenarios read, and of those that are taken, how many are played; from which seed.
COUNT ?= 20000
PLAY ?= 100
SEED ?= 1
JOBS ?= 1

.PHONY: demo test lint setup bench fuzz font docs dist reference validation documents rivals

# HiGHS is compiled from source: it needs cmake, a C++ compiler and libclang.
setup:
	@sh scripts/setup.sh

# The main job on the ministry scenario: a verified plan with charts.
demo: setup
	cargo run --release --quiet -- run scenarios/ministry.toml

test: setup
	cargo test --release

lint: setup
	cargo fmt --check
	cargo clippy --release --all-targets -- -D warnings

# Every strategy's plan of the ministry and the university against all plans that are a step away.
rivals: setup
	cargo test --release --test all rivals:: -- --ignored --nocapture --test-threads 1

bench: setup
	cargo bench --profile release

# Breaks scenarios, tables, plan files, results folders and templates; what it finds lies in target/fuzz. As: make fuzz COUNT=1000000 PLAY=2000 JOBS=4
fuzz: setup
	cargo build --release --quiet
	cargo run --release --quiet --example fuzz -- --count $(COUNT) --play $(PLAY) --seed $(SEED) --jobs $(JOBS)

# The binary that users get: one file, nothing beside it.
dist: setup
	cargo build --profile dist

# Files that are made by the program or by a script.
docs: setup
	cargo run --release --quiet -- schema --markdown > docs/scenario-file.md
	cargo run --release --quiet -- schema > docs/scenario.schema.json

# Opens the reference results' documents in Chromium and LibreOffice, and leaves pictures of every page in target/documents.
documents:
	sh scripts/check-documents.sh results/reference/ministry target/documents

font:
	sh assets/font/make-font.sh assets/font

# What the README shows.
reference: setup
	rm -rf results/reference/ministry
	cargo run --release --quiet -- run scenarios/ministry.toml --quiet --out results/reference/ministry
	cargo run --release --quiet -- simulate scenarios/ministry.toml --quiet --trace results/reference/ministry/week.csv
	rm results/reference/ministry/week.csv results/reference/ministry/week.svg
	cargo run --release --quiet -- explain scenarios/ministry.toml --quiet --out results/reference/ministry/further/why.csv
	cargo run --release --quiet -- frontier scenarios/ministry.toml --quiet --out results/reference/ministry/further/frontier.csv
	cargo run --release --quiet -- sensitivity scenarios/ministry.toml --quiet --out results/reference/ministry/further/tornado.csv
	cargo run --release --quiet -- report results/reference/ministry --format html,docx

# Known results, coverage of intervals, and the ministry with each part of the reform switched; a quarter of an hour. Writes docs/validation.md and docs/switches.md.
validation: setup
	cargo run --release --quiet --example validation
	cargo run --release --quiet --example switches
