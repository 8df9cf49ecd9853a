#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tap behind a real nginx mirror, between two real Synapse servers: test_tap_pair.py GATEWAY"""
import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "synapse/pair"))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, Gateway, pair, wait_for  # noqa: E402

PROGRAM = ""
NOTARY = "http://127.0.0.1:18449"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TapTest(unittest.TestCase):
    def setUp(self):
        pair("start", "sqlite")
        self.addCleanup(pair, "stop")
        homeserver = harness.Homeserver("sqlite")
        scenario.seed()
        port = free_port()
        # No log: what is recorded comes from the tap alone (and from polling the heads).
        self.gateway = Gateway(PROGRAM, "--server-name", HS1, "--client-api", scenario.URL[1], "--database", homeserver.uri(),
                               "--tap", f"127.0.0.1:{port}", "--notary", NOTARY)
        self.addCleanup(lambda: self.assertEqual(self.gateway.stop(), 0))
        self.assertEqual(self.gateway.process.stdout.readline().strip(), f"tap on http://127.0.0.1:{port}")
        session = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")
        self.gateway.token = session["access_token"]
        pair("tap", str(port))
        self.addCleanup(pair, "pass")

    def updates(self):
        return [u for u in self.gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates") if u["kind"] == "update"]

    def test_mirrored_updates_are_verified(self):
        logged = len(harness.logged_updates(BOB))
        for number in range(1, 13):
            scenario.change(number)

        def expected():
            return [update[1] for update in harness.logged_updates(BOB)[logged:]]

        wait_for("twelve changes, in the history as in Synapse's log",
                 lambda: len(expected()) >= 12 and [u["stream_id"] for u in self.updates()] == expected())
        recorded = self.updates()
        self.assertEqual({u["verified"] for u in recorded}, {True})
        self.assertEqual({s for u in recorded for s in u["sources"]}, {"tap"})
        self.assertTrue(all(u["content_known"] for u in recorded))
        tap = [s for s in self.gateway.get("/info")["sources"] if s["kind"] == "tap"][0]
        self.assertEqual(tap["state"], "ok", tap)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    harness.skip_unless_possible()
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])
