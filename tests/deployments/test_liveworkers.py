#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same trouble beside a Synapse with workers, one gateway a host: test_liveworkers.py GATEWAY

hs1 runs as large servers do, on PostgreSQL, with Redis and workers, two of which write device lists. One gateway reads all processes' log
files, one a pipe of each, one a real systemd-journald that has them all. Beside them three gateways are as if each was on a host of its
own: each reads some processes' logs, and they share one history in PostgreSQL. All but the pipes' are killed again and again; every one
tells the same history. Takes about two minutes; exits with 77, and says why, where it cannot run."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "synapse/pair"))
import harness  # noqa: E402
import livefeeds  # noqa: E402
import livescenario  # noqa: E402
import scenario  # noqa: E402
from harness import DATA, HS1, Gateway, pair  # noqa: E402

PROGRAM = ""
SHARED = "lockstep_live"
# A process's unit, as Synapse's documentation names them, and its log.
LOGS = {"matrix-synapse": DATA / "hs1/homeserver.log",
        **{f"matrix-synapse-worker@{name}": DATA / f"hs1/{name}.log" for name in ("encryption", "inbound", "sender", "lists")}}
# What runs on which host: who receives, who decides, who sends.
HOSTS = {"receiving host": ["matrix-synapse-worker@inbound"],
         "deciding host": ["matrix-synapse-worker@encryption"],
         "main host": ["matrix-synapse", "matrix-synapse-worker@sender", "matrix-synapse-worker@lists"]}


def administer(*statements):
    subprocess.run(["su", "postgres", "-c", f"psql -qX -v ON_ERROR_STOP=1 -p {harness.port()}"], input=";\n".join(statements) + ";\n", text=True, check=True,
                   capture_output=True)


class LiveWorkersTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        os.environ["SYNAPSE_LOG_FORMATTER"] = "terse"
        pair("start", "writers")
        administer(f"DROP DATABASE IF EXISTS {SHARED} WITH (FORCE)", f"CREATE DATABASE {SHARED} OWNER synapse")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-live-"))
        cls.gateways, cls.feeds = {}, []
        # Before anything happens: what several processes say reaches a journal in the order in which they say it.
        cls.pipe = livefeeds.Pipe(cls.folder, LOGS)
        cls.feeds.append(cls.pipe)
        cls.journald = livefeeds.Journald(cls.folder, LOGS)
        cls.feeds.append(cls.journald)
        scenario.seed()
        cls.token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        cls.add("files", *LOGS.values())
        cls.add("pipes", *cls.pipe.paths)
        cls.add("journald", f"journal:{cls.journald.folder}/matrix-synapse*")
        for host, units in HOSTS.items():
            cls.add(host, *[LOGS[unit] for unit in units], shared=True)

    @classmethod
    def add(cls, name, *logs, shared=False):
        options = [part for log in logs for part in ("--log", str(log))]
        environment = {}
        if shared:  # its address names a password, and does not stand on the command line
            environment["LOCKSTEP_HISTORY"] = f"postgresql://synapse:synapse@127.0.0.1:{harness.port()}/{SHARED}"
            options += ["--history-spool", str(cls.folder / f"{name.replace(' ', '-')}.sqlite")]
        cls.gateways[name] = Gateway(PROGRAM, "--server-name", HS1, "--client-api", scenario.URL[1], "--database", harness.Homeserver("postgres").uri(),
                                     "--redis", "off", "--read-only", *options, environment=environment, history=not shared)
        cls.gateways[name].token = cls.token

    @classmethod
    def tearDownClass(cls):
        for gateway in cls.gateways.values():
            gateway.stop()
        for feed in cls.feeds:
            feed.end()
        pair("stop")
        administer(f"DROP DATABASE IF EXISTS {SHARED} WITH (FORCE)")
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_equal_histories(self):
        gateways = dict(self.gateways)
        piped = gateways.pop("pipes")
        logs = list(LOGS.values())
        kills = livescenario.play(logs, list(gateways.values()), piped, [self.journald])
        livescenario.compare(self, self.gateways, logs, kills, shared=list(HOSTS))


def obstacle():
    if why := harness.why_not():
        return why
    if not os.path.exists(livefeeds.JOURNALD):
        return f"there is no {livefeeds.JOURNALD}"
    for program in ("redis-server", "psql", "nginx", "openssl"):
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin"):
            return f"there is no {program}"
    return ""


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    if why := obstacle():
        print(f"!!! NOT TESTED: a gateway on each host of a Synapse with workers, because {why}")
        sys.exit(harness.SKIP)
    unittest.main()
