#!/bin/sh
# houqin beside SimPy, Ciw and NeXosim on M/M/10 (arrivals 9, service 1; mean wait .668732 by Erlang C), one thread, one call.
# Installs the peers in a virtual environment of its own; needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q simpy==4.1.2 ciw==3.2.7
cargo build --quiet --profile dist --example mmc --bin houqin
cargo build --quiet --release --manifest-path benches/peers/nexosim/Cargo.toml --target-dir target/peers/nexosim
out=target/peers/table.txt
{
    "$venv/bin/python" benches/peers/simpy_mmc.py 200000 3
    "$venv/bin/python" benches/peers/ciw_mmc.py 100000 3
    target/peers/nexosim/release/nexosim-mmc 2000000 3
    target/dist/examples/mmc kernel 5000000 5
    target/dist/examples/mmc first-come 20000000 5
    target/dist/examples/mmc work-orders 40 5
    "$venv/bin/python" benches/peers/whole_job.py
} | tee "$out"
awk '/EVENTS/ { events = $3 } /WHOLE/ { whole[++m] = substr($0, 7) }
     /MEDIAN/ { speed[$1] = $3; order[++n] = $1 }
     END { print ""; print "| engine | customers/s | × SimPy | × NeXosim |"; print "|---|---|---|---|";
           for (i = 1; i <= n; i++) printf "| %s | %.3g | %.3g | %.3g |\n", order[i], speed[order[i]], speed[order[i]] / speed["simpy"], speed[order[i]] / speed["nexosim"];
           printf "\nwork-order model (priorities, shifts, travel, patience): %.3g events/s (arrivals, people on site, ends and interruptions, departures, returns, shifts), %.2f × the bare kernel (2 events a customer)\n", events, events / (2 * speed["houqin-kernel"]);
           for (i = 1; i <= m; i++) print whole[i] }' "$out"
