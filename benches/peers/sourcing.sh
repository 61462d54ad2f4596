#!/bin/sh
# The sourcing instance beside HiGHS and Clarabel on the extensive form, in one call. QUICK=1 leaves out what takes minutes.
# Installs the peers in a virtual environment of its own; needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q highspy clarabel scipy numpy
cargo build --quiet --release --example sourcing_instance
ours() { printf 'houqin %s: ' "$*"; target/release/examples/sourcing_instance "$@" | tail -1; }
theirs() { printf '%s: ' "$*"; "$venv/bin/python" benches/peers/sourcing.py "$@" | tail -1; }
ours --replications 100
theirs highs 100
theirs clarabel 100
ours --replications 1000
ours --replications 10000
ours --replications 100 --integer
ours --replications 1000 --integer
if [ -z "${QUICK:-}" ]; then
    theirs clarabel 1000
    theirs highs 1000 300
    theirs highs 100 integer 180
fi
