#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a screen reader gets it: over AT-SPI, in a session of its own, with the lab behind it.

at_spi.py LOCKSTEP

Goes through all pages by their accessible actions, and holds every part of them to what a person needs who cannot see the screen.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

SKIP = 77
DEBIAN = "/usr/bin/python3"
PATIENCE = 60
FOR_ACTING = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "password text", "entry", "spin button", "slider",
              "page tab", "table", "tree table", "list", "link", "menu item"}
MARKUP = re.compile(r"<(p|span|html|body|qt|div|br|table|tr|td|b|i|a|h[1-6])( [^>]*)?/?>|&(lt|gt|amp|nbsp|quot);")
PAGES = ["Overview", "Users", "Queues", "Servers", "Activity", "Audit", "Sources"]
problems = []


def inner(program):
    import pyatspi
    environment = dict(os.environ, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", LANGUAGE="en", LC_ALL="C.UTF-8", QT_QPA_PLATFORM="xcb")
    lockstep = subprocess.Popen([program, "--lab"], env=environment)
    try:
        desktop = pyatspi.Registry.getDesktop(0)
        application = until(lambda: next((one for one in desktop if one and one.name == "lockstep"), None), "the program on the bus")
        pages = until(lambda: find(application, "list", "Pages"), "the list of pages")
        for page in PAGES:
            item = until(lambda: next((one for one in children(pages) if one.name.split(",")[0] == page), None), f"the page {page}")
            press(item)
            until(lambda: is_current(item), f"{page} to become the current page")
            time.sleep(1)
            seen = sum(look(node, page) for node in walk(application))
            print(f"{page}: {seen} parts")
            if seen < 30:
                problems.append(f"{page}: only {seen} parts")
        read_a_history(application, pages)
    finally:
        lockstep.terminate()
        lockstep.wait(30)


def read_a_history(application, pages):
    """A user is chosen and the newest rows of the history are read, in words."""
    press(next(one for one in children(pages) if one.name.startswith("Users")))
    users = until(lambda: next((one for one in tables(application) if cells(one)), None), "a list of users")
    first = cells(users)[0]
    press(first)
    tab = until(lambda: find(application, "page tab", "History"), "the tab History")
    press(tab)
    history = until(lambda: find(application, "list", "History of device list updates"), "the history")
    rows = until(lambda: [row.name for row in children(history) if row.name], "rows of the history")
    print("history:", rows[:6])
    if not any(re.search(r"^(Update|Gap: update) \d+", row) for row in rows):
        problems.append(f"rows of the history do not say which they are: {rows[:3]}")


def walk(node, depth=0):
    if node is None or depth > 40:
        return
    try:
        if depth > 1 and not node.getState().contains(state("STATE_SHOWING")):
            return
        yield node
        # Cells of long tables are alike.
        for index in range(min(node.childCount, 60)):
            yield from walk(node.getChildAtIndex(index), depth + 1)
    except Exception:  # it went away while it was looked at
        return


def state(name):
    import pyatspi
    return getattr(pyatspi, name)


def children(node):
    return [one for one in (node.getChildAtIndex(index) for index in range(min(node.childCount, 60))) if one is not None]


def find(root, role, name):
    return next((node for node in walk(root) if node.getRoleName() == role and node.name.split(",")[0].split(" (")[0] == name), None)


def tables(root):
    return [node for node in walk(root) if node.getRoleName() in ("table", "tree table")]


def cells(table):
    return [one for one in children(table) if one.getRoleName() in ("table cell", "tree item", "list item", "table row")]


def is_current(node):
    return node.getState().contains(state("STATE_SELECTED")) or node.getState().contains(state("STATE_FOCUSED"))


def press(node):
    """By its action, or by choosing it where it is."""
    try:
        action = node.queryAction()
        for index in range(action.nActions):
            if action.getName(index).lower() in ("press", "toggle", "activate", "click", "show menu"):
                action.doAction(index)
                return
    except NotImplementedError:
        pass
    try:
        node.parent.querySelection().selectChild(node.getIndexInParent())
    except NotImplementedError:
        node.queryComponent().grabFocus()


def look(node, page):
    role, name = node.getRoleName(), node.name or ""
    where = f"{page}: {role} in {node.parent.getRoleName() if node.parent else ''} \"{node.parent.name if node.parent else ''}\""
    if role in FOR_ACTING and not name.strip() and not role.startswith("menu"):
        problems.append(where + " has no name")
    for what, text in (("name", name), ("description", node.description or "")):
        if MARKUP.search(text):
            problems.append(f"{where}: its {what} holds markup: {text[:80]}")
    return 1


def until(found, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        result = found()
        if result:
            return result
        time.sleep(0.2)
    raise SystemExit(f"{what} did not come within {PATIENCE} s")


def main():
    program = sys.argv[1]
    if len(sys.argv) > 2:
        inner(program)
        print("\n".join(sorted(set(problems))))
        return 1 if problems else 0
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        # Debian's packages are for Debian's interpreter, which need not be the first one of the path.
        if sys.executable != DEBIAN and os.path.exists(DEBIAN):
            os.execv(DEBIAN, [DEBIAN, *sys.argv])
        print("SKIPPED: python3-pyatspi is not installed")
        return SKIP
    for tool in ("dbus-run-session", "xvfb-run"):
        if not shutil.which(tool):
            print(f"SKIPPED: {tool} is not installed")
            return SKIP
    with tempfile.TemporaryDirectory() as directory:
        environment = dict(os.environ, XDG_RUNTIME_DIR=directory, XDG_CONFIG_HOME=directory, HOME=directory)
        return subprocess.run(["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1500x950x24", sys.executable, __file__, program, "inside"],
                              env=environment, timeout=300).returncode


if __name__ == "__main__":
    sys.exit(main())
