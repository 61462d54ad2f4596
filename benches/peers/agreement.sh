#!/bin/sh
# The same models in houqin and in peers; writes docs/peer-agreement.md and fails if they disagree. BUILT=1 takes the binary that is there.
# Installs the peers in a virtual environment of its own; needs python3 with venv.
set -eu
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q simpy==4.1.2 scipy==1.17.1
[ -n "${BUILT:-}" ] || cargo build --quiet --release
target/release/houqin simulate benches/peers/agreement.toml --json > target/peers/agreement.json
failed=0
"$venv/bin/python" benches/peers/canteens.py > target/peers/canteens.md &
canteens=$!
"$venv/bin/python" benches/peers/agreement.py 60 < target/peers/agreement.json > target/peers/agreement.md || failed=1
"$venv/bin/python" benches/peers/meetings.py > target/peers/meetings.md || failed=1
wait "$canteens" || failed=1
cat target/peers/agreement.md target/peers/canteens.md target/peers/meetings.md > docs/peer-agreement.md
rm target/peers/*.md
cat docs/peer-agreement.md
exit "$failed"
