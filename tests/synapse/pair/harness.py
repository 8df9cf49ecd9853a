# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests against two real Synapse servers share: the pair, a gateway beside it, its database, its log."""
import ast
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import scenario

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "synapse-pair"
DATA = pathlib.Path(os.environ.get("SYNAPSE_DATA") or CACHE / "data")
TREE = pathlib.Path(os.environ.get("SYNAPSE_ROOT") or CACHE / "tree")
HS1, HS2 = scenario.NAME[1], scenario.NAME[2]
BOB = f"@bob:{HS2}"
LOG = DATA / "hs1/homeserver.log"
SKIP = 77  # what ctest takes as "skipped"


def pair(*arguments, text=None):
    """Runs synapse-pair; its daemons must not inherit our pipes, so the output goes to a file."""
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run([HERE / "synapse-pair", *arguments], stdout=out, stderr=subprocess.STDOUT, timeout=180, text=True,
                              **({"input": text} if text is not None else {"stdin": subprocess.DEVNULL}))
        out.seek(0)
        printed = out.read()
    if done.returncode:
        raise RuntimeError(f"synapse-pair {' '.join(arguments)}: {printed}")
    return printed


def why_not():
    """Why the pair cannot run here; empty if it can."""
    if os.geteuid() != 0:
        return "it needs root, for the servers' own tree"
    if not (TREE / "usr/bin/synapse_homeserver").exists():
        return "the tree with Synapse is not installed; 'tests/synapse/pair/synapse-pair install' makes it"
    return ""


def skip_unless_possible(what="NOT TESTED AGAINST REAL SYNAPSE SERVERS"):
    if reason := why_not():
        print(f"!!! SKIPPED, {what}: {reason}")
        sys.exit(SKIP)


def wait_for(what, condition, seconds=30):
    """Polls until the condition gives something true, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


class Homeserver:
    """The database of a homeserver, hs1's if no other is said, as its administrator would use it, and nothing else."""

    def __init__(self, kind, number=1):
        self.kind = kind
        self.name = f"synapse_hs{number}"
        self.path = DATA / f"hs{number}/homeserver.db"

    def uri(self):
        return f"sqlite:{self.path}" if self.kind == "sqlite" else f"postgresql://synapse:synapse@127.0.0.1:{port()}/{self.name}"

    def run(self, statements):
        """Statements without answers, all or none of them."""
        script = "BEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;\n"
        if self.kind != "sqlite":
            return self.execute(script)
        database = sqlite3.connect(self.path, timeout=30)
        database.executescript(script)
        database.close()

    def execute(self, sql):
        if self.kind == "sqlite":
            with sqlite3.connect(self.path, timeout=30) as database:
                rows = database.execute(sql).fetchall()
            database.close()
            return rows
        done = subprocess.run(["su", "postgres", "-c", "psql -qAtX -v ON_ERROR_STOP=1 -F '\t' -p " + port() + " " + self.name],
                              input=sql, capture_output=True, text=True, check=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def dump(self):
        """The whole database as text, a line a row."""
        if self.kind == "sqlite":
            database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
            lines = list(database.iterdump())
            database.close()
            return lines
        done = subprocess.run(["su", "postgres", "-c", f"pg_dump -p {port()} --data-only --column-inserts {self.name}"], capture_output=True, text=True, check=True)
        return sorted(line for line in done.stdout.splitlines() if not line.startswith(("--", "\\restrict", "\\unrestrict")))


def port():
    return os.environ.get("PGPORT", "5432")


class Gateway:
    """lockstep-gateway as a process, and its API with one token."""

    def __init__(self, program, *arguments, environment=None, history=True):
        self.directory = tempfile.TemporaryDirectory(prefix="lockstep-pair-")
        self.errors = open(os.path.join(self.directory.name, "stderr"), "w+")
        self.history = os.path.join(self.directory.name, "history.sqlite")
        self.command = [program, "--listen", "127.0.0.1:0", *(["--history", self.history] if history else []), *arguments]
        self.environment = {**os.environ, **(environment or {})}
        self.token = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.errors, text=True, env=self.environment)
        self.line = self.process.stdout.readline().strip()
        if not self.line.startswith("listening on "):
            self.process.wait(timeout=10)
            said = self.said()
            self.close()
            raise RuntimeError(f"the gateway said {self.line!r} and {said!r}")
        self.url = self.line.removeprefix("listening on ")

    def kill_and_start(self):
        """As after a crash: kill -9, and again with the same history."""
        self.process.kill()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.start()

    def said(self):
        self.errors.flush()
        with open(self.errors.name) as file:
            return file.read()

    def call(self, path, method="GET", token=None, base="/_lockstep/v1", timeout=70):
        """(status, body) of one call."""
        request = urllib.request.Request(self.url + base + path, method=method, data=b"{}" if method == "POST" else None)
        token = self.token if token is None else token
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def get(self, path):
        status, body = self.call(path)
        assert status == 200, f"GET {path}: {status} {body}"
        return body

    def all(self, path, member):
        """Every item of a list, page by page."""
        items, after = [], ""
        while after is not None:
            page = self.get(path + ("&" if "?" in path else "?") + "limit=7" + (f"&after={urllib.parse.quote(after)}" if after else ""))
            items += page[member]
            after = page["next"]
        return items

    def refresh(self, user, timeout=10_000):
        path = f"/_matrix/client/unstable/org.matrix.msc2638/user/{scenario.quote(user)}/devices/refresh?timeout={timeout}"
        return self.call(path, "POST", base="")

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(timeout=20)
        finally:
            self.close()

    def close(self):
        self.process.stdout.close()
        self.errors.close()
        self.directory.cleanup()


HANDLING = re.compile(r"Handling update '([^']*)'/'([^']*)', ID: '([^']*)', prev: (\[.*?\]) ")
DECIDED = re.compile(r"Received device list update for (\S+), requiring resync: (True|False)\. Devices: (.*)")


def logged_updates(user, log=LOG):
    """What Synapse itself logged of a user's updates: (device_id, stream_id, prev_ids, resync)."""
    updates, waiting = [], []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := HANDLING.search(line):
            if found[1] == user:
                waiting.append((found[2], found[3], ast.literal_eval(found[4])))
        elif (found := DECIDED.search(line)) and found[1] == user:
            updates += [(*update, found[2] == "True") for update in waiting]
            waiting = []
    return updates


def recorded_updates(gateway, user):
    """The same, as the gateway's API tells it."""
    return [(u["device_id"], u["stream_id"], u["prev_ids"], u["verdict"] == "resync")
            for u in gateway.all(f"/users/{scenario.quote(user)}/updates", "updates") if u["kind"] == "update"]
