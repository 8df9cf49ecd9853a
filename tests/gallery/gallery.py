#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page with every filling looks as it was accepted: a change of look is a decision.

gallery.py check PROGRAM SCALE [VIEW...]   compares; writes what differs, whole, into "gallery" beside the program
gallery.py accept PROGRAM [VIEW...]        takes the looks of today as accepted: look at them before you commit
gallery.py sheet PROGRAM FILE              one picture of all

Accepted are small pictures at scale 1, one sheet for each view: a row for each filling, a column for each palette and size.
The clock stands still while they are made (libfaketime), so that words like "2 min ago" are the same.
"""

import collections
import glob
import os
import pathlib
import subprocess
import sys
import tempfile

SKIP = 77
DEBIAN = "/usr/bin/python3"
ACCEPTED = pathlib.Path(__file__).parent / "accepted"
FILLINGS = ["empty", "loading", "failed", "one", "some", "many", "mirrored", "hostile"]
COLUMNS = [f"{palette}-{size}" for palette in ("light", "dark") for size in ("1024x700", "1440x900")]
TILE = (288, 216)
COLOURS = 64
# How far a channel of a pixel may be off, and how many pixels in a thousand may be further. Sheets have few colours, and at another scale
# letters are drawn at other places.
TOLERANCE = {"1": (56, 1.5), "2": (72, 60)}


def made(program, scale, directory, views, full=False):
    libraries = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not libraries:
        print("SKIPPED: libfaketime is not installed")
        sys.exit(SKIP)
    environment = dict(os.environ, LD_PRELOAD=libraries[0], FAKETIME="2026-11-26 12:00:00", FAKETIME_DONT_FAKE_MONOTONIC="1", TZ="UTC",
                       QT_QPA_PLATFORM="offscreen", QT_FONT_DPI="96", QT_SCALE_FACTOR=scale, LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=str(directory))
    subprocess.run([program, directory, *(["--full"] if full else []), *views], env=environment, check=True, timeout=850)
    return {path.stem: path for path in pathlib.Path(directory).glob("*.png")}


def tile_of(sheet, filling, column):
    place = (COLUMNS.index(column) * TILE[0], FILLINGS.index(filling) * TILE[1])
    return sheet.crop((*place, place[0] + TILE[0], place[1] + TILE[1]))


def parts(name):
    """users-devices-some-dark-1440x900: view, filling, column."""
    words = name.split("-")
    return "-".join(words[:-3]), words[-3], "-".join(words[-2:])


def on_tile(path):
    from PIL import Image
    tile = Image.new("RGB", TILE, (255, 0, 255))
    tile.paste(Image.open(path).convert("RGB"), (0, 0))
    return tile


def far_pixels(tile, sheet, filling, column, far):
    """Of a thousand pixels so many are further from the accepted ones in some channel. Both have the sheet's few colours then."""
    from PIL import Image, ImageChops
    reduced = tile.quantize(palette=sheet, dither=Image.Dither.NONE)
    bands = ImageChops.difference(reduced.convert("RGB"), tile_of(sheet, filling, column).convert("RGB")).split()
    worst = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return 1000 * sum(worst.histogram()[far + 1:]) / (TILE[0] * TILE[1])


