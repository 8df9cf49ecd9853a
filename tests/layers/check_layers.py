#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when an include points against the picture of app/README.md: widgets under app/, an arrow upwards, or a cycle.

Reads the #include lines only; needs no build. The arrows are those of app/README.md: a folder may include itself and what
stands to its right here. Also fails for a file of more than MAX_LINES lines: a file is one idea.
"""
import pathlib
import re
import sys

ARROWS = {
    "app/core": "",
    "app/http": "core",
    "app/sql": "core",
    "app/domain": "core",
    "app/matrix": "core domain http",
    "app/matrix/signin": "core domain http matrix",
    "app/inspection": "core domain http",
    "app/inspection/casefiles": "core domain inspection",
    "app/inspection/client": "core domain http inspection inspection/casefiles",
    "app/search": "core domain sql inspection",
    "app/history": "core domain sql",
    "app/history/file": "core domain sql history",
    "app/history/recording": "core domain history history/file",
    "app/history/postgres": "core domain sql history history/file",
    "app/history/retention": "core domain history history/recording",
    "app/history/spool": "core domain sql history history/recording",
    "app/history/archive": "core sql history history/postgres history/file",
    "app/diagnosis": "core domain inspection inspection/casefiles",
    "app/series": "core sql inspection",
    "app/audit": "core domain http inspection",
    "app/server/desks": "core domain http inspection history series diagnosis audit search history/file",
    "app/server": "core domain http inspection history series diagnosis audit search inspection/casefiles server/desks",
    "app/logs": "core domain history inspection history/recording",
    "app/logs/lookup": "core domain history inspection logs history/recording",
    "app/tap": "core domain http inspection history history/recording",
    "app/synapse/config": "core sql",
    "app/synapse/log": "core history logs history/recording",
    "app/synapse/tables": "core sql inspection",
    "app/synapse/queues": "core domain sql inspection synapse/tables",
    "app/synapse/own": "core domain sql inspection synapse/tables synapse/queues",
    "app/synapse/lists": "core domain sql inspection history synapse/tables synapse/queues",
    "app/synapse/replication": "core inspection synapse/config",
    "app/synapse": "core domain http sql inspection history synapse/config synapse/replication synapse/tables synapse/queues synapse/lists synapse/own history/recording",
    "app/capture": "core domain sql inspection history logs tap synapse/log synapse/lists server history/file history/recording inspection/casefiles server/desks",
    "app/check": "core http sql inspection history history/postgres logs synapse/config synapse/replication synapse/log synapse/tables",
    "app/gateway": "core domain http sql inspection history history/archive history/postgres history/retention history/spool logs logs/lookup tap synapse synapse/config synapse/log server check audit diagnosis search history/file history/recording inspection/casefiles server/desks",
    "app/lab/state": "core domain http sql",
    "app/lab/client": "core domain http lab/state",
    "app/lab/federation": "core domain http inspection history lab/state history/recording",
    "app/lab/stage": "core domain http inspection history server audit search lab/state lab/client lab/federation history/file history/recording server/desks",
    "app/model/typed": "core",
    "app/model/history": "core domain http inspection inspection/client",
    "app/model": "core domain http inspection model/typed inspection/client model/history",
    "app/model/files": "core domain model model/history",
    "app/session/refresh": "core domain http inspection inspection/client",
    "app/session": "core domain http matrix matrix/signin inspection model session/refresh inspection/client",
    # Above app/: what a wing of the desktop program may include of app/ and of the wings below it.
    "ui/words": "core domain inspection diagnosis model model/typed",
    "ui/widgets/filter": "core model/typed session ui/words",
    "ui/widgets": "core domain inspection model model/typed session session/refresh ui/words ui/widgets/filter",
    "ui/widgets/export": "core model session ui/words ui/widgets",
    "ui/widgets/picture": "core model/files session ui/words ui/widgets",
    "ui/history/view": "core domain http inspection model session session/refresh ui/words ui/widgets model/history",
    "ui/history/picture": "core domain inspection model model/files session ui/words ui/widgets ui/widgets/picture ui/history ui/history/view",
    "ui/history": "core domain http inspection model session session/refresh ui/words ui/widgets model/history ui/history/view",
    "ui/pages": "core http inspection model model/files session session/refresh ui/words ui/widgets ui/widgets/picture inspection/casefiles inspection/client",
    "ui/pages/together": "core http inspection inspection/client model model/history session ui/words ui/widgets ui/widgets/export ui/history/view",
    "ui/pages/overview": "core http inspection model session session/refresh ui/words ui/widgets ui/history ui/pages inspection/client",
    "ui/pages/users": "core domain http inspection diagnosis model model/typed session session/refresh ui/words ui/widgets ui/widgets/filter ui/history ui/history/picture ui/pages ui/pages/together inspection/client model/history ui/history/view",
    "ui/pages/queues": "core http inspection model model/typed session session/refresh ui/words ui/widgets ui/pages inspection/client",
    "ui/pages/servers/heat": "core http inspection model model/files session ui/words ui/widgets ui/widgets/picture ui/pages",
    "ui/pages/servers": "core http inspection model model/typed session session/refresh ui/words ui/widgets ui/pages ui/pages/together ui/pages/servers/heat inspection/client",
    "ui/pages/activity": "core inspection model model/typed session session/refresh ui/words ui/widgets ui/pages",
    "ui/pages/audit": "core http inspection model model/typed session session/refresh ui/words ui/widgets ui/pages inspection/casefiles inspection/client",
    "ui/pages/sources": "core http inspection model session session/refresh ui/words ui/widgets ui/pages inspection/client",
    "ui/connect": "core domain http inspection session session/refresh capture gateway ui/words ui/widgets",
    "ui/shell/links": "core session",
    "ui/shell/help": "core ui/words",
    "ui/shell/news": "core http inspection session ui/words inspection/client",
    "ui/shell/preferences": "core session ui/words ui/widgets",
    "ui/shell/palette": "core http inspection model/typed session ui/words ui/widgets inspection/client",
    # Knows every page: the table of pages is here.
    "ui/shell": "ui/shell/help ui/shell/links ui/shell/news ui/shell/palette ui/shell/preferences core domain http inspection model session session/refresh ui/words ui/widgets ui/widgets/export ui/history ui/pages ui/pages/overview ui/pages/users ui/pages/queues"
                " ui/pages/servers ui/pages/activity ui/pages/audit ui/pages/sources ui/connect",
    "ui/lab": "core domain http session session/refresh lab/stage ui/words ui/widgets ui/shell",
    "ui": "ui/shell/links ui/shell/news ui/shell/preferences core session session/refresh gateway ui/words ui/widgets ui/connect ui/shell ui/lab",
}
GUI = re.compile(r'#include [<"](QtWidgets|QtGui|QtSvg|QWidget|QApplication|QGuiApplication|QPainter|QPixmap|QImage|QIcon|QColor|QFont|QPalette|QAction|QClipboard)\b')
# What Debian 13's Qt 6.8 warns of and Debian 12's does not know yet (tests/trixie/build finds more, and takes an hour).
NEWER_QT = re.compile(r',\s*Qt::(?:UTC|LocalTime|OffsetFromUTC)\s*[,)]|\bsetTimeSpec\(|\btoTimeSpec\(')
MAX_LINES = 400
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.M)


def main(root):
    problems, graph = [], {}
    files = sorted(p for top in ("app", "ui") for p in (root / top).rglob("*") if p.suffix in (".h", ".cpp"))
    for path in files:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        folder = name.rsplit("/", 1)[0]
        if folder not in ARROWS:
            problems.append(f"{name}: the folder {folder} is not in the table of rooms")
            continue
        if text.count("\n") > MAX_LINES:
            problems.append(f"{name}: {text.count(chr(10))} lines, more than {MAX_LINES}")
        if folder.startswith("app/"):
            problems += [f"{name}: {m.group(0)}: app/ knows no widgets and no Qt Gui" for m in GUI.finditer(text)]
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:300]:
            problems.append(f"{name}: no SPDX header")
        graph[name] = []
        for include in INCLUDE.findall(text):
            target = next((c for c in (f"app/{include}", include, f"{path.parent.relative_to(root).as_posix()}/{include}") if (root / c).exists()), None)
            if target is None:
                continue  # generated, or a library's
            other = target.rsplit("/", 1)[0]
            if other != folder and other not in may_include(folder):
                problems.append(f"{name} includes {target}: {folder} must not know {other}")
            graph[name].append(target)
    problems += cycles(graph)
    for path in sorted(p for top in ("app", "ui", "tests") for p in (root / top).rglob("*") if p.suffix in (".h", ".cpp")):
        problems += [f"{path.relative_to(root)}: {m.group(0)} is deprecated in Qt 6.8; toUTC() and QTimeZone are not" for m in NEWER_QT.finditer(path.read_text(encoding="utf-8"))]
    print("\n".join(problems) or f"{len(files)} files, every include points downwards")
    return 1 if problems else 0


def may_include(folder):
    return {room if room.startswith("ui") else f"app/{room}" for room in ARROWS[folder].split()}


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
