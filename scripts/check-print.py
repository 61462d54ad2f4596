#!/usr/bin/env python3
"""Whether a printed briefing has all that the page has.

Usage: check-print.py BRIEFING.html BRIEFING.pdf

Every cell of every table that is printed must be in the PDF, whole and in the page's order; the heads of a table must stand on every page on which
it has rows; and nothing may lie beyond the margins, where a scroll bar would be needed. Prints each failure; exit code 1 if there is any."""

import re
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser

# Points: the page's own margins (14 mm left and right), and what rounding may take.
MARGIN, ROUNDING = 14 / 25.4 * 72, 1.0


def bare(text):
    """A text without spaces and line ends, which paper may put anywhere, and with one form of each letter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


class Tables(HTMLParser):
    """The tables that are printed: heads and cells, without those of strategies that are closed."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell, self.closed, self.depth = [], None, 0, 0

    def handle_starttag(self, tag, attributes):
        if tag == "details":
            self.depth += 1
            if "open" not in dict(attributes) and not self.closed:
                self.closed = self.depth
        elif self.closed:
            return
        elif tag == "table":
            self.tables.append({"heads": [], "rows": []})
        elif tag == "tr" and self.tables:
            self.tables[-1]["rows"].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        if tag == "details":
            if self.closed == self.depth:
                self.closed = 0
            self.depth -= 1
        elif tag in ("td", "th") and self.cell is not None:
            table = self.tables[-1]
            (table["heads"] if tag == "th" else table["rows"][-1]).append(bare(self.cell))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def main(page, pdf):
    reader = Tables()
    with open(page, encoding="utf-8") as file:
        reader.feed(file.read())
    failures = []
    read = lambda *options: subprocess.run(["pdftotext", *options, pdf, "-"], check=True, capture_output=True, text=True).stdout
    # In the order in which the browser drew it, which is the page's own.
    pages = [bare(text) for text in read("-raw").split("\f")]
    starts = [sum(len(text) for text in pages[:index]) for index in range(len(pages))]
    printed = "".join(pages)
    on_page = lambda place: max(index for index, start in enumerate(starts) if start <= place)
    cells, place = 0, 0
    for number, table in enumerate(reader.tables, 1):
        name = f"table {number} ({', '.join(table['heads'][:2]) or 'without heads'})"
        found_on = set()
        if table["heads"]:
            at = printed.find("".join(table["heads"]), place)
            if at < 0:
                failures.append(f"{name}: its heads are not printed")
            else:
                place = at
        for row in table["rows"]:
            for cell in row:
                cells += 1
                at = printed.find(cell, place)
                if at < 0:
                    failures.append(f"{name}: the cell \"{cell}\" is not printed, or not where it belongs")
                    continue
                place = at + len(cell)
                found_on.add(on_page(at))
        for index in sorted(found_on):
            if table["heads"] and "".join(table["heads"]) not in pages[index]:
                failures.append(f"{name}: page {index + 1} has rows of it without the heads")
    width = 0.0
    for line in read("-bbox").splitlines():
        if paper := re.search(r'<page width="([\d.]+)"', line):
            width = float(paper[1])
        elif word := re.search(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*)</word>', line):
            if float(word[1]) < MARGIN - ROUNDING or float(word[2]) > width - MARGIN + ROUNDING:
                failures.append(f"\"{word[3]}\" lies beyond the margin")
    for failure in failures[:40]:
        print(f"FAILED: {failure}")
    if len(failures) > 40:
        print(f"FAILED: … and {len(failures) - 40} more")
    print(f"{cells} cells of {len(reader.tables)} tables compared with {len(pages) - 1} pages")
    return 1 if failures or not cells else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
