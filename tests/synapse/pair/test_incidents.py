#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents beside two real Synapse servers: test_incidents.py GATEWAY

What is made is told within ten seconds, as one incident, and ends when it is over; where all is well there is none. Takes about two
minutes. Exits with 77, and says why, where the pair cannot run."""
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, HS2, LOG, Gateway, pair, wait_for  # noqa: E402

PROGRAM = ""
TOLD = 10
# Synapse looks for what it may fetch again every 30 seconds.
ENDED = 45


class IncidentsTest(unittest.TestCase):
    """The tests run in the order of their names; each leaves the pair running and in step."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        pair("start", "sqlite")
        cls.homeserver = harness.Homeserver("sqlite")
        scenario.seed()
        cls.history = os.path.join(os.path.dirname(LOG), "incidents-history.sqlite")
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(cls.history + suffix):
                os.remove(cls.history + suffix)
        cls.gateway = cls.start_gateway()
        cls.token = cls.gateway.token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        wait_for("the first look", lambda: cls.gateway.get("/info")["capabilities"]["incidents"]["available"])

    @classmethod
    def start_gateway(cls):
        return Gateway(PROGRAM, "--server-name", HS1, "--client-api", scenario.URL[1], "--log", str(LOG),
                       "--database", cls.homeserver.uri(), "--history", cls.history)

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()
        pair("stop")

    def open(self, kind=None):
        return self.gateway.all("/incidents" + (f"?kind={kind}" if kind else ""), "incidents")

    def told(self, kind, condition=lambda incident: True):
        """The one open incident of this kind, once it is as it should be."""
        return wait_for(f"{kind}, as it should be; there are {[i['text'] for i in self.open()]}",
                        lambda: next((i for i in self.open(kind) if condition(i)), None), TOLD)

    def over(self, kind):
        wait_for(f"the end of {kind}", lambda: not self.open(kind), ENDED)

    def test_1_where_all_is_well_there_is_none(self):
        for number in range(20):
            scenario.change(number)
        scenario.main(["queue", "3"])
        end = time.monotonic() + 12
        while time.monotonic() < end:
            self.assertEqual([i for i in self.open() if i["kind"] != "inbox_unread"], [])
            time.sleep(0.5)

    def test_2_a_dead_server_is_one(self):
        pair("kill", "2")
        killed = time.time() * 1000
        scenario.main(["outbox", "5"])
        self.gateway.refresh(BOB, 3000)
        # The log tells the cause, and the database of the wait: either may be seen first.
        dead = self.told("server_unreachable", lambda i: i["affected"]["users"] == 1 and i["affected"]["messages"] == 5 and i["cause"]
                         and i["next_try"])
        self.assertEqual((dead["subject"], dead["severity"], dead["cause"]), (HS2, "error", "connection_refused"), dead)
        self.assertEqual(dead["affected"]["first_users"], [BOB])
        self.assertTrue(killed - 2000 < dead["since"] < killed + 20_000, dead)
        self.assertTrue(dead["next_try"] > time.time() * 1000, dead)
        self.assertEqual(dead["actions"], ["end_backoff", "refresh_users"])
        self.assertEqual({e["kind"] for e in dead["evidence"]}, {"database", "log"}, dead)
        self.assertTrue(all(e["at"] for e in dead["evidence"]), dead)
        self.assertEqual([i["kind"] for i in self.open() if i["severity"] != "info"], ["server_unreachable"])
        findings = self.gateway.get(f"/users/{scenario.quote(BOB)}")["findings"]
        self.assertEqual({f["id"]: f.get("incident") for f in findings}.get("stale"), dead["id"], findings)
        self.assertEqual(self.gateway.call(f"/incidents/{dead['id']}/acknowledge", "POST")[0], 200)
        type(self).dead = dead

    def test_3_the_same_after_a_restart_of_the_gateway(self):
        self.gateway.stop()
        type(self).gateway = self.start_gateway()
        self.gateway.token = self.token
        wait_for("the first look", lambda: self.gateway.get("/info")["capabilities"]["incidents"]["available"])
        again = self.told("server_unreachable")
        self.assertEqual((again["id"], again["since"], again["opened"]), (self.dead["id"], self.dead["since"], self.dead["opened"]))
        self.assertEqual((again["cause"], again["text"]), (self.dead["cause"], self.dead["text"]))
        self.assertEqual(again["acknowledged"]["by"], f"@admin:{HS1}")

    def test_4_it_ends_with_the_outage(self):
        pair("restart", "2")
        self.assertEqual(self.gateway.call(f"/destinations/{scenario.quote(HS2)}/reset", "POST")[0], 200)
        self.over("server_unreachable")
        ended = self.gateway.all("/incidents?state=ended&kind=server_unreachable", "incidents")
        self.assertEqual([i["id"] for i in ended], [self.dead["id"]])
        self.assertTrue(ended[0]["ended"] > ended[0]["since"])
        wait_for("nothing left but notes", lambda: not [i for i in self.open() if i["severity"] != "info"], ENDED)

    def test_5_a_forger_is_named(self):
        line = json.dumps([{"user_id": "@victim:third.example", "device_id": "EVIL", "stream_id": 7, "prev_id": []},
                           {"user_id": "@other:fourth.example", "device_id": "EVIL", "stream_id": 8, "prev_id": []}])
        pair("send", text=line + "\n")
        forged = self.told("forged_updates", lambda i: i["affected"]["users"] == 2)
        self.assertEqual((forged["subject"], forged["severity"]), (HS2, "warning"), forged)

    def test_6_a_restart_of_a_sender_is_a_note(self):
        pair("kill", "2")
        pair("restart", "2")
        scenario.change(3)
        note = self.told("sender_restarted")
        self.assertEqual((note["subject"], note["severity"], note["affected"]["first_users"]), (HS2, "info", [BOB]), note)
        self.assertEqual([e["user_id"] for e in note["evidence"]], [BOB])
        row = note["evidence"][0]["n"]
        self.assertIn("restarted", next(u for u in self.gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates") if u["n"] == row)["breaks"])


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    harness.skip_unless_possible()
    unittest.main(argv=[sys.argv[0], "-v"])
