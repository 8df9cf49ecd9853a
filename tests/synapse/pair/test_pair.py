#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole gateway against two real Synapse servers: test_pair.py GATEWAY sqlite|postgres

Takes about a minute. Exits with 77, and says why, where the pair cannot run."""
import json
import os
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, HS2, LOG, Gateway, pair, wait_for  # noqa: E402

PROGRAM, KIND = "", ""


class PairTest(unittest.TestCase):
    """The tests run in the order of their names; each leaves the pair running and in step."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        pair("start", KIND)
        cls.homeserver = harness.Homeserver(KIND)
        scenario.seed()
        # Synapse tracks a user from the first update on.
        scenario.upload_keys(2, scenario.login(2, "carol", device="CAROLTAB", name="Carol's tablet"))
        if KIND == "postgres":
            cls.make_roles()
        cls.gateway = cls.start_gateway()
        session = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")
        cls.token = cls.gateway.token = session["access_token"]
        scenario.register(1, "plain")
        cls.plain = scenario.login(1, "plain")["access_token"]

    @classmethod
    def start_gateway(cls, *more, log=LOG):
        if KIND == "sqlite":
            database = ["--database", cls.homeserver.uri()]
        else:
            database = cls.least_privilege()
        return Gateway(PROGRAM, "--contents", "@admin:" + HS1, "--server-name", HS1, "--client-api", scenario.URL[1], "--log", str(log), *database, *more)

    @classmethod
    def make_roles(cls):
        """The two roles of resources/synapse/roles.sql, as its head says: with this database's name."""
        roles = (harness.ROOT / "resources/synapse/roles.sql").read_text().replace("DATABASE synapse TO", "DATABASE synapse_hs1 TO")
        cls.homeserver.execute("DROP ROLE IF EXISTS lockstep_reader; DROP ROLE IF EXISTS lockstep_marker;" + roles
                               + "ALTER ROLE lockstep_reader PASSWORD 'reader'; ALTER ROLE lockstep_marker PASSWORD 'marker';")

    @classmethod
    def least_privilege(cls):
        at = f"127.0.0.1:{harness.port()}/synapse_hs1"
        return ["--database", f"postgresql://lockstep_reader:reader@{at}", "--marker-database", f"postgresql://lockstep_marker:marker@{at}"]

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()
        pair("stop")

    def settle(self):
        """Until the gateway has recorded what Synapse has logged.

        As a bag: the history is in order of arrival, and Synapse may work on the updates of one transaction in another order (they wait
        for its caches side by side, handlers/device.py), which is how it comes to resyncs that nobody needs."""
        def same():
            logged = harness.logged_updates(BOB)
            return logged if logged and sorted(harness.recorded_updates(self.gateway, BOB)) == sorted(logged) else None
        try:
            return wait_for("history equal to the log", same, 20)
        except AssertionError:
            self.assertEqual(sorted(harness.recorded_updates(self.gateway, BOB)), sorted(harness.logged_updates(BOB)))
            raise

    def user(self):
        return self.gateway.get(f"/users/{scenario.quote(BOB)}")

    def devices_of_origin(self):
        """What the remote server itself says: the keys of bob's devices."""
        token = scenario.login(2, "bob", device="BOBPHONE")["access_token"]
        answer = scenario.call(2, "POST", "/_matrix/client/v3/keys/query", {"device_keys": {BOB: []}}, token)
        return {device: keys["keys"] for device, keys in answer["device_keys"][BOB].items()}

    def assert_in_step(self):
        wait_for("devices equal to the remote's",
                 lambda: {d["device_id"]: d["keys"] for d in self.user()["devices"] if d["keys"]} == self.devices_of_origin())

    def test_1_info_and_lists(self):
        info = self.gateway.get("/info")
        self.assertEqual((info["server_name"], info["kind"]), (HS1, "synapse"))
        self.assertTrue(info["server_version"])
        self.assertTrue(info["capabilities"]["refresh"]["available"], info)
        both = [BOB, f"@carol:{HS2}"]
        wait_for("two tracked users", lambda: [u["user_id"] for u in self.gateway.all("/users", "users")] == both)
        wait_for("three devices of bob", lambda: self.user()["device_count"] == 3)
        self.assertEqual([u["user_id"] for u in self.gateway.all("/users?search=%40bo", "users")], [BOB])
        self.assertEqual([u["user_id"] for u in self.gateway.all("/users?search=carol", "users")], [f"@carol:{HS2}"])
        self.assertEqual(len(self.gateway.all(f"/users?server={HS2}", "users")), 2)
        self.assertEqual(self.gateway.all("/users?server=other.example", "users"), [])
        self.assertEqual({device["self_signature"] for device in self.user()["devices"]}, {"valid"})
        wait_for("the servers of tracked users", lambda: HS2 in [d["destination"] for d in self.gateway.all("/destinations", "destinations")])
        self.gateway.get("/overview")

    def test_2_twenty_changes_three_lost(self):
        for number in range(8):
            scenario.change(number)
        self.settle()
        received = {stream for _, stream, _, _ in self.settle()}
        time.sleep(2)
        pair("drop")
        for number in range(8, 11):
            scenario.change(number)
        time.sleep(3)  # for hs2 to send, and so lose, them
        pair("pass")
        for number in range(11, 20):
            scenario.change(number)
        time.sleep(3)
        logged = self.settle()
        updates = self.gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates")
        ever = {u[1] for u in logged}
        gaps = [u for u in updates if "gap" in u["breaks"]]
        self.assertTrue(gaps, "no gap, though updates were lost")
        for update in gaps:
            self.assertTrue(set(update["prev_ids"]) - ever, f"{update} is called a gap, but nothing is missing")
        lost = [u for u in updates if u["kind"] == "update" and set(u["prev_ids"]) - ever and u["prev_ids"] and u["stream_id"] not in received]
        self.assertEqual([u["n"] for u in lost], [u["n"] for u in gaps if u["n"] in {x["n"] for x in lost}])
        self.assert_in_step()
        self.assertEqual([u["n"] for u in updates], sorted(u["n"] for u in updates))

    def test_3_shapes_that_synapse_never_sends(self):
        last = max((stream for _, stream, _, _ in self.settle()), key=int)
        base = 900_000

        def edu(stream, *prev, device="SHAPE", **more):
            return {"device_id": device, "stream_id": base + stream if stream else 1, "prev_id": [base + p if isinstance(p, int) else int(p) for p in prev], **more}

        lines = [
            [edu(1, last)],
            [edu(2, 1, device="FORKA")], [edu(3, 1, device="FORKB")], [edu(4, 2, 3, device="MERGE")],
            [edu(4, 2, 3, device="MERGE")],
            [edu(6, 5, device="EARLY")], [edu(5, 4, device="LATE")],
            [edu(0, device="placeholder")], [edu(0, device="placeholder")], [edu(0, device="placeholder")],
            [edu(8, device="AFTER")],
        ]
        # a second between them, so that Synapse does not take several as one batch
        pair("send", text="\n".join(json.dumps(line) + '\n{"sleep": 0.4}' for line in lines) + "\n")
        time.sleep(3)
        self.settle()
        updates = [u for u in self.gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates") if u["kind"] == "update"]
        breaks = {}
        for update in updates:
            breaks.setdefault(update["device_id"], []).append(set(update["breaks"]))
        self.assertIn("fork", breaks["FORKA"][0])
        self.assertIn("fork", breaks["FORKB"][0])
        self.assertIn("merge", breaks["MERGE"][0])
        self.assertIn("duplicate", breaks["MERGE"][1])
        self.assertIn("out_of_order", breaks["EARLY"][0])
        self.assertTrue(any("placeholder" in b for b in breaks["placeholder"]), breaks["placeholder"])

    def test_4_refresh_repairs_what_was_altered(self):
        self.gateway.refresh(BOB)  # the list is now what the remote says
        wait_for("refresh over", lambda: self.gateway.get(f"/users/{scenario.quote(BOB)}/refresh")["state"] == "succeeded")
        time.sleep(11)  # the desk answers from the last success for ten seconds
        self.homeserver.execute(f"DELETE FROM device_lists_remote_cache WHERE user_id = '{BOB}' AND device_id = 'BOBTABLET';")
        self.homeserver.execute(f"INSERT INTO device_lists_remote_cache (user_id, device_id, content) VALUES ('{BOB}', 'GHOST', '{{}}');")
        self.assertIn("GHOST", [d["device_id"] for d in self.user()["devices"]])
        # Synapse's own copy in memory may hide the alteration from it; a restart is what makes it notice.
        pair("restart", "1")
        started = time.monotonic()
        status, body = self.gateway.refresh(BOB)
        took = time.monotonic() - started
        self.assertEqual((status, body), (202, {}))
        outcome = self.gateway.get(f"/users/{scenario.quote(BOB)}/refresh")
        print(f"refresh took {took * 1000:.0f} ms", file=sys.stderr)
        self.assertEqual(outcome["state"], "succeeded", outcome)
        self.assertEqual((outcome["change"]["added"], outcome["change"]["removed"]), (["BOBTABLET"], ["GHOST"]), outcome)
        self.assert_in_step()
        self.assertEqual(self.gateway.all("/users?state=stale", "users"), [])

    def test_5_queues(self):
        scenario.main(["queue", "25"])
        queues = wait_for("two inboxes", lambda: [q for q in self.gateway.all("/queues/inbox", "queues") if q["messages"] == 25])
        self.assertEqual(sorted(q["device_id"] for q in queues), ["ADMINDEV", "IDLEDEV"])
        path = f"/queues/inbox/{scenario.quote('@admin:' + HS1)}/IDLEDEV"
        messages = self.gateway.all(path, "messages")
        self.assertEqual(len(messages), 25)
        self.assertEqual({(m["sender"], m["type"]) for m in messages}, {(BOB, "m.room_key_request")})
        self.assertTrue(all(m.get("content") is None for m in messages))
        self.assertEqual(self.gateway.all(path + "?content=true", "messages")[0]["content"]["request_id"], "0")
        looked = self.gateway.get("/trail?action=contents")["trail"][0]
        self.assertEqual((looked["by"], looked["on"], looked["outcome"]), (f"@admin:{HS1}", f"@admin:{HS1} IDLEDEV", "succeeded"))

    def test_6_remote_down(self):
        pair("kill", "2")
        scenario.main(["outbox", "5"])
        queue = wait_for("an outbox", lambda: self.gateway.all("/queues/outbox", "queues"))[0]
        self.assertEqual((queue["destination"], queue["messages"]), (HS2, 5))
        self.assertTrue(queue["oldest_queued"])
        self.assertEqual(len(self.gateway.all(f"/queues/outbox/{scenario.quote(HS2)}", "messages")), 5)
        time.sleep(10)
        status, body = self.gateway.refresh(BOB)
        self.assertIn(status, (502, 504), body)
        self.assertTrue(body["error"])
        outcome = self.gateway.get(f"/users/{scenario.quote(BOB)}/refresh")
        self.assertEqual(outcome["state"], "failed", outcome)
        self.assertTrue(outcome["retry_at"], outcome)
        wait_for("the user is stale", lambda: [u["user_id"] for u in self.gateway.all("/users?state=stale", "users")] == [BOB])
        wait_for("a failing destination", lambda: [d["destination"] for d in self.gateway.all("/destinations?failing=true", "destinations")] == [HS2])
        self.gateway.get("/overview")
        pair("restart", "2")
        self.gateway.call(f"/destinations/{scenario.quote(HS2)}/reset", "POST")

        def repaired():
            self.gateway.refresh(BOB)
            return self.gateway.get(f"/users/{scenario.quote(BOB)}/refresh")["state"] == "succeeded"
        wait_for("a refresh after the outage", repaired, 60)
        self.assert_in_step()

    def test_7_who_may_call_and_bad_input(self):
        self.assertEqual(self.gateway.call("/info", token="wrong")[0], 401)
        self.assertEqual(self.gateway.call("/info", token="")[0], 401)
        self.assertEqual(self.gateway.call("/users", token=self.plain)[0], 403)
        for user, statuses in (("@admin:" + HS1, (202, 400)), ("bob", (400,)), ("@nobody:" + HS2, (403, 404)), ("@x:y:z", (400, 403, 404))):
            status, body = self.gateway.refresh(user)
            self.assertIn(status, statuses, f"{user}: {body}")
        self.assertEqual(self.gateway.call("/users?limit=0")[0], 400)
        self.assertEqual(self.gateway.call("/users?after=%00%ff")[0], 400)
        self.assertEqual(self.gateway.call("/nothing")[0], 404)
        said = self.gateway.said()
        self.assertNotIn(self.token, said)

    def test_8_restart_of_the_gateway_loses_and_doubles_nothing(self):
        before = self.settle()
        kept = os.path.join(os.path.dirname(self.gateway.directory.name), f"lockstep-pair-{os.getpid()}.sqlite")
        killed = self.gateway
        killed.process.kill()
        killed.process.wait()
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.gateway.history + suffix):
                shutil.copy(self.gateway.history + suffix, kept + suffix)
        for number in range(3):
            scenario.change(number)
        time.sleep(2)
        killed.close()
        type(self).gateway = self.start_gateway("--history", kept)
        self.gateway.token = self.token
        self.assertGreater(len(self.settle()), len(before))

    def test_9_reads_leave_the_database_as_it_was(self):
        """With Synapse stopped and a stand-in for its client API, every call is made; then the dumps are compared."""
        pair("kill", "1")
        self.gateway.stop()
        stand_in = subprocess.Popen([sys.executable, harness.HERE / "standin.py", "18008", "@admin:" + HS1], stdout=subprocess.PIPE, text=True)
        stand_in.stdout.readline()
        try:
            before = self.homeserver.dump()
            type(self).gateway = self.start_gateway()
            self.gateway.token = "any"
            self.settle()
            for path in ("/info", "/overview", "/users", f"/users/{scenario.quote(BOB)}", "/queues/inbox", "/queues/inbox?order=depth", "/queues/outbox", "/queues/updates",
                         "/destinations", "/users?state=stale", "/users?search=ob", "/incidents", "/incidents?state=all", "/metrics"):
                if path == "/metrics":
                    continue  # text, and its figures are those of /overview
                self.gateway.get(path)
            time.sleep(3)
            self.assertEqual(self.homeserver.dump(), before)
            self.gateway.refresh(BOB, 1000)
            after = self.homeserver.dump()
            added = sorted(set(after) - set(before))
            self.assertEqual(len(added), 1, added)
            self.assertIn("device_lists_remote_resync", added[0])
            self.assertIn(BOB, added[0])
            self.assertEqual(sorted(set(before) - set(after)), [])
        finally:
            stand_in.terminate()
            stand_in.wait()
            stand_in.stdout.close()


