#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One trouble, told by a file, a pipe and journals while it happens: test_live.py GATEWAY text|json

Beside the real pair: 20 changes of a remote user, 3 of them lost, an outage of the receiver, and shapes that Synapse never sends. Four
gateways hear of it by the log file, by a pipe, by a real systemd-journald and by a journal that systemd-journal-remote writes; they are
killed again and again, the journal is rotated and vacuumed meanwhile; their histories are the same. The one with workers is
test_liveworkers.py. Takes about two minutes; exits with 77, and says why, where it cannot run."""
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "synapse/pair"))
import harness  # noqa: E402
import livefeeds  # noqa: E402
import livescenario  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, LOG, Gateway, pair  # noqa: E402

PROGRAM, FORMAT = "", ""
UNIT = "matrix-synapse"


class LiveTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        os.environ["SYNAPSE_LOG_FORMATTER"] = {"text": "precise", "json": "terse"}[FORMAT]
        pair("start", "sqlite")
        scenario.seed()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-live-"))
        cls.gateways, cls.feeds = {}, []
        cls.pipe = livefeeds.Pipe(cls.folder, {UNIT: LOG})
        cls.feeds.append(cls.pipe)
        cls.journald = livefeeds.Journald(cls.folder, {UNIT: LOG})
        cls.feeds.append(cls.journald)
        token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        for name, log in (("file", LOG), ("pipe", cls.pipe.paths[0]), ("journald", f"journal:{cls.journald.folder}/{UNIT}"),
                          ("journal of another host", f"journal:{cls.folder}/remote/{UNIT}")):
            cls.gateways[name] = Gateway(PROGRAM, "--server-name", HS1, "--client-api", scenario.URL[1], "--database",
                                         harness.Homeserver("sqlite").uri(), "--log", str(log), "--read-only")
            cls.gateways[name].token = token
        # This writer comes after its reader, as a service that is started later does.
        cls.feeds.append(livefeeds.RemoteJournal(cls.folder, {UNIT: LOG}))

    @classmethod
    def tearDownClass(cls):
        for gateway in cls.gateways.values():
            gateway.stop()
        for feed in cls.feeds:
            feed.end()
        pair("stop")
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_equal_histories(self):
        gateways = dict(self.gateways)
        piped = gateways.pop("pipe")
        kills = livescenario.play([LOG], list(gateways.values()), piped, [self.journald])
        livescenario.compare(self, self.gateways, [LOG], kills, is_text=FORMAT == "text")
        self.check_lines()

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
        for name, reason in (("pipe", "pipe"), ("journald", "journal"), ("journal of another host", "journal")):
            found = self.gateways[name].get(f"{path}/1/lines")
            self.assertEqual((found["lines"], [unread["reason"] for unread in found["unread"]]), ([], [reason]))


def obstacle():
    if why := harness.why_not():
        return why
    for program in (livefeeds.JOURNALD, livefeeds.REMOTE):
        if not os.path.exists(program):
            return f"there is no {program}"
    return ""


if __name__ == "__main__":
    PROGRAM, FORMAT = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if why := obstacle():
        print(f"!!! NOT TESTED: logs by file, pipe and journal while they grow, because {why}")
        sys.exit(harness.SKIP)
    unittest.main()
