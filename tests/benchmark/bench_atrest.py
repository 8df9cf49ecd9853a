#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_atrest.py GATEWAY [USERS [SERVERS]]: what a gateway costs beside a large homeserver at which nothing happens

A database as Synapse has it (SQLite) with USERS tracked users (1,000,000) on SERVERS servers (20,000), of which a tenth fails, each with one
list that is out of date; a stand-in for Synapse's own API; and the real program. Prints how long the first scan takes, which share of a core
the gateway takes at rest after it, how much memory it has, and how long GET /overview, /destinations and /users take; beside them, as a peer
in the same run, what SQLite takes to count the users and to read a hundred. Nothing is checked: ctest does not run it. About four minutes."""
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/tap")]
from proxyworld import Server  # noqa: E402

NAME = "home.example"
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1]
REST = 30  # seconds
CALLS = 50


def synapse(_method, path, _token):
    if path == "/_matrix/client/versions":
        return 200, {"versions": ["v1.11"]}
    if path == "/_synapse/admin/v1/server_version":
        return 200, {"server_version": "1.160.0"}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@admin:{NAME}"}
    if path.startswith("/_synapse/admin"):
        return 200, {"destinations": [], "total": 0, "admin": True}
    return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}


def make(path, users, servers):
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + TABLES)
    database.execute("INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE)")
    now = int(time.time() * 1000)
    database.executemany("INSERT INTO device_lists_remote_extremeties VALUES (?, ?)",
                         ((f"@user{i:07}:s{i % servers}.example", str(i + 10)) for i in range(users)))
    database.executemany("INSERT INTO device_lists_remote_cache VALUES (?, 'PHONE', '{}')",
                         ((f"@user{i:07}:s{i % servers}.example",) for i in range(users)))
    failing = [i % 10 == 0 for i in range(servers)]
    database.executemany("INSERT INTO destinations VALUES (?, ?, ?, ?, NULL)",
                         ((f"s{i}.example", now - 600_000, 3_600_000, now - 86_400_000) if failing[i] else (f"s{i}.example", 0, 0, None)
                          for i in range(servers)))
    database.executemany("INSERT INTO device_lists_remote_resync VALUES (?, ?)",
                         ((f"@user{i:07}:s{i % servers}.example", now - 80_000_000 + i) for i in range(servers) if failing[i] and i < users))
    database.commit()
    database.close()


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


def say(what, value):
    print(f"{what:70} {value}", flush=True)


def timed(call):
    values = []
    for _ in range(CALLS):
        begun = time.monotonic()
        call()
        values.append(1000 * (time.monotonic() - begun))
    values.sort()
    return f"median {statistics.median(values):.1f} ms, p95 {values[int(0.95 * (CALLS - 1) + 0.5)]:.1f}, worst {values[-1]:.1f}"


def main():
    users, servers = (int(word) for word in (sys.argv[2:4] + ["1000000", "20000"][len(sys.argv) - 2:]))
    with tempfile.TemporaryDirectory(prefix="lockstep-atrest-") as folder:
        path = pathlib.Path(folder) / "homeserver.db"
        make(path, users, servers)
        say("tracked users, servers, failing", f"{users:,}, {servers:,}, {(servers + 9) // 10:,}")
        world = Server(synapse)
        begun = time.monotonic()
        program = subprocess.Popen([sys.argv[1], "--server-name", NAME, "--client-api", f"http://127.0.0.1:{world.port}", "--database", f"sqlite:{path}",
                                    "--history", f"{folder}/history.sqlite", "--listen", "127.0.0.1:0", "--read-only", "--tap", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            url = program.stdout.readline().strip().removeprefix("listening on ")

            def get(what):
                request = urllib.request.Request(url + "/_lockstep/v1" + what, headers={"Authorization": "Bearer admin"})
                with urllib.request.urlopen(request, timeout=600) as response:
                    return json.load(response)

            def states(kind):
                return [source["state"] for source in get("/info")["sources"] if source["kind"] == kind]
            for kind, what in (("heads", "first scan of all users"), ("index", "the search index is made")):
                while states(kind) != ["ok"]:
                    time.sleep(0.5)
                say(f"{what}, seconds since the start", f"{time.monotonic() - begun:.1f}")
            time.sleep(10)
            before, then = cpu_seconds(program.pid), time.monotonic()
            time.sleep(REST)
            say("at rest, share of a core", f"{100 * (cpu_seconds(program.pid) - before) / (time.monotonic() - then):.2f} %")
            say("memory, MiB", f"{memory(program.pid):.0f}")
            say("GET /overview", timed(lambda: get("/overview")))
            say("GET /destinations?limit=100", timed(lambda: get("/destinations?limit=100")))
            say("GET /users?limit=100", timed(lambda: get("/users?limit=100")))
            database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            say("SQLite: count all users", timed(lambda: database.execute("SELECT COUNT(*) FROM device_lists_remote_extremeties").fetchall()))
            say("SQLite: read 100 users",
                timed(lambda: database.execute("SELECT * FROM device_lists_remote_extremeties ORDER BY user_id LIMIT 100").fetchall()))
            database.close()
        finally:
            program.terminate()
            program.wait(timeout=60)
            world.stop()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