class BadConfigurationTest(unittest.TestCase):
    """lockstep-gateway that cannot start says so in one sentence on standard error."""

    def refuse(self, *arguments):
        with self.assertRaises(RuntimeError) as caught:
            Gateway(PROGRAM, "--server-name", HS1, "--client-api", "http://127.0.0.1:1", "--log", "/dev/null", *arguments).stop()
        return str(caught.exception)

    def test_database_that_is_not_synapse(self):
        import sqlite3
        import tempfile
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "other.db")
            database = sqlite3.connect(path)
            database.execute("CREATE TABLE t (x)")
            database.commit()
            database.close()
            self.assertIn(path, self.refuse("--database", "sqlite:" + path))
            self.assertIn("nowhere.db", self.refuse("--database", f"sqlite:{directory}/nowhere.db"))
            with open(path, "w") as file:
                file.write("this is no database at all, though it is long enough to be looked at as one")
            self.assertIn(path, self.refuse("--database", "sqlite:" + path))
        said = self.refuse("--database", "postgresql://nobody:very-secret@127.0.0.1:1/none")
        self.assertIn("127.0.0.1", said)
        self.assertNotIn("very-secret", said)


if __name__ == "__main__":
    PROGRAM, KIND = sys.argv[1:3]
    harness.skip_unless_possible()
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])
