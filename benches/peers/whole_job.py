"""The whole ministry job on one thread and on two, and the memory of many replications, with the binary that users get."""

import subprocess
import sys
import tempfile
import time

HOUQIN = "target/dist/houqin"


def run(*arguments):
    started = time.perf_counter()
    subprocess.run([HOUQIN, *arguments, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def memory(replications):
    """Peak resident set in MB, in a child of its own."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    command = [HOUQIN, "simulate", "scenarios/ministry.toml", "--quiet", "--replications", str(replications)]
    return float(subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True).stdout)


with tempfile.TemporaryDirectory() as folder:
    # Turn and turn about, so that a busy machine slows both.
    times = {1: [], 2: []}
    for repetition in range(3):
        for threads in times:
            times[threads].append(run("run", "scenarios/ministry.toml", "--threads", str(threads), "--out", f"{folder}/{repetition}-{threads}"))
one, two = sorted(times[1])[1], sorted(times[2])[1]
print(f"WHOLE whole ministry job: {one:.1f} s on one thread, {two:.1f} s on two: {one / two:.2f} ×")
few, half, many = memory(100), memory(5000), memory(10000)
row = (many - half) / 5000
print(
    f"WHOLE memory: {few:.0f} MB for 100 replications, {many:.0f} MB for 10,000, of which {row * 10000:.0f} MB are outcome rows: "
    f"{(many - row * 10000) / (few - row * 100):.2f} × apart from them"
)
