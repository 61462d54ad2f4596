#!/bin/sh
# The same model in houqin and in SimPy; writes docs/peer-agreement.md and fails if they disagree.
# Installs SimPy in a virtual environment of its own; needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q simpy==4.1.2
cargo build --quiet --release
target/release/houqin simulate benches/peers/agreement.toml --json > target/peers/agreement.json
"$venv/bin/python" benches/peers/agreement.py 60 < target/peers/agreement.json > docs/peer-agreement.md
cat docs/peer-agreement.md
