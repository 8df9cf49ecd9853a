#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on a file system that does not answer, as of an NFS server that is gone: test_hungfiles.py GATEWAY ROOT

It is FUSE, mounted by us, and nobody answers what the kernel asks. Skipped where this may not be mounted."""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

GATEWAY, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path[:0] = [str(ROOT / "tests/tap")]
from proxyworld import Program, Server, free_port, wait_for  # noqa: E402

SKIP = 77  # what ctest takes as "skipped"
NAME = "home.example"
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1] + """
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
"""
MOST = 20  # seconds; half a minute is promised for everything
libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def hung(folder):
    """The folder answers nobody while this lasts."""
    device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    try:
        if libc.mount(b"hung", os.fsencode(folder), b"fuse", 0, options.encode()) != 0:
            raise OSError(ctypes.get_errno(), "mount")
        try:
            yield
        finally:
            libc.umount2(os.fsencode(folder), 1)  # whoever waits is told that there is nothing: MNT_FORCE
            libc.umount2(os.fsencode(folder), 2)
    finally:
        os.close(device)


def synapse(_method, path, token):
    if path == "/_matrix/client/versions":
        return 200, {"versions": ["v1.11"]}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@admin:{NAME}"}
    return 200, {"destinations": [], "total": 0, "admin": True, "server_version": "1.160.0"}


class HungTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-hung-")))
        self.away = self.folder / "away"
        self.away.mkdir()
        self.synapse = Server(synapse)
        self.addCleanup(self.synapse.stop)
        with contextlib.closing(sqlite3.connect(self.folder / "homeserver.db")) as database:
            database.executescript(TABLES)
        (self.folder / "homeserver.log").write_text("2026-11-20 12:00:00,000 - synapse.app - 1 - INFO - sentinel - x\n")
        self.listen = f"127.0.0.1:{free_port()}"

    def arguments(self, **instead):
        given = {"server-name": NAME, "client-api": f"http://127.0.0.1:{self.synapse.port}", "database": f"sqlite:{self.folder / 'homeserver.db'}",
                 "log": self.folder / "homeserver.log", "history": self.folder / "history.sqlite", "listen": self.listen, **instead}
        return [word for key, value in given.items() if value is not None for word in (f"--{key}", str(value))]

    def run_bounded(self, command):
        began = time.monotonic()
        done = subprocess.run([GATEWAY, *command], capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "LOCKSTEP_TOKEN": "admin"})
        self.assertLess(time.monotonic() - began, MOST)
        return done

    def checked(self, place, arguments, area):
        with hung(self.away):
            done = self.run_bounded(["check", "--json", *arguments])
        self.assertEqual(done.returncode, 2, done.stderr)
        told = [c for c in json.loads(done.stdout)["checks"] if c["state"] == "fault" and f"{place} does not answer within 3 s" in c["text"]]
        self.assertTrue(told and told[0]["area"] == area, done.stdout)
        self.assertIn("/proc/mounts", told[0]["remedy"] + told[0]["text"])
        return json.loads(done.stdout)["checks"]

    def test_check_logs(self):
        for log in (self.away / "homeserver.log", self.away / "*.log*"):
            checks = self.checked(log, self.arguments(log=log), "log")
            self.assertTrue([c for c in checks if c["area"] == "database" and c["state"] == "ok"], "the others are looked at")

    def test_check_database(self):
        self.checked(self.away / "homeserver.db", self.arguments(database=f"sqlite:{self.away / 'homeserver.db'}"), "database")

    def test_check_history(self):
        self.checked(self.away / "history.sqlite", self.arguments(history=self.away / "history.sqlite"), "history")

    def test_check_configuration(self):
        self.checked(self.away / "homeserver.yaml", self.arguments(**{"homeserver-config": self.away / "homeserver.yaml"}), "configuration")
        self.checked(self.away / "gateway.yaml", ["--config", str(self.away / "gateway.yaml")], "configuration")
        self.checked(self.away / "signing.key", self.arguments(**{"signing-key": self.away / "signing.key"}), "configuration")

    def test_gateway_says_so_and_ends(self):
        for name, value in (("history", self.away / "history.sqlite"), ("homeserver-config", self.away / "homeserver.yaml"),
                            ("database", f"sqlite:{self.away / 'homeserver.db'}"), ("config", self.away / "gateway.yaml")):
            with hung(self.away):
                done = self.run_bounded(self.arguments(**{name: value}))
            self.assertEqual(done.returncode, 1, (name, done.stdout, done.stderr))
            self.assertIn("does not answer within 3 s", done.stderr)

    def get(self, path):
        request = urllib.request.Request(f"http://{self.listen}/_lockstep/v1{path}", headers={"Authorization": "Bearer admin"})
        with urllib.request.urlopen(request, timeout=MOST) as answer:
            return json.load(answer)

    def test_running_gateway(self):
        log = self.away / "homeserver.log"
        log.write_text((self.folder / "homeserver.log").read_text())
        program = Program([GATEWAY, *self.arguments(log=log)], int(self.listen.rsplit(":", 1)[1]), self.folder / "errors")
        self.addCleanup(program.stop)

        def log_source():
            return next(s for s in self.get("/info")["sources"] if s["kind"] == "log")

        wait_for(lambda: log_source()["state"] == "ok")
        with hung(self.away):
            wait_for(lambda: log_source()["state"] == "failing", 90)
            self.assertRegex(log_source()["detail"], "does not answer|does not exist")
            self.assertEqual(self.get("/users")["users"], [])
            began = time.monotonic()
            report = self.get("/check")
            self.assertLess(time.monotonic() - began, MOST)
            self.assertTrue([c for c in report["checks"] if f"{log} does not answer" in c["text"]], report)
        wait_for(lambda: log_source()["state"] == "ok", 30)  # it comes back by itself
        with hung(self.away):
            time.sleep(3)
            began = time.monotonic()
            program.stop()
            self.assertLess(time.monotonic() - began, MOST)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as probe:
        try:
            with hung(probe):
                pass
        except OSError as problem:
            print(f"!!! SKIPPED: FUSE cannot be mounted here ({problem})")
            sys.exit(SKIP)
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