def check(program, scale, views):
    from PIL import Image
    version = (ACCEPTED / "version").read_text().strip()
    if version != version_now(program):
        print(f"SKIPPED: the accepted pictures are of {version}, this is {version_now(program)}")
        return SKIP
    far, allowed = TOLERANCE[scale]
    sheets, problems, seen = {}, [], collections.Counter()
    with tempfile.TemporaryDirectory() as directory:
        for name, path in sorted(made(program, scale, directory, views).items()):
            view, filling, column = parts(name)
            seen[view] += 1
            if view not in sheets:
                file = ACCEPTED / f"{view}.png"
                sheets[view] = Image.open(file) if file.exists() else None
            if sheets[view] is None:
                problems.append((name, "was never accepted"))
                continue
            differs = far_pixels(on_tile(path), sheets[view], filling, column, far)
            if differs > allowed:
                problems.append((name, f"{differs:.1f} of 1,000 pixels differ"))
    for view, number in seen.items():
        # What needs no homeserver has one filling.
        if number not in (len(FILLINGS) * len(COLUMNS), len(COLUMNS)):
            problems.append((view, f"{number} pictures were made"))
    if not seen:
        problems.append((" ".join(views), "nothing was made"))
    for file in ACCEPTED.glob("*.png"):
        if not views and file.stem not in seen:
            problems.append((file.stem, "is accepted and not made any more"))
    print(f"{sum(seen.values())} pictures of {len(seen)} views at scale {scale}, {len(problems)} are not as accepted")
    for name, text in problems:
        print(f"  {name}: {text}")
    if problems:
        kept = pathlib.Path(program).parent / "gallery"
        kept.mkdir(exist_ok=True)
        made(program, scale, kept, sorted({parts(name)[0] for name, _ in problems if "-" in name}), full=True)
        print(f"what they look like now is in {kept}; if that is meant: gallery.py accept {program} VIEW...")
    return 1 if problems else 0


def version_now(program):
    return subprocess.run([program, "--version"], env=dict(os.environ, QT_QPA_PLATFORM="offscreen", QT_FONT_DPI="96", QT_SCALE_FACTOR="1"), capture_output=True, text=True).stdout.strip()


def accept(program, views):
    from PIL import Image
    ACCEPTED.mkdir(exist_ok=True)
    sheets = {}
    with tempfile.TemporaryDirectory() as directory:
        for name, path in made(program, "1", directory, views).items():
            view, filling, column = parts(name)
            sheet = sheets.setdefault(view, Image.new("RGB", (TILE[0] * len(COLUMNS), TILE[1] * len(FILLINGS)), (255, 0, 255)))
            sheet.paste(on_tile(path), (COLUMNS.index(column) * TILE[0], FILLINGS.index(filling) * TILE[1]))
    for view, sheet in sheets.items():
        # Twice: what chooses the colours does not give each pixel the nearest of them, which is what check() does.
        colours = sheet.quantize(COLOURS, dither=Image.Dither.NONE)
        sheet.quantize(palette=colours, dither=Image.Dither.NONE).save(ACCEPTED / f"{view}.png", optimize=True)
    (ACCEPTED / "version").write_text(version_now(program) + "\n")
    print(f"{len(sheets)} sheets in {ACCEPTED}")
    return 0


def contact_sheet(program, file):
    """A row for each view, a column for each filling, light and dark in turn."""
    from PIL import Image, ImageDraw
    sheets = sorted(path for path in ACCEPTED.glob("*.png"))
    margin, head = 130, 20
    whole = Image.new("RGB", (margin + TILE[0] * len(FILLINGS), head + TILE[1] * len(sheets)), "white")
    draw = ImageDraw.Draw(whole)
    for column, filling in enumerate(FILLINGS):
        draw.text((margin + column * TILE[0] + 4, 4), filling, fill="black")
    for row, path in enumerate(sheets):
        draw.text((4, head + row * TILE[1] + 90), path.stem, fill="black")
        sheet = Image.open(path).convert("RGB")
        for column, filling in enumerate(FILLINGS):
            look = COLUMNS[1] if (row + column) % 2 == 0 else COLUMNS[3]
            whole.paste(tile_of(sheet, filling, look), (margin + column * TILE[0], head + row * TILE[1]))
    whole.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    return 0


def main():
    try:
        import PIL  # noqa: F401
    except ImportError:
        # Debian's packages are for Debian's interpreter, which need not be the first one of the path.
        if sys.executable != DEBIAN and os.path.exists(DEBIAN):
            os.execv(DEBIAN, [DEBIAN, *sys.argv])
        print("SKIPPED: python3-pil is not installed")
        return SKIP
    task, program, *more = sys.argv[1:]
    if task == "check":
        return check(program, more[0], more[1:])
    if task == "accept":
        return accept(program, more)
    return contact_sheet(program, more[0])


if __name__ == "__main__":
    sys.exit(main())
