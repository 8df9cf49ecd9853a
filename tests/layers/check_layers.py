#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when an include points against the design: widgets under app/, an arrow upwards, or a cycle.

Reads the #include lines only; needs no build. The arrows are those of the design: a folder may include itself and what
stands to its right here.
"""
import pathlib
import re
import sys

ARROWS = {
    "app/core": [],
    "app/domain": ["app/core"],
    "app/matrix": ["app/core", "app/domain"],
    "app/inspection": ["app/core", "app/domain"],
    "app/history": ["app/core", "app/domain"],
    "app/synapse": ["app/core", "app/domain", "app/inspection", "app/history"],
    "app/gateway": ["app/core", "app/domain", "app/inspection", "app/history", "app/synapse"],
    "app/lab": ["app/core", "app/domain", "app/inspection"],
    "app/model": ["app/core", "app/domain", "app/inspection"],
    "app/session": ["app/core", "app/domain", "app/matrix", "app/model", "app/inspection"],
    "ui": ["app/core", "app/domain", "app/model", "app/session", "app/inspection"],
}
# The only files that may start a server of the API inside the desktop program.
LAUNCHERS = {"ui/localgateway.cpp": ["app/gateway"], **{f"ui/{name}": ["app/lab"] for name in ("locallab.cpp", "locallab.h", "labdock.cpp", "labdock.h", "labmap.cpp", "labmap.h", "labstart.cpp")}}
# The API's server side is for those who serve it; a client never needs it.
SERVER_ONLY = {"server.h", "access.h", "refreshdesk.h"}
GUI = re.compile(r'#include [<"](QtWidgets|QtGui|QtSvg|QWidget|QApplication|QGuiApplication|QPainter|QPixmap|QImage|QIcon|QColor|QFont|QPalette|QAction|QClipboard)\b')
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.M)


def main(root):
    problems, graph = [], {}
    files = sorted(p for top in ("app", "ui") for p in (root / top).rglob("*") if p.suffix in (".h", ".cpp"))
    for path in files:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        folder = "ui" if name.startswith("ui/") else "/".join(name.split("/")[:2])
        if folder not in ARROWS:
            problems.append(f"{name}: the folder {folder} is not in the design")
            continue
        if folder != "ui":
            problems += [f"{name}: {m.group(0)}: app/ knows no widgets and no Qt Gui" for m in GUI.finditer(text)]
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:300]:
            problems.append(f"{name}: no SPDX header")
        graph[name] = []
        for include in INCLUDE.findall(text):
            target = next((c for c in (f"app/{include}", include, f"{path.parent.relative_to(root).as_posix()}/{include}") if (root / c).exists()), None)
            if target is None:
                continue  # generated, or a library's
            other = "ui" if target.startswith("ui/") else "/".join(target.split("/")[:2])
            if other != folder and other not in ARROWS[folder] + LAUNCHERS.get(name, []):
                problems.append(f"{name} includes {target}: {folder} must not know {other}")
            if other == "app/inspection" and target.split("/")[-1] in SERVER_ONLY and folder in ("ui", "app/session", "app/model", "app/synapse"):
                problems.append(f"{name} includes {target}: that is for servers of the API")
            graph[name].append(target)
    problems += cycles(graph)
    print("\n".join(problems) or f"{len(files)} files, every include points downwards")
    return 1 if problems else 0


def cycles(graph):
    """Cycles between components: a header and its source of one stem are one."""
    stem = lambda name: name.rsplit(".", 1)[0]
    edges = {}
    for name, targets in graph.items():
        edges.setdefault(stem(name), set()).update(stem(t) for t in targets if stem(t) != stem(name))
    found, state, trail = [], {}, []

    def visit(node):
        state[node] = "open"
        trail.append(node)
        for target in sorted(edges.get(node, ())):
            if state.get(target) == "open":
                found.append("include cycle: " + " -> ".join(trail[trail.index(target):] + [target]))
            elif target not in state:
                visit(target)
        trail.pop()
        state[node] = "done"

    sys.setrecursionlimit(10_000)
    for node in sorted(edges):
        if node not in state:
            visit(node)
    return found


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
