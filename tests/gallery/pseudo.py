#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: every text of the window in strange letters, a third longer and in brackets. What still looks English
in it was never translated, and what is cut in it will be cut in some language.

pseudo.py LRELEASE TS QM    takes the texts of TS, writes QM
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

LETTERS = str.maketrans("AaBCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz", "ÅåßÇçĐđÊêĜĝĤĥÎîĴĵĶķĽľŇňÖöŘřŠšŤťÛûŴŵÝýŽž")
# Places for values, and what is no word of a language.
KEPT = re.compile(r"%L?\d+|%n|&\w;|<[^>]*>")


def pseudo(text):
    result, end = "", 0
    for place in KEPT.finditer(text):
        result += text[end:place.start()].translate(LETTERS) + place.group()
        end = place.end()
    result += text[end:].translate(LETTERS)
    return "⟦" + result + "·" * (len(text) // 3) + "⟧"


def main():
    lrelease, ts, qm = sys.argv[1:]
    tree = ElementTree.parse(ts)
    for message in tree.getroot().iter("message"):
        source = message.findtext("source")
        translation = message.find("translation")
        for form in translation.findall("numerusform") or [translation]:
            form.text = pseudo(source)
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "pseudo.ts"
        tree.write(file, encoding="utf-8", xml_declaration=True)
        subprocess.run([lrelease, "-silent", file, "-qm", qm], check=True)


if __name__ == "__main__":
    main()
