#!/bin/sh
# Open a results folder's documents in the programs that offices use, headless: the briefing in Chromium (screenshot, and printed to A4), the document
# and the workbook in LibreOffice. Checks that nothing is lost on the way, and leaves pictures of every page to look at.
# Usage: sh scripts/check-documents.sh RESULTS [PICTURES]
set -eu

run=${1:?usage: check-documents.sh RESULTS [PICTURES]}
out=${2:-target/documents}
mkdir -p "$out"
run=$(cd "$run" && pwd)
out=$(cd "$out" && pwd)

missing=""
for pair in chromium:chromium soffice:libreoffice-writer pdftotext:poppler-utils python3:python3; do
    command -v "${pair%%:*}" > /dev/null 2>&1 || missing="$missing ${pair#*:}"
done
# A font with Chinese: offices have one, bare machines do not.
[ -n "$(fc-list :lang=zh 2> /dev/null)" ] || missing="$missing fonts-wqy-zenhei"
[ -z "$missing" ] || missing="$missing libreoffice-calc"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > /dev/null
    else
        echo "install first:$missing" >&2
        exit 1
    fi
fi

failed=0
fail() {
    echo "FAILED: $1"
    failed=1
}

browse() {
    # No network: what is not in the file must not be missed.
    chromium --headless --no-sandbox --disable-gpu --host-resolver-rules="MAP * ~NOTFOUND" --enable-logging=stderr --log-level=0 \
        "$@" "file://$run/briefing.html" > "$out/chromium.log" 2>&1
}
browse --no-pdf-header-footer --print-to-pdf="$out/briefing-html.pdf"
# Paper has all that the page has.
python3 "$(dirname "$0")/check-print.py" "$run/briefing.html" "$out/briefing-html.pdf" || fail "the printed briefing has lost something"
browse --window-size=1100,3000 --screenshot="$out/briefing-html.png"
! grep -q "CONSOLE.*\(rror\|refused\)" "$out/chromium.log" || fail "the browser complains: $(grep CONSOLE "$out/chromium.log" | head -n 3)"

for name in briefing.docx workbook.xlsx; do
    [ -e "$run/$name" ] || continue
    soffice --headless --convert-to pdf --outdir "$out" "$run/$name" > "$out/soffice.log" 2>&1 || fail "LibreOffice cannot open $name"
done

# Every figure of the first sentence of the summary stands in each printed form.
words=$(head -n 1 "$run/summary.txt" | grep -oE '[0-9][0-9,.]*[0-9]' || true)
for name in briefing-html briefing workbook; do
    pdf="$out/$name.pdf"
    if [ ! -s "$pdf" ]; then
        [ "$name" = briefing-html ] && fail "the briefing was not printed"
        continue
    fi
    pages=$(pdfinfo "$pdf" | sed -n 's/^Pages: *//p')
    size=$(pdfinfo "$pdf" | sed -n 's/^Page size: *//p')
    pdftotext -layout "$pdf" "$out/$name.txt"
    pdftoppm -r 50 -png "$pdf" "$out/$name"
    for word in $words; do
        [ "$name" = workbook ] || grep -qF "$word" "$out/$name.txt" || fail "$name.pdf has no $word"
    done
    case $size in *A4*) ;; *) [ "$name" = workbook ] || fail "$name.pdf is not A4 but $size" ;; esac
    # Formulas that cannot be worked out.
    ! grep -qE '#(REF|NAME|VALUE|DIV/0|N/A)' "$out/$name.txt" || fail "$name.pdf has a formula that fails"
    echo "$name: $pages pages, $size"
done
echo "pictures of all pages: $out"
exit $failed
