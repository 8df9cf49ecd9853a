#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many gateways, one history in PostgreSQL: the real program against real clusters, killed, cut off and failed over.

    test_sharedhistory.py GATEWAY ROOT"""
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

GATEWAY, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path[:0] = [str(ROOT / "tests/tap")]
from proxyworld import Server, free_port, wait_for  # noqa: E402

SKIP = 77  # what ctest takes as "skipped"
NAME = "home.example"
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1] + """
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
"""
BIN = next((f for f in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True) if (f / "initdb").exists()), None)
PASSWORD = "se:cr@et/word"
WRITER = "lockstep_history_writer"


def synapse(_method, path, token):
    if path == "/_matrix/client/versions":
        return 200, {"versions": ["v1.11"]}
    if path == "/_synapse/admin/v1/server_version":
        return 200, {"server_version": "1.160.0"}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@admin:{NAME}"}
    if path.startswith("/_synapse/admin"):
        return 200, {"destinations": [], "total": 0, "admin": True}
    return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}


def line(user, number, at):
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)) + f",{int(at * 1000) % 1000:03d}"
    return (f"{stamp} - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '{user}'/'A', ID: '{number}', prev: ['{number - 1}'] \n"
            f"{stamp} - synapse.handlers.device - 2 - INFO - PUT-1 - Received device list update for {user}, requiring resync: False. Devices: A\n")


class Cluster:
    """A PostgreSQL of its own, as its own user."""

    def __init__(self, folder, name, options=""):
        self.port, self.folder, self.data = free_port(), folder, folder / name
        self.options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=60 {options}"

    def run(self, *command, check=True):
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        return subprocess.run([*prefix, *map(str, command)], cwd="/", check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)

    def make(self):
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            shutil.chown(secret, "postgres")
        self.run(BIN / "initdb", "-D", self.data, "-U", "owner", "-A", "scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C", f"--pwfile={secret}")
        self.start()
        self.sql("CREATE DATABASE lockstep", "postgres")
        for script in ("history-schema.sql", "history-roles.sql"):
            self.sql((ROOT / "resources/postgresql" / script).read_text())
        self.sql(f"ALTER ROLE {WRITER} PASSWORD '{PASSWORD}'")

    def start(self):
        self.run(BIN / "pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-o", self.options, "start")

    def stop(self, how="fast"):
        self.run(BIN / "pg_ctl", "-D", self.data, "-m", how, "-w", "stop", check=False)

    def standby(self, name):
        copy = Cluster(self.folder, name)
        (self.folder / "pass").write_text("*:*:*:*:" + PASSWORD.replace(":", "\\:") + "\n")
        os.chmod(self.folder / "pass", 0o600)
        if os.geteuid() == 0:
            shutil.chown(self.folder / "pass", "postgres")
        self.run(BIN / "pg_basebackup", "-D", copy.data, "-R", "-X", "stream", "--checkpoint=fast",
                 "-d", f"host=127.0.0.1 port={self.port} user=owner passfile={self.folder}/pass")
        copy.start()
        return copy

    def promote(self):
        self.run(BIN / "pg_ctl", "-D", self.data, "-w", "promote")

    def sql(self, text, database="lockstep"):
        done = subprocess.run([BIN / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", "-d", database, "-f", "-"],
                              input=text, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": PASSWORD}, timeout=60)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def ids(self):
        """Of each user the stream_ids in the order of their numbers."""
        rows = self.sql("SELECT user_id || ' ' || string_agg(convert_from(stream, 'UTF8'), ' ' ORDER BY n) FROM lockstep.updates WHERE kind = 0 GROUP BY user_id")
        return {row.split(" ")[0]: [int(number) for number in row.split(" ")[1:]] for row in rows.splitlines()}


class Gateway:
    def __init__(self, world, name, uri, logs, *more):
        self.world, self.name, self.port = world, name, free_port()
        self.environment = {**os.environ, "LOCKSTEP_HISTORY": uri, "LOCKSTEP_TOKEN": "admin"}
        self.command = [GATEWAY, "--server-name", NAME, "--client-api", f"http://127.0.0.1:{world.synapse.port}", "--database", f"sqlite:{world.database}",
                        "--history-spool", str(world.folder / f"{name}.sqlite"), "--listen", f"127.0.0.1:{self.port}", *more]
        for log in logs:
            self.command += ["--log", str(log)]
        self.process = None
        self.start()

    def start(self):
        self.output = open(self.world.folder / f"{self.name}.out", "a")
        self.process = subprocess.Popen(self.command, stdout=self.output, stderr=self.output, env=self.environment)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.output.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.output.close()

    def get(self, path, timeout=30):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/_lockstep/v1{path}", headers={"Authorization": "Bearer admin"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.load(answer)

    def ready(self):
        def asked():
            with contextlib.suppress(OSError):
                return bool(self.get("/info"))
        wait_for(asked, 30)
        return self

    def said(self):
        return " ".join(source["detail"] for source in self.get("/info")["sources"] if "shared history" in source["detail"])

    def words(self):
        return (self.world.folder / f"{self.name}.out").read_text()


class SharedHistory(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-shared-", ignore_cleanup_errors=True)))
        os.chmod(self.folder, 0o755)
        self.synapse = Server(synapse)
        self.addCleanup(self.synapse.stop)
        self.database = self.folder / "homeserver.db"
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.executescript(TABLES)
        (self.folder / "pg").mkdir()
        self.cluster = Cluster(self.folder / "pg", "one")
        self.cluster.make()
        self.addCleanup(self.cluster.stop, "immediate")
        self.began = time.time() - 3600

    def gateway(self, name, logs, *more, clusters=None):
        hosts = ",".join(f"127.0.0.1:{c.port}" for c in clusters or [self.cluster])
        one = Gateway(self, name, f"postgresql://{WRITER}:{urllib.parse.quote(PASSWORD, safe='')}@{hosts}/lockstep?target_session_attrs=read-write", logs, *more)
        self.addCleanup(one.stop)
        for secret in (PASSWORD, urllib.parse.quote(PASSWORD, safe="")):
            self.addCleanup(lambda hidden=secret: self.assertNotIn(hidden, one.words()))
        return one

    def write(self, log, user, numbers):
        with open(log, "a") as file:
            for number in numbers:
                file.write(line(user, number, self.began + number))

    def wait_ids(self, wanted, cluster=None, seconds=60):
        cluster = cluster or self.cluster
        found = {}

        def done():
            nonlocal found
            with contextlib.suppress(RuntimeError):
                found = cluster.ids()
            return found == wanted
        try:
            wait_for(done, seconds)
        except Exception:
            pass
        self.assertEqual(found, wanted)

    def test_three_gateways_and_kills(self):
        """Each has a log of its own, and all read one more; they are killed at random and come again."""
        shared, own = self.folder / "shared.log", [self.folder / f"own{i}.log" for i in range(3)]
        gateways = [self.gateway(f"g{i}", [shared, own[i]]) for i in range(3)]
        chance, last = random.Random(7), 0
        for step in range(14):
            numbers = range(last + 1, last + 41)
            last += 40
            for i in range(3):
                self.write(own[i], f"@own{i}:remote.example", numbers)
            self.write(shared, "@all:remote.example", numbers)
            self.write(shared, "@each:remote.example", numbers)
            time.sleep(chance.uniform(0.1, 0.5))
            victim = chance.choice(gateways)
            victim.kill()
            victim.start()
        everything = list(range(1, last + 1))
        self.wait_ids({f"@{name}:remote.example": everything for name in ("own0", "own1", "own2", "all", "each")})
        # None adds anything when it has read all of it once more.
        for one in gateways:
            one.kill()
            one.start()
            one.ready()
        time.sleep(2)
        self.wait_ids({f"@{name}:remote.example": everything for name in ("own0", "own1", "own2", "all", "each")})
        for one in gateways:
            self.assertEqual(one.get("/info")["history"]["updates"], 5 * last)

    def test_events_of_others(self):
        log = self.folder / "one.log"
        log.touch()
        one, two = self.gateway("one", [log]).ready(), self.gateway("two", [self.folder / "none.log"]).ready()
        self.assertIn("takes what is told", one.said())
        since = two.get("/events?timeout=0")["next"]
        told = []

        def listen():
            # Other events, of an incident for instance, may come first.
            following, end = since, time.monotonic() + 20
            while time.monotonic() < end and not any(event["type"] == "update" for event in told):
                batch = two.get(f"/events?timeout=5000&since={following}")
                following = batch["next"]
                told.extend(batch["events"])

        poll = threading.Thread(target=listen)
        poll.start()
        time.sleep(0.3)
        self.write(log, "@bob:remote.example", [1])
        poll.join()
        self.assertTrue([event for event in told if event["type"] == "update" and event.get("user_id") == "@bob:remote.example"], told)
        self.assertEqual(len(two.get("/users/@bob:remote.example/updates")["updates"]), 1)

    def test_store_away(self):
        """What a pipe tells meanwhile waits in a file, through a kill; what a log tells is read when the store is there."""
        log, pipe = self.folder / "one.log", self.folder / "pipe"
        os.mkfifo(pipe)
        one = self.gateway("one", [log, pipe]).ready()
        feed = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, feed)
        tell = lambda numbers: os.write(feed, "".join(line("@piped:remote.example", n, self.began + n) for n in numbers).encode())
        tell(range(1, 11))
        self.write(log, "@logged:remote.example", range(1, 11))
        self.wait_ids({f"@{name}:remote.example": list(range(1, 11)) for name in ("piped", "logged")})
        self.cluster.stop("immediate")
        for first in (11, 21, 31):
            tell(range(first, first + 10))
            self.write(log, "@logged:remote.example", range(first, first + 10))
            wait_for(lambda: "is away since" in one.said(), 30)
            wait_for(lambda: f"{2 * (first - 1)} observations" in one.said() or f"{2 * (first + 9) - 20} observations" in one.said(), 30)
            if first == 21:
                one.kill()
                one.start()
                one.ready()
        self.cluster.start()
        self.wait_ids({f"@{name}:remote.example": list(range(1, 41)) for name in ("piped", "logged")})
        wait_for(lambda: "takes what is told" in one.said(), 30)

    def test_standby_takes_over(self):
        """A standby that had not got the last batches: what is in logs and in the spool is told again, and nothing twice."""
        log, pipe = self.folder / "one.log", self.folder / "pipe"
        os.mkfifo(pipe)
        standby = self.cluster.standby("two")
        self.addCleanup(standby.stop, "immediate")
        one = self.gateway("one", [log, pipe], clusters=[self.cluster, standby]).ready()
        two = self.gateway("two", [log], clusters=[self.cluster, standby]).ready()
        feed = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, feed)

        def tell(numbers):
            os.write(feed, "".join(line("@piped:remote.example", n, self.began + n) for n in numbers).encode())
            self.write(log, "@logged:remote.example", numbers)
        both = lambda last: {f"@{name}:remote.example": list(range(1, last + 1)) for name in ("piped", "logged")}
        tell(range(1, 31))
        self.wait_ids(both(30))
        self.wait_ids(both(30), standby)
        standby.stop()  # from here on it gets nothing
        tell(range(31, 61))
        self.wait_ids(both(60))
        self.cluster.stop("immediate")
        standby.start()
        self.assertEqual(standby.ids(), both(30))  # it really lacks them; once it takes writes it is told at once
        standby.promote()
        tell(range(61, 71))
        self.wait_ids(both(70), standby)
        for gateway in (one, two):
            gateway.kill()
            gateway.start()
            gateway.ready()
        time.sleep(2)
        self.wait_ids(both(70), standby)

    def history(self, *arguments):
        passfile = self.folder / "gatewaypass"
        passfile.write_text("*:*:*:*:" + PASSWORD.replace(":", "\\:") + "\n")
        os.chmod(passfile, 0o600)
        done = subprocess.run([GATEWAY, "history", *map(str, arguments)], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "PGPASSFILE": str(self.folder / "gatewaypass")})
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        return done.returncode, done.stdout + done.stderr

    def test_move_there_and_back(self):
        """A gateway's file becomes a database's rows, and the gateway goes on where it was; and back."""
        log = self.folder / "one.log"
        self.write(log, "@bob:remote.example", range(1, 21))
        one = self.gateway("one", [log])
        one.kill()
        one.environment["LOCKSTEP_HISTORY"] = str(self.folder / "one.sqlite")
        one.start()
        one.ready()
        wait_for(lambda: one.get("/info")["history"]["updates"] == 20, 30)
        one.stop()
        uri = f"postgresql://{WRITER}@127.0.0.1:{self.cluster.port}/lockstep"
        self.cluster.sql("TRUNCATE lockstep.users, lockstep.updates, lockstep.gateways, lockstep.positions")
        code, words = self.history("move", self.folder / "one.sqlite", uri)
        self.assertEqual((code, "20 updates of 1 user" in words), (0, True), words)
        self.assertEqual(self.history("move", self.folder / "one.sqlite", uri)[0], 1)  # there is something already
        self.write(log, "@bob:remote.example", range(21, 31))
        one = self.gateway("one", [log]).ready()
        self.wait_ids({"@bob:remote.example": list(range(1, 31))})
        one.stop()
        code, words = self.history("check", uri)
        self.assertEqual((code, "fits together" in words), (0, True), words)
        for command in (("move", uri, self.folder / "back.sqlite"), ("check", self.folder / "back.sqlite"), ("export", uri, self.folder / "archive.gz")):
            code, words = self.history(*command)
            self.assertEqual(code, 0, words)
        self.cluster.sql("TRUNCATE lockstep.users, lockstep.updates, lockstep.gateways, lockstep.positions")
        code, words = self.history("import", self.folder / "archive.gz", uri)
        self.assertEqual(code, 0, words)
        self.assertEqual(self.cluster.ids(), {"@bob:remote.example": list(range(1, 31))})
        self.cluster.sql("DELETE FROM lockstep.updates WHERE n = 7")
        code, words = self.history("check", uri)
        self.assertEqual((code, "@bob:remote.example" in words), (3, True), words)

    def checked(self, one):
        done = subprocess.run([GATEWAY, "check", "--json", *one.command[1:]], capture_output=True, text=True, timeout=60,
                              env=one.environment)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        return [(c["state"], c["text"]) for c in json.loads(done.stdout)["checks"] if c["area"] == "history"]

    def test_check(self):
        log = self.folder / "one.log"
        log.touch()
        one = self.gateway("one", [log]).ready()
        found = self.checked(one)
        self.assertTrue([text for state, text in found if state == "ok" and "may do all that is needed" in text], found)
        self.assertTrue([text for state, text in found if state == "ok" and "have partitions" in text], found)
        self.assertFalse([text for state, text in found if state in ("fault", "warning") and "free at" not in text], found)
        self.cluster.sql(f"REVOKE UPDATE ON lockstep.users FROM {WRITER}")
        self.assertTrue([text for state, text in self.checked(one) if state == "fault" and "lacks UPDATE on lockstep.users" in text])
        one.kill()
        one.start()
        one.process.wait(30)
        self.assertEqual(one.process.wait(30), 1)
        self.assertIn("lacks UPDATE on lockstep.users", one.words())
        self.cluster.stop()
        self.assertTrue([text for state, text in self.checked(one) if state == "fault" and "Cannot connect" in text])

    def test_reads_from_a_standby(self):
        log = self.folder / "one.log"
        log.touch()
        standby = self.cluster.standby("two")
        self.addCleanup(standby.stop, "immediate")
        one = self.gateway("one", [log], "--history-read", f"postgresql://{WRITER}:{urllib.parse.quote(PASSWORD, safe='')}@127.0.0.1:{standby.port}/lockstep").ready()
        self.write(log, "@bob:remote.example", range(1, 6))
        updates = lambda: len(one.get("/users/@bob:remote.example/updates")["updates"])
        wait_for(lambda: updates() == 5, 20)
        wait_for(lambda: "is read from" in " ".join(s["detail"] for s in one.get("/info")["sources"]), 20)
        standby.stop("immediate")
        self.assertEqual(updates(), 5)
        wait_for(lambda: one.get("/info")["history"]["updates"] == 5 and "does not do" in " ".join(s["detail"] for s in one.get("/info")["sources"]), 20)


if __name__ == "__main__":
    if not BIN:
        print("NOT TESTED: PostgreSQL's server programs are not installed", file=sys.stderr)
        sys.exit(SKIP)
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
