#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One trouble, told by a file, a pipe and a journal while it happens: test_live.py GATEWAY

Beside the real pair: 20 changes of a remote user, 3 of them lost, an outage of the receiver, and shapes that Synapse never sends. Three
gateways hear of it by the log file, by a pipe and by a journal that systemd-journal-remote writes; their histories are the same. The
one with workers is test_workers.py of the pair. Takes about a minute; exits with 77, and says why, where it cannot run."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "synapse/pair"))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, LOG, Gateway, pair, wait_for  # noqa: E402

PROGRAM = ""
REMOTE = "/lib/systemd/systemd-journal-remote"


class Lines:
    """The log's lines as they come, given to a function, as a service manager gets them from standard output."""

    def __init__(self, take):
        self.tail = subprocess.Popen(["tail", "-n", "+1", "-F", str(LOG)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.thread = threading.Thread(target=self.run, args=(take,), daemon=True)
        self.thread.start()

    def run(self, take):
        for line in self.tail.stdout:
            try:
                take(line.rstrip(b"\n"))
            except (BrokenPipeError, ValueError):
                return

    def end(self):
        self.tail.terminate()
        self.tail.wait()
        self.thread.join()
        self.tail.stdout.close()


class Journal:
    """A journal that grows: systemd's own writer, fed with one entry a line."""

    def __init__(self, folder):
        self.writer = subprocess.Popen([REMOTE, f"--output={folder}/remote.journal", "--split-mode=none", "-"], stdin=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
        self.began = time.monotonic()
        self.lines = Lines(self.take)

    def take(self, line):
        fields = [b"__REALTIME_TIMESTAMP=%d" % (time.time() * 1e6), b"__MONOTONIC_TIMESTAMP=%d" % ((time.monotonic() - self.began) * 1e6 + 1),
                  b"_BOOT_ID=00000000000000000000000000000001", b"_HOSTNAME=host", b"_PID=7", b"_TRANSPORT=stdout",
                  b"_SYSTEMD_UNIT=matrix-synapse.service"]
        self.writer.stdin.write(b"\n".join(fields) + b"\nMESSAGE\n" + len(line).to_bytes(8, "little") + line + b"\n\n")
        self.writer.stdin.flush()

    def end(self):
        self.lines.end()
        self.writer.stdin.close()
        self.writer.wait(timeout=20)


def rows(gateway):
    """A user's history as it is told: what came, from where in the graph, and what became of it."""
    return [(u["kind"], u["device_id"], u["stream_id"], tuple(u["prev_ids"]), u["verdict"], tuple(sorted(u["breaks"])), u["content_known"])
            for u in gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates")]


class LiveTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        pair("start", "sqlite")
        scenario.seed()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-live-"))
        os.mkfifo(cls.folder / "pipe")
        (cls.folder / "journal").mkdir()
        token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        cls.gateways = {}
        for name, log in (("file", LOG), ("pipe", cls.folder / "pipe"), ("journal", f"journal:{cls.folder}/journal/matrix-synapse")):
            cls.gateways[name] = Gateway(PROGRAM, "--server-name", HS1, "--client-api", scenario.URL[1], "--database",
                                         harness.Homeserver("sqlite").uri(), "--log", str(log), "--read-only")
            cls.gateways[name].token = token
        # The writers come after the readers, as a service that is started later does.
        cls.pipe = open(cls.folder / "pipe", "wb", buffering=0)
        cls.feeds = [Lines(lambda line: cls.pipe.write(line + b"\n")), Journal(cls.folder / "journal")]

    @classmethod
    def tearDownClass(cls):
        for feed in cls.feeds:
            feed.end()
        cls.pipe.close()
        for gateway in cls.gateways.values():
            gateway.stop()
        pair("stop")
        shutil.rmtree(cls.folder, ignore_errors=True)

    def settle(self):
        """Until nothing comes any more, and what Synapse logged is in the history that the file gives."""
        def quiet():
            before = harness.logged_updates(BOB)
            time.sleep(2)
            return before == harness.logged_updates(BOB)
        wait_for("the log to be quiet", quiet, 60)

    def test_equal_histories(self):
        for number in range(8):
            scenario.change(number)
        time.sleep(2)
        pair("drop")
        for number in range(8, 11):
            scenario.change(number)
        time.sleep(3)
        pair("pass")
        for number in range(11, 15):
            scenario.change(number)
        self.settle()
        pair("restart", "1")  # an outage: what is sent meanwhile comes later, or is collapsed
        for number in range(15, 20):
            scenario.change(number)
        self.settle()

        def edu(stream, *prev, device="SHAPE"):
            return {"device_id": device, "stream_id": 900_000 + stream, "prev_id": [900_000 + p for p in prev]}
        shapes = [[edu(1)], [edu(2, 1, device="FORKA")], [edu(3, 1, device="FORKB")], [edu(4, 2, 3, device="MERGE")], [edu(4, 2, 3, device="MERGE")],
                  [edu(6, 5, device="EARLY")], [edu(5, 4, device="LATE")], [edu(8, device="AFTER")]]
        pair("send", text="\n".join(json.dumps(shape) + '\n{"sleep": 0.4}' for shape in shapes) + "\n")
        self.settle()

        def equal():
            told = {name: rows(gateway) for name, gateway in self.gateways.items()}
            return len(told["file"]) >= 20 and told["file"] == told["pipe"] == told["journal"]
        try:
            wait_for("equal histories", equal, 30)
        except AssertionError:
            pass
        told = {name: rows(gateway) for name, gateway in self.gateways.items()}
        self.assertEqual(told["pipe"], told["file"], "pipe and file")
        self.assertEqual(told["journal"], told["file"], "journal and file")
        self.assertEqual(sorted(harness.recorded_updates(self.gateways["file"], BOB)), sorted(harness.logged_updates(BOB)))
        breaks = {name for row in told["file"] for name in row[5]}
        self.assertTrue({"gap", "fork", "merge"} <= breaks, breaks)
        for name, gateway in self.gateways.items():
            logs = [source for source in gateway.get("/info")["sources"] if source["kind"] == "log"]
            self.assertEqual([source["state"] for source in logs], ["ok"], f"{name}: {logs}")
        self.check_lines()
        print(f"{len(told['file'])} rows each, breaks: {', '.join(sorted(breaks))}", file=sys.stderr)

    def check_lines(self):
        """Each row is found in the log again, at the byte that is told; no line that Synapse worked on an update with is two rows'."""
        log, path, worked_on = LOG.read_bytes(), f"/users/{scenario.quote(BOB)}/updates", set()
        for row in self.gateways["file"].all(path, "updates"):
            found = self.gateways["file"].get(f"{path}/{row['n']}/lines")
            if not found["from_log"]:  # the homeserver's database told of it first
                self.assertNotIn("log", row["sources"])
                continue
            self.assertTrue(found["lines"], f"{row}: {found}")
            for line in found["lines"]:
                there = log[line["offset"]:line["offset"] + line["length"]]
                self.assertEqual((line["path"], line["text"]), (str(LOG), there.decode()[:len(line["text"])]))
                self.assertEqual(log[line["offset"] + line["length"]:][:1], b"\n")
                if line["tells"] == "handling":
                    self.assertNotIn(line["offset"], worked_on, row)
                    worked_on.add(line["offset"])
                    self.assertIn(f"'{row['device_id']}', ID: '{row['stream_id']}', prev: {row['prev_ids']}", line["text"])
            if row["kind"] == "update":
                self.assertIn("handling", [line["tells"] for line in found["lines"]], row)
        handled = len(harness.logged_updates(BOB))
        self.assertEqual(len(worked_on), handled)
        for name in ("pipe", "journal"):
            found = self.gateways[name].get(f"{path}/1/lines")
            self.assertEqual((found["lines"], [unread["reason"] for unread in found["unread"]]), ([], [name]))


def obstacle():
    if os.geteuid() != 0:
        return "it takes root"
    if not (harness.TREE / "usr/bin/synapse_homeserver").exists():
        return "there is no Synapse ('tests/synapse/pair/synapse-pair install')"
    if not os.path.exists(REMOTE):
        return "there is no systemd-journal-remote"
    return ""


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    if why := obstacle():
        print(f"!!! NOT TESTED: logs by file, pipe and journal while they grow, because {why}")
        sys.exit(harness.SKIP)
    unittest.main()
