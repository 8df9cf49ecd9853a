#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""jobs.py BIN: what an operator does, by mouse and keys in a real window beside a real Synapse, with what it costs.

The pair has to run and be seeded (synapse-pair start sqlite; scenario.py seed), and a gateway for it on 127.0.0.1:8779. incidents.py, beside
synapse-pair or where INCIDENTS says, makes the trouble. Every job prints how many clicks and keys it took and how many seconds went by until the window said
what is wanted, the pauses of this script left out; JOBS_PICTURES is a folder for a picture of each. Nothing is asserted by time; ctest
does not run it.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import at_spi  # noqa: E402
from at_spi import DEBIAN, find, walk  # noqa: E402

PATIENCE = 40
INCIDENTS = pathlib.Path(os.environ.get("INCIDENTS", pathlib.Path(os.environ.get("SYNAPSE_PAIR_DIR", ".")) / "incidents.py"))
PICTURES = pathlib.Path(os.environ.get("JOBS_PICTURES", tempfile.mkdtemp(prefix="jobs-")))
PICTURES.mkdir(exist_ok=True)


class Operator:
    def __init__(self, application):
        self.application = application
        self.rows = []

    def job(self, name):
        self.name, self.deeds, self.began = name, 0, time.monotonic()

    def done(self, result):
        seconds = time.monotonic() - self.began
        self.rows.append((self.name, self.deeds, seconds, result))
        print(f"{self.name:58} {self.deeds:3} deeds {seconds:6.1f} s  {result}", flush=True)
        subprocess.run(["import", "-window", "root", PICTURES / f"{len(self.rows):02}.png"])

    def all(self):
        return walk(self.application)

    def text(self, part, role=None):
        for node in self.all():
            if (role is None or node.getRoleName() == role) and part in (node.name or ""):
                return node
        return None

    def wait(self, found, what):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            result = found()
            if result:
                return result
            time.sleep(0.05)
        print(f"  !! {what} did not come within {PATIENCE} s")
        return None

    def said(self, part):
        node = self.wait(lambda: self.text(part), part)
        return node.name if node else "(nothing)"

    def click(self, node, double=False):
        if not node:
            print("  !! nothing to click on")
            return
        import pyatspi
        box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        subprocess.run(["xdotool", "mousemove", str(box.x + min(box.width // 2, 120)), str(box.y + min(box.height // 2, 14)), "click", "1"], check=True)
        self.deeds += 1

    def page(self, name):
        self.click(self.wait(lambda: next((one for one in self.all() if one.getRoleName() == "list item" and (one.name or "").split(",")[0] == name), None), name))

    def key(self, keys):
        subprocess.run(["xdotool", "key", keys], check=True)
        self.deeds += 1

    def type(self, text):
        subprocess.run(["xdotool", "type", text], check=True)
        self.deeds += 1  # a word is one deed


def trouble(deed, kind):
    environment = dict(os.environ, HOME=os.environ.get("JOBS_HOME", os.environ["HOME"]))
    return subprocess.run([sys.executable, INCIDENTS, deed, kind], capture_output=True, text=True, timeout=200, env=environment)


def make(kind):
    """Makes the trouble; when it came into effect, on the clock of time.monotonic()."""
    done = trouble("make", kind)
    print(f"  made {kind}: {done.returncode} {done.stderr[-200:]}")
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"trigger"')]
    return time.monotonic() - (time.time() - told[-1]["trigger"]) if told else time.monotonic()


def end(kind):
    done = trouble("end", kind)
    print(f"  ended {kind}: {done.returncode} {done.stderr[-200:]}")


def inner(program):
    import pyatspi
    environment = dict(os.environ, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", LANGUAGE="en", LC_ALL="C.UTF-8", QT_QPA_PLATFORM="xcb", LOCKSTEP_PASSWORD="admin-password")
    lockstep = subprocess.Popen([pathlib.Path(program) / "lockstep", "--server", "http://127.0.0.1:18008", "--user", "admin", "--gateway", "http://127.0.0.1:8779",
                                 "--size", "1440x900"], env=environment)
    try:
        desktop = pyatspi.Registry.getDesktop(0)
        application = at_spi.until(lambda: next((one for one in desktop if one and one.name == "lockstep"), None), "the program")
        operator = Operator(application)
        at_spi.until(lambda: find(application, "list", "Pages"), "the pages")
        time.sleep(3)
        for window in subprocess.run(["xdotool", "search", "--pid", str(lockstep.pid), "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split():
            subprocess.run(["xdotool", "windowfocus", window])  # no window manager does it here
        time.sleep(1)
        jobs(operator)
        print("\n| job | clicks and keys | seconds | what was said |\n|---|---|---|---|")
        for name, deeds, seconds, result in operator.rows:
            print(f"| {name} | {deeds} | {seconds:.1f} | {result} |")
    finally:
        lockstep.terminate()
        lockstep.wait(30)


def jobs(o):
    bob = "@bob:"
    # An update lost with nothing after it leaves no trace; a refresh says what was missing.
    make("last_update_lost_silently")
    o.job("is this list right? a refresh says what was missing")
    o.page("Users")
    o.click(o.wait(lambda: o.text(bob, "table cell"), "Bob in the list"))
    o.wait(lambda: o.text("Refresh", "push button"), "Refresh")
    o.key("ctrl+r")
    found = o.wait(lambda: o.text("device added") or o.text("changed; stream") or o.text("No difference"), "the result")
    o.done(found.name if found else "(nothing)")
    end("last_update_lost_silently")

    o.job("loss, and its server is down: seen on Overview")
    o.page("Overview")
    def open_one():
        return next((one for one in o.all() if "does not answer" in (one.name or "") and "next try" in one.name and one.getRoleName() == "list item"), None)
    o.wait(lambda: not open_one(), "the end of what was before")
    o.began = make("server_refuses_connection")
    line = o.wait(open_one, "the incident")
    o.done(line.name if line else "(nothing)")
    o.job("why, and when it is tried again")
    o.click(open_one())
    o.done(o.said("next try"))
    o.job("from there to the server, and back")
    o.page("Servers")
    o.click(o.wait(lambda: o.text("localhost:28448", "table cell"), "the server"))
    o.wait(lambda: o.text("Reachability"), "its page")
    o.key("alt+Left")
    o.done(o.said("next try"))
    end("server_refuses_connection")

    o.job("history: the fork among all updates")
    o.page("Users")
    make("forked_sender")
    time.sleep(3)
    o.began = time.monotonic()
    o.click(o.wait(lambda: o.text(bob, "table cell"), "Bob in the list"))
    o.click(o.wait(lambda: o.text("History", "page tab"), "History"))
    o.done((o.wait(lambda: o.text("fork", "list item") or o.text("fork", "table row"), "fork") or o.application).name[:100])
    end("forked_sender")

    make("inbox_never_read")
    o.job("the deepest inbox, and why it waits")
    o.page("Queues")
    cell = o.wait(lambda: o.text("never seen", "table cell") or o.text("has not synced", "table cell") or o.text("device", "table cell"), "the reason")
    o.done(cell.name if cell else "(nothing)")
    o.job("what is in it, without taking it")
    o.click(cell)
    o.click(o.wait(lambda: o.text("Show messages", "push button"), "Show messages"))
    o.done(o.said("m.room"))


def main():
    if len(sys.argv) > 2:
        inner(sys.argv[1])
        return 0
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        os.execv(DEBIAN, [DEBIAN, *sys.argv])
    with tempfile.TemporaryDirectory() as directory:
        environment = dict(os.environ, XDG_RUNTIME_DIR=directory, XDG_CONFIG_HOME=directory, HOME=directory, JOBS_HOME=os.environ["HOME"], PYTHONUNBUFFERED="1")
        return subprocess.run(["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1500x950x24", sys.executable, __file__, sys.argv[1], "inside"],
                              env=environment, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
