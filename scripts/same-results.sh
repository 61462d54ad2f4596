#!/bin/sh
# Whether two builds of houqin write the same bytes: runs of all shipped scenarios, and every question on two of them, on few samples and replications.
# As: sh scripts/same-results.sh OLD NEW [FOLDER]
# OLD and NEW are binaries; what they write stays in FOLDER (target/same-results), in old and new, with the seconds that each command took in times.txt.
# Ends with 1 where anything differs but how long it took, and names it.
set -u

old=$(realpath "$1")
new=$(realpath "$2")
scenarios=$(realpath "$(dirname "$0")/../scenarios")
folder=${3:-target/same-results}
rm -rf "$folder"
mkdir -p "$folder"
folder=$(realpath "$folder")

# Whatever is asked, of few samples; the exit code is a part of the answer.
ask() {
    binary=$1 name=$2
    shift 2
    begun=$(date +%s.%N)
    "$binary" "$@" --quiet --replications 20 --samples 8 >"$name.out" 2>"$name.err"
    echo "exit code $?" >>"$name.out"
    echo "$name $(date +%s.%N) $begun" | awk '{ printf "%-40s %6.1f\n", $1, $2 - $3 }' >>times.txt
}

for side in old new; do
    mkdir "$folder/$side"
    cd "$folder/$side" || exit 1
    eval "binary=\$$side"
    for scenario in first-steps facility university ministry municipal-campus; do
        ask "$binary" "$scenario" run "$scenarios/$scenario.toml" --no-path --out "$scenario"
    done
    for scenario in first-steps facility; do
        for question in explain sensitivity confidence; do
            ask "$binary" "$scenario-$question" "$question" "$scenarios/$scenario.toml" --out "$scenario-$question.csv"
        done
        ask "$binary" "$scenario-frontier" frontier "$scenarios/$scenario.toml" --best cost --held service --points 5 --out "$scenario-frontier.csv"
    done
    ask "$binary" university-path path "$scenarios/university.toml" --out university-path.csv
    # How long it took is no result.
    find . -name manifest.json -exec sed -i '/"computing"/d; /"writing"/d' {} +
    cd - >/dev/null || exit 1
done

if diff -rq --exclude=times.txt "$folder/old" "$folder/new"; then
    echo "the same bytes in $(find "$folder/new" -type f ! -name times.txt | wc -l) files"
else
    exit 1
fi
