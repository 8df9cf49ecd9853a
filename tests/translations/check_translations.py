#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text of the window has its translation, and no translation lost a text or a place for a value.

check_translations.py LUPDATE SOURCE_DIRECTORY
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

PLACE = re.compile(r"%L?\d+|%n")


def places(text):
    return set(PLACE.findall(text))


def wrong_in(message):
    """What is wrong with a <message>, or nothing."""
    source = message.findtext("source")
    translation = message.find("translation")
    if translation is None or translation.get("type"):
        return translation.get("type") if translation is not None else "no translation"
    forms = translation.findall("numerusform") or [translation]
    for form in forms:
        if not form.text:
            return "empty"
        # A singular may say "a device" for "%n devices".
        if places(form.text) - {"%n"} != places(source) - {"%n"}:
            return "has other places for values: " + form.text
        if source.count("&") != form.text.count("&") and re.search(r"&\w", source):
            return "has other mnemonics: " + form.text
    return None


def check(lupdate, source, name, more):
    with tempfile.TemporaryDirectory() as directory:
        copy = pathlib.Path(directory) / name
        shutil.copy(source / "translations" / name, copy)
        told = subprocess.run(
            [lupdate, "-I", ".", "-I", "app", "-locations", "none", "-source-language", "en", "ui", "app", *more, "-ts", copy],
            cwd=source, capture_output=True, text=True)
        if told.returncode != 0:
            return [told.stderr or told.stdout]
        problems, messages = [], 0
        for context in ElementTree.parse(copy).getroot().iter("context"):
            if not context.findtext('name'):  # tr() of an alias: lupdate does not know whose, and nothing is translated
                problems.append(f"{name}: texts without a context, such as \"{context.findtext('message/source')}\"")
            for message in context.iter("message"):
                messages += 1
                if wrong := wrong_in(message):
                    problems.append(f"{name}: {context.findtext('name')}: \"{message.findtext('source')}\": {wrong}")
        print(f"{name}: {messages} texts")
        return problems


def main():
    lupdate, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    problems = check(lupdate, source, "lockstep_de.ts", ["-target-language", "de"])
    problems += check(lupdate, source, "lockstep_en.ts", ["-target-language", "en", "-pluralonly"])
    if problems:
        print("\n".join(problems))
        print("ninja update_translations takes over new texts; their translations belong into translations/")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
