#!/usr/bin/env bash
# Makes houqin-sans.ttf (a subset of Noto Sans SC Regular, renamed "Houqin Sans")
# and OFL.txt (its licence).
#
#   make-font.sh OUTPUT_DIR
#
# Needs: bash, npm, tar, python3 with venv, and the npm and PyPI registries.
# All versions are pinned and timestamps are kept, so the output is reproducible.
set -euo pipefail

NPM_PACKAGE='@expo-google-fonts/noto-sans-sc'
NPM_VERSION='0.4.3'
FONTTOOLS_VERSION='4.68.0'
SOURCE_TTF='package/400Regular/NotoSansSC_400Regular.ttf'
SOURCE_SHA256='d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16'

if [ $# -ne 1 ]; then
    echo "usage: $0 OUTPUT_DIR" >&2
    exit 2
fi
mkdir -p -- "$1"
out=$(cd -- "$1" && pwd)

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"

npm pack --silent "$NPM_PACKAGE@$NPM_VERSION" >/dev/null
tar -xzf ./*.tgz "$SOURCE_TTF" package/LICENSE_FONT
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check "fonttools==$FONTTOOLS_VERSION"

cat >build.py <<'PY'
import hashlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

source, sha256, result = sys.argv[1:]

FAMILY = "Houqin Sans"
POSTSCRIPT = "HouqinSans-Regular"
ASCENT, DESCENT = 0.95, 0.29  # em; they add up to 1.24 em, with no line gap


def span(first, last):
    return {chr(c) for c in range(first, last + 1)}


def gb2312():
    """Every character of GB 2312: symbols (rows 1-9), level 1 and level 2."""
    chars = set()
    for high in range(0xA1, 0xFF):
        for low in range(0xA1, 0xFF):
            try:
                chars.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                pass  # an unassigned code
    return chars


WANTED = {
    "Basic Latin": span(0x20, 0x7E),
    "Latin-1": span(0xA0, 0xFF),
    "punctuation": set("“”‘’–—―…‥·•‧‰′″、。〈〉《》「」『』【】〔〕〖〗　"),
    "fullwidth ASCII": span(0xFF01, 0xFF5E),
    "fullwidth currency": set("￠￡￥"),
    "arrows": set("→←↑↓"),
    "maths": set("≤≥≠±×÷≈∞−"),
    "shapes": set("▲▼●○■□△▽◆◇★☆✓"),
    "superscripts": set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"),
    "subscripts": set("₀₁₂₃₄₅₆₇₈₉"),
    "Greek": span(0x391, 0x3A1) | span(0x3A3, 0x3A9) | span(0x3B1, 0x3C9),
    "currency": set("€£¥"),
    "units": set("㎡㎥㎎㎏㎜㎝㎞℃℉№"),
    "box drawing": span(0x2500, 0x257F),
    "block elements": span(0x2580, 0x2595),
    "GB 2312": gb2312(),
}
assert len(WANTED["GB 2312"]) == 7445

with open(source, "rb") as f:
    digest = hashlib.sha256(f.read()).hexdigest()
if digest != sha256:
    sys.exit(f"the source font is not the expected one: sha256 {digest}")

options = subset.Options()
options.hinting = False
options.layout_features = ["kern"]
options.glyph_names = False
options.notdef_outline = True
options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
options.name_languages = ["*"]
options.recalc_bounds = True
options.recalc_timestamp = False
options.drop_tables += ["BASE", "GSUB", "STAT", "gasp", "vhea", "vmtx"]

font = subset.load_font(source, options)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes={ord(c) for chars in WANTED.values() for c in chars})
subsetter.subset(font)

# The names. Copyright (0), trademark (7), credits (8-11) and licence (13, 14) stay.
name = font["name"]
version = name.getDebugName(5)
for name_id, text in {
    1: FAMILY,
    2: "Regular",
    3: f"{version.split(';')[0]};{POSTSCRIPT}",
    4: f"{FAMILY} Regular",
    6: POSTSCRIPT,
    16: FAMILY,
    17: "Regular",
}.items():
    name.removeNames(nameID=name_id)
    name.setName(text, name_id, 3, 1, 0x409)

# The vertical metrics, the same in all three places.
em = font["head"].unitsPerEm
ascent, descent = round(ASCENT * em), round(DESCENT * em)
hhea, os2 = font["hhea"], font["OS/2"]
hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
os2.usWinAscent, os2.usWinDescent = ascent, descent
os2.fsSelection |= 1 << 7  # USE_TYPO_METRICS

subset.save_font(font, result, options)

# Read the result back, check it and say what it holds.
font = TTFont(result)
name, hhea, os2 = font["name"], font["hhea"], font["OS/2"]
cmap = font.getBestCmap()
for name_id in (1, 16):
    assert name.getDebugName(name_id) == FAMILY
assert name.getDebugName(0) and name.getDebugName(13) and name.getDebugName(14)
for name_id in (1, 3, 4, 6, 16, 25):
    text = name.getDebugName(name_id) or ""
    assert "Noto" not in text and "Source" not in text, text
assert (hhea.ascent - hhea.descent) * 100 == 124 * em and hhea.lineGap == 0
assert (os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap) == (hhea.ascent, hhea.descent, 0)
assert (os2.usWinAscent, os2.usWinDescent) == (hhea.ascent, -hhea.descent)
print(f"family {name.getDebugName(1)!r}, PostScript name {name.getDebugName(6)!r}")
print(f"em {em}, ascent {hhea.ascent}, descent {hhea.descent}, line gap {hhea.lineGap}")
print(f"{font['maxp'].numGlyphs} glyphs, {len(cmap)} characters; tables: {' '.join(font.keys())}")
for block, chars in WANTED.items():
    missing = sorted(c for c in chars if ord(c) not in cmap)
    note = " ".join(f"{c} U+{ord(c):04X}" for c in missing) or "none"
    print(f"{block}: {len(chars)} wanted, missing: {note}")
PY

venv/bin/python build.py "$SOURCE_TTF" "$SOURCE_SHA256" houqin-sans.ttf
cp -- houqin-sans.ttf "$out/houqin-sans.ttf"
cp -- package/LICENSE_FONT "$out/OFL.txt"
chmod 644 "$out/houqin-sans.ttf" "$out/OFL.txt"
ls -l -- "$out/houqin-sans.ttf" "$out/OFL.txt"
