#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on a file system that does not answer, as of an NFS server that is gone: test_hungfiles.py GATEWAY ROOT

It is FUSE, mounted by us, and nobody answers what the kernel asks, or nobody any longer. Skipped where this may not be mounted."""
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
sys.path[:0] = [str(ROOT / "tests/tap"), str(ROOT / "tests/gateway")]
from proxyworld import Program, Server, free_port, wait_for  # noqa: E402
from servedfiles import ServedFiles  # noqa: E402

SKIP = 77  # what ctest takes as "skipped"
NAME = "home.example"
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1] + """
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
"""
MOST, PROMISED = 20, 30  # seconds; half a minute is promised for everything
LINE = "2026-11-20 12:00:00,000 - synapse.app - 1 - INFO - sentinel - x\n"
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


def processes_below(process):
    """Those that were begun by it, and by those: {pid: state}."""
    parents, states = {}, {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            parents[int(folder.name)], states[int(folder.name)] = int(parent), state
    below, new = {}, {process}
    while new := {pid for pid, parent in parents.items() if parent in new}:
        below |= {pid: states[pid] for pid in new}
    return below


class HungTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-hung-")))
        self.away = self.folder / "away"
        self.away.mkdir()
        self.synapse = Server(synapse)
        self.addCleanup(self.synapse.stop)
        with contextlib.closing(sqlite3.connect(self.folder / "homeserver.db")) as database:
            database.executescript(TABLES)
        (self.folder / "homeserver.log").write_text(LINE)
        self.listen = f"127.0.0.1:{free_port()}"

    def arguments(self, **instead):
        given = {"server-name": NAME, "client-api": f"http://127.0.0.1:{self.synapse.port}", "database": f"sqlite:{self.folder / 'homeserver.db'}",
                 "log": self.folder / "homeserver.log", "history": self.folder / "history.sqlite", "listen": self.listen, **instead}
        return [word for key, value in given.items() if value is not None for word in (f"--{key}", str(value))]

    def run_bounded(self, command, most=MOST, **how):
        began = time.monotonic()
        done = subprocess.run([GATEWAY, *command], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, "LOCKSTEP_TOKEN": "admin"}, **how)
        self.assertLess(time.monotonic() - began, most)
        return done

    def checked(self, place, arguments, area, **how):
        with hung(self.away):
            done = self.run_bounded(["check", "--json", *arguments], **how)
        self.assertEqual(done.returncode, 2, done.stderr)
        told = [c for c in json.loads(done.stdout)["checks"] if c["state"] == "fault" and f"{place} does not answer within 3 s" in c["text"]]
        self.assertTrue(told and told[0]["area"] == area, done.stdout)
        self.assertIn("/proc/mounts", told[0]["remedy"] + told[0]["text"])
        return json.loads(done.stdout)["checks"]

    def test_check_logs(self):
        for log in (self.away / "homeserver.log", self.away / "*.log*", self.folder / "*/homeserver.log", "away/homeserver.log"):
            checks = self.checked(log, self.arguments(log=log), "log", cwd=self.folder)
            self.assertTrue([c for c in checks if c["area"] == "database" and c["state"] == "ok"], "the others are looked at")
            self.assertFalse([c for c in checks if "No log is named" in c["text"]], checks)

    def test_check_database(self):
        self.checked(self.away / "homeserver.db", self.arguments(database=f"sqlite:{self.away / 'homeserver.db'}"), "database")

    def test_check_history(self):
        self.checked(self.away / "history.sqlite", self.arguments(history=self.away / "history.sqlite"), "history")

    def test_check_configuration(self):
        self.checked(self.away / "homeserver.yaml", self.arguments(**{"homeserver-config": self.away / "homeserver.yaml"}), "configuration")
        self.checked(self.away / "gateway.yaml", ["--config", str(self.away / "gateway.yaml")], "configuration")
        self.checked(self.away / "signing.key", self.arguments(**{"signing-key": self.away / "signing.key"}), "configuration")

    def configuration(self, folder, name="homeserver.yaml", log_config="", database=""):
        text = f"server_name: {NAME}\ndatabase:\n  name: sqlite3\n  args:\n    database: {database or self.folder / 'homeserver.db'}\n"
        (folder / name).write_text(text + (f"log_config: {log_config}\n" if log_config else ""))
        return folder / name

    def named_in_configuration(self):
        """What a configuration names, and how that is given to the program."""
        database = self.away / "homeserver.db"
        yield self.away / "log.yaml", {"homeserver-config": self.configuration(self.folder, "a.yaml", log_config=self.away / "log.yaml")}
        yield database, {"homeserver-config": self.configuration(self.folder, "b.yaml", database=database), "database": None}
        files = self.folder / "conf.d"
        files.mkdir()
        self.configuration(files)
        (files / "worker.yaml").write_text(f"worker_app: synapse.app.generic_worker\nworker_name: w\nworker_log_config: {self.away / 'w.yaml'}\n")
        yield self.away / "w.yaml", {"homeserver-config": files}

    def test_what_the_configuration_names(self):
        for place, given in self.named_in_configuration():
            self.checked(place, self.arguments(**given), "database" if place.suffix == ".db" else "configuration")
            with hung(self.away):
                done = self.run_bounded(self.arguments(**given))
            self.assertEqual(done.returncode, 1, (place, done.stdout, done.stderr))
            self.assertIn(f"{place} does not answer within 3 s", done.stderr)

    def test_what_nobody_knew_of(self):
        """A link in a folder of configuration files: the program waits for it itself, says so all the same, and can be ended."""
        files = self.folder / "conf.d"
        files.mkdir()
        self.configuration(files)
        (files / "z.yaml").symlink_to(self.away / "z.yaml")
        arguments = self.arguments(**{"homeserver-config": files})
        with hung(self.away):
            done = self.run_bounded(["check", "--json", *arguments])
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("still waited for", done.stdout)
            with subprocess.Popen([GATEWAY, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as gateway:
                time.sleep(2)
                began = time.monotonic()
                gateway.terminate()
                self.assertEqual(gateway.wait(MOST), 0)
                self.assertLess(time.monotonic() - began, 12)

    def served(self, valid=1, **files):
        served = ServedFiles(self.away, {"homeserver.log": LINE.encode(), **files}, valid)
        self.addCleanup(served.close)
        return served

    def program(self, arguments, served=None):
        program = Program([GATEWAY, *arguments], int(self.listen.rsplit(":", 1)[1]), self.folder / "errors")
        self.addCleanup(program.stop)
        if served:
            self.addCleanup(setattr, served, "is_dead", False)  # or it could not be ended
        return program

    def test_remembered_by_the_kernel(self):
        served = self.served(valid=60)
        log = self.away / "homeserver.log"
        self.assertEqual(log.stat().st_size, len(LINE))
        served.is_dead = True
        self.assertEqual(log.stat().st_size, len(LINE), "as if nothing were wrong")
        done = self.run_bounded(["check", "--json", *self.arguments(log=log)])
        self.assertIn(f"{log} does not answer", done.stdout)

    def test_area_that_stays_behind(self):
        """A link that no place tells of: the area is reported, and the program ends; within a gateway it is not begun again."""
        served = self.served()
        arguments = self.arguments(history=self.folder / "history" / "history.sqlite")
        program = self.program(arguments, served)
        lock = self.folder / "history" / "history.sqlite.lock"
        lock.unlink()
        lock.symlink_to(self.away / "lock")
        served.is_dead = True
        for most in (PROMISED, MOST, MOST):
            report, took = self.fresh_check()
            self.assertLess(took, most)
            told = {c["area"] for c in report["checks"] if c["state"] == "fault" and "It still waits" in c["text"]}
            self.assertTrue("history" in told and told <= {"history", "gateway"}, report)  # both ask who holds the lock
            threads = len(list(pathlib.Path(f"/proc/{program.process.pid}/task").iterdir()))
            self.assertLess(threads, 60)
        done = self.run_bounded(["check", "--json", *arguments], PROMISED + 2)
        self.assertIn("It still waits", done.stdout)
        served.is_dead = False
        wait_for(lambda: not [c for c in self.get("/check")["checks"] if "It still waits" in c["text"]], 30)

    def test_file_that_is_open(self):
        """A followed log: its file system is dead while it is open. Who looks holds nothing of the gateway's, and does not pile up."""
        served = self.served()
        log = self.away / "homeserver.log"
        program = self.program(self.arguments(log=log), served)
        wait_for(lambda: next(s for s in self.get("/info")["sources"] if s["kind"] == "log")["state"] == "ok")
        self.assertFalse([c for c in self.get("/check")["checks"] if "does not answer within" in c["text"]])
        at_rest = len(processes_below(program.process.pid))
        served.is_dead = True
        for _ in range(3):
            report, took = self.fresh_check()
            self.assertLess(took, MOST)
            told = [c for c in report["checks"] if "does not answer within" in c["text"]]
            self.assertEqual([(c["area"], c["text"].split(" does")[0]) for c in told], [("log", str(log))], report)
            below = processes_below(program.process.pid)
            self.assertLessEqual(len(below), at_rest + 1, below)
            for pid in below:
                held = [os.readlink(one) for one in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
                self.assertLessEqual(len([one for one in held if one.startswith("socket:")]), 1, held)
                self.assertFalse([one for one in held if "history" in one or "homeserver" in one], held)
        served.is_dead = False
        wait_for(lambda: len(processes_below(program.process.pid)) == at_rest, 10)
        wait_for(lambda: not [c for c in self.get("/check")["checks"] if "does not answer within" in c["text"]], 30)

    def test_who_looks_was_ended(self):
        program = self.program(self.arguments())
        for pid in processes_below(program.process.pid):
            os.kill(pid, 9)
        self.assertFalse([c for c in self.get("/check")["checks"] if "does not answer within" in c["text"]])
        self.assertNotIn("Z", processes_below(program.process.pid).values())
        program.stop()
        self.assertEqual(program.process.returncode, 0)

    def test_gateway_says_so_and_ends(self):
        for name, value in (("history", self.away / "history.sqlite"), ("homeserver-config", self.away / "homeserver.yaml"),
                            ("database", f"sqlite:{self.away / 'homeserver.db'}"), ("config", self.away / "gateway.yaml"),
                            ("log", self.away / "homeserver.log")):
            with hung(self.away):
                done = self.run_bounded(self.arguments(**{name: value}))
            self.assertEqual(done.returncode, 1, (name, done.stdout, done.stderr))
            self.assertIn("does not answer within 3 s", done.stderr)

    def get(self, path):
        request = urllib.request.Request(f"http://{self.listen}/_lockstep/v1{path}", headers={"Authorization": "Bearer admin"})
        with urllib.request.urlopen(request, timeout=2 * PROMISED) as answer:
            return json.load(answer)

    def fresh_check(self):
        """The report, and the seconds that it took: an answer serves all for five."""
        time.sleep(5.5)
        began = time.monotonic()
        return self.get("/check"), time.monotonic() - began

    def test_running_gateway(self):
        log = self.away / "homeserver.log"
        log.write_text((self.folder / "homeserver.log").read_text())
        program = self.program(self.arguments(log=log))

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
