#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits against two real Synapse servers: test_audit.py GATEWAY [LISTS [workers]]

Of LISTS lists (400) of hs2's users that hs1 keeps copies of, 20 are put wrong in hs1's database; an audit by federation finds those
and no other, also when the gateway is killed in the middle. hs1 is down meanwhile, so that nothing but the gateway could change its
database, and does not: what the gateway asks in hs1's name stands in hs2's log. With "workers" hs1 is a Synapse with Redis and workers on
PostgreSQL, and up: then its tables of remote lists are what has to stay as it was. Exits with 77, and says why, where the pair cannot run."""
import base64
import collections
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, DATA, HS1, HS2, Gateway, pair, wait_for  # noqa: E402

PROGRAM, LISTS, LAYOUT = "", 400, "sqlite"
STAND_IN = 18098
REMOTE_LISTS = ("device_lists_remote_cache", "device_lists_remote_extremeties", "device_lists_remote_resync", "e2e_cross_signing_keys")
# Lists whose result a kill may take with it.
UNDER_WAY = 30
KINDS = ("device_missing", "device_extra", "keys_differ", "name_differs", "cross_signing")
ASKED = re.compile(r'Processed request: .*?"(\w+) (\S+) HTTP/[\d.]+" "(Lockstep/[^"]*)"')


def key(*words):
    """32 bytes as a key, the same ones for the same words."""
    return base64.b64encode(hashlib.sha256(" ".join(map(str, words)).encode()).digest()).decode().rstrip("=")


def name(number):
    return f"@list{number:05}:{HS2}"


def device_keys(user, device, version=0):
    return {"user_id": user, "device_id": device, "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {f"curve25519:{device}": key(user, device, "c", version), f"ed25519:{device}": key(user, device, "e", version)},
            "signatures": {user: {f"ed25519:{device}": key(user, device, "s", version) + key("more")}}}


def cross_signing(user, usage, version=0):
    public = key(user, usage, version)
    signed = {} if usage == "master" else {"signatures": {user: {"ed25519:" + key(user, "master", version): key(user, "by", version) + key("more")}}}
    return {"user_id": user, "usage": [usage], "keys": {"ed25519:" + public: public}, **signed}


def origin_of(user, number):
    """What the origin has: one to three devices with names, and for every third user cross-signing keys."""
    devices = {f"DEV{i}": {"name": f"device {i} of {number}", "keys": device_keys(user, f"DEV{i}")} for i in range(1 + number % 3)}
    signing = {usage: cross_signing(user, usage) for usage in ("master", "self_signing")} if number % 3 == 0 else {}
    return devices, signing


def copy_of(devices, signing, wrong, user):
    """The same, with something wrong with it."""
    devices = {device: dict(content) for device, content in devices.items()}
    if wrong == "device_missing":
        del devices["DEV0"]
    elif wrong == "device_extra":
        devices["GHOST"] = {"name": "ghost", "keys": device_keys(user, "GHOST")}
    elif wrong == "keys_differ":
        devices["DEV0"]["keys"] = device_keys(user, "DEV0", version=1)
    elif wrong == "name_differs":
        devices["DEV0"]["name"] = "an old name"
    elif wrong == "cross_signing":
        signing = {usage: cross_signing(user, usage, version=1) for usage in signing}
    return devices, signing


def insert(table, **values):
    def literal(value):
        return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(map(literal, values.values()))})"


def fill(wrong, here_database, there_database):
    """Writes lists into both databases. Both servers are down."""
    here, there = [], []
    for number in range(LISTS):
        user = name(number)
        devices, signing = origin_of(user, number)
        for device, content in devices.items():
            there.append(insert("devices", user_id=user, device_id=device, display_name=content["name"], hidden=False))
            there.append(insert("e2e_device_keys_json", user_id=user, device_id=device, ts_added_ms=1, key_json=json.dumps(content["keys"])))
        # An update told hs1 of a device without keys, which whole lists leave out.
        keyless = {"NOKEYS": {"name": "a bot", "keys": None}} if number % 7 == 0 else {}
        for device, content in keyless.items():
            there.append(insert("devices", user_id=user, device_id=device, display_name=content["name"], hidden=False))
        for i, (usage, content) in enumerate(signing.items()):
            there.append(insert("e2e_cross_signing_keys", user_id=user, keytype=usage, keydata=json.dumps(content), stream_id=1_000_000 + 2 * number + i))
        devices, signing = copy_of(devices, signing, wrong.get(user), user)
        for device, content in (devices | keyless).items():
            stored = {"device_display_name": content["name"]} | ({"keys": content["keys"]} if content["keys"] else {})
            if number % 2:  # the two shapes that Synapse stores: of a whole list, and of an update
                stored = {"device_id": device, **stored}
            elif content["keys"]:
                stored = {**stored, "org.matrix.opentracing_context": "{}"}
            here.append(insert("device_lists_remote_cache", user_id=user, device_id=device, content=json.dumps(stored)))
        for i, (usage, content) in enumerate(signing.items()):
            here.append(insert("e2e_cross_signing_keys", user_id=user, keytype=usage, keydata=json.dumps(content), stream_id=1_000_000 + 2 * number + i))
        here.append(insert("device_lists_remote_extremeties", user_id=user, stream_id=str(number + 5)))
    here_database.run(here)
    there_database.run(there)


class AuditTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        pair("start", LAYOUT)
        # Names are told from the beginning, and audits may ask quickly.
        pair("kill", "2")
        with open(DATA / "hs2/homeserver.yaml", "a") as file:
            file.write("allow_device_name_lookup_over_federation: true\n"
                       "rc_federation: {window_size: 1000, sleep_limit: 100000, sleep_delay: 1, reject_limit: 100000, concurrent: 100}\n")
        pair("restart", "2")
        scenario.seed()  # bob's and carol's real devices are among the lists
        scenario.upload_keys(2, scenario.login(2, "carol", device="CAROLTAB", name="Carol's tablet"))
        kind = "sqlite" if LAYOUT == "sqlite" else "postgres"
        cls.homeserver = harness.Homeserver(kind)
        tracked = "SELECT 1 FROM device_lists_remote_extremeties WHERE user_id = '%s'"
        for user in (BOB, BOB.replace("bob", "carol")):
            wait_for("hs1 tracks " + user, lambda: cls.homeserver.execute(tracked % user))
        wait_for("hs1 has the last device", lambda: cls.homeserver.execute(
            "SELECT 1 FROM device_lists_remote_cache WHERE device_id = 'CAROLTAB' AND content LIKE '%ed25519%'"))
        wait_for("hs1 waits for nothing", lambda: not cls.homeserver.execute("SELECT 1 FROM device_lists_remote_resync"))
        time.sleep(2)
        pair("kill", "2")
        pair("kill", "1")
        step = LISTS // 20
        # Of every third number, because only those have cross-signing keys; of each kind as many.
        cls.wrong = {name(i * step - (i * step) % 3): KINDS[i % len(KINDS)] for i in range(20)}
        fill(cls.wrong, cls.homeserver, harness.Homeserver(kind, 2))
        pair("restart", "2")
        cls.stand_in, url, logs = None, f"http://127.0.0.1:{STAND_IN}", [str(harness.LOG)]
        if LAYOUT == "workers":
            pair("restart", "1")
            url = scenario.URL[1]
            logs += [str(DATA / f"hs1/{worker}.log") for worker in ("encryption", "inbound", "sender")]
        else:
            cls.stand_in = subprocess.Popen([sys.executable, harness.HERE / "standin.py", str(STAND_IN), "@admin:" + HS1], stdout=subprocess.PIPE, text=True)
            cls.stand_in.stdout.readline()
        cls.before = cls.state()
        cls.seed = (DATA / "hs1/signing.key").read_text().split()[2]
        cls.gateway = Gateway(PROGRAM, "--homeserver-config", str(DATA / "hs1/homeserver.yaml"), "--server-name", HS1, "--client-api",
                              url, *(word for log in logs for word in ("--log", log)), "--database", cls.homeserver.uri(), "--signing-key",
                              str(DATA / "hs1/signing.key"), "--audit-per-minute", "0")
        cls.gateway.token = "any" if cls.stand_in else scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()
        if cls.stand_in:
            cls.stand_in.terminate()
            cls.stand_in.wait()
            cls.stand_in.stdout.close()
        pair("stop")

    @classmethod
    def state(cls):
        """What an audit must leave as it was: all, or beside a homeserver that is up what it keeps of remote lists."""
        rows = cls.homeserver.dump()
        return rows if LAYOUT == "sqlite" else [row for row in rows if any(f"{table} " in row for table in REMOTE_LISTS)]

    def post(self, path, body):
        request = harness.urllib.request.Request(self.gateway.url + "/_lockstep/v1" + path, method="POST", data=json.dumps(body).encode(),
                                                 headers={"Authorization": "Bearer " + self.gateway.token})
        with harness.urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def finished(self, begun):
        return wait_for("the audit to end", lambda: (found := self.gateway.get("/audits/" + begun["id"]))["state"] == "finished" and found,
                        60 + LISTS)

    def audit(self, **asked):
        return self.finished(self.post("/audits", asked))

    def differing(self, audit):
        """What each list that differs does not agree in."""
        found = {}
        for one in self.gateway.all(f"/audits/{audit['id']}/lists?outcome=differs", "lists"):
            kinds = {difference["kind"] for difference in one["differences"]}
            found[one["user_id"]] = "cross_signing" if kinds == {"master_key_differs", "self_signing_key_differs"} else "+".join(sorted(kinds))
            self.assertEqual(one["origin"], HS2)
        return found

    def metric(self, name):
        """The value of a figure of /metrics, 0 where it is not told."""
        request = harness.urllib.request.Request(self.gateway.url + "/_lockstep/v1/metrics", headers={"Authorization": "Bearer " + self.gateway.token})
        with harness.urllib.request.urlopen(request, timeout=30) as response:
            text = response.read().decode()
        self.assertNotIn("@list", text)
        return next((int(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(f"lockstep_{name} ")), 0)

    def asked(self):
        """What the gateway asked hs2 in hs1's name, by hs2's own log."""
        log = (DATA / "hs2/homeserver.log").read_text(errors="replace")
        return ASKED.findall(log)

    def test_1_finds_what_is_wrong_and_nothing_else(self):
        started = time.monotonic()
        audit = self.audit(method="federation")
        print(f"{audit['chosen']} lists in {time.monotonic() - started:.1f} s: {audit['same']} same, {audit['differ']} differ, {audit['known']} known,"
              f" {audit['not_compared']} not compared", flush=True)
        others = [one for one in self.gateway.all(f"/audits/{audit['id']}/lists?outcome=not_compared", "lists")][:3]
        self.assertEqual(others, [])
        self.assertEqual(self.differing(audit), self.wrong)
        self.assertGreaterEqual(audit["same"], LISTS - 20 + 2)  # bob's and carol's too
        self.assertEqual(audit["differ_of_all"]["least_ppm"], audit["differ_of_all"]["most_ppm"])
        verified = self.gateway.get(f"/users/{scenario.quote(BOB)}")["audited"]
        self.assertEqual((verified["outcome"], verified["origin"]), ("same", HS2))
        self.assertEqual(self.gateway.get("/overview")["audited"]["differ"], 20)

    def test_2_leaves_the_database_as_it_was(self):
        self.assertEqual(self.state(), self.before)

    def test_3_a_sample_tells_of_all(self):
        audit = self.audit(method="federation", sample=LISTS // 2)
        self.assertEqual(audit["same"] + audit["differ"], LISTS // 2)
        interval = audit["differ_of_all"]
        self.assertLessEqual(interval["least_ppm"], 20e6 / audit["population"])
        self.assertGreaterEqual(interval["most_ppm"], 20e6 / audit["population"])

    def test_4_goes_on_after_a_kill(self):
        """kill -9 three times in the middle: each list counts once, and none is asked again but what was under way."""
        before = collections.Counter(path for _, path, _ in self.asked())
        begun = self.post("/audits", {"method": "federation"})
        kills = 0
        for part in (1, 2, 3):
            def far_enough():
                now = self.gateway.get("/audits/" + begun["id"])
                told = now["same"] + now["differ"] + now["known"] + now["not_compared"]
                return now["state"] != "running" or told >= LISTS * part // 4
            wait_for("a part of the lists", far_enough, 60 + LISTS)
            kills += self.gateway.get("/audits/" + begun["id"])["state"] == "running"
            self.gateway.kill_and_start()
        self.assertGreaterEqual(kills, 2)
        audit = self.finished(begun)
        self.assertEqual(self.metric('audits_ended_total{state="finished"}'), 1)
        lists = self.gateway.all(f"/audits/{audit['id']}/lists", "lists")
        self.assertEqual(len({one["user_id"] for one in lists}), len(lists))
        outcomes = collections.Counter(one["outcome"] for one in lists)
        self.assertEqual((audit["chosen"], audit["same"], audit["differ"], audit["known"], audit["not_compared"]),
                         (len(lists), outcomes["same"], 20, outcomes["known"], 0))
        self.assertEqual(self.differing(audit), self.wrong)
        self.assertEqual(audit["differ_of_all"]["least_ppm"], audit["differ_of_all"]["most_ppm"])
        asked = collections.Counter(path for _, path, _ in self.asked())
        asked.subtract(before)
        # One that differs is looked at twice, some seconds apart: a kill between the two begins it anew. Of the others the results of a few
        # come to the disk together.
        again = collections.Counter()
        for one in lists:
            looks = 2 if one["outcome"] == "differs" else 1
            again[looks] += asked[f"/_matrix/federation/v1/user/devices/{scenario.quote(one['user_id'])}"] - looks
        print(f"{len(lists)} lists, {kills} kills, asked again because they were under way: {again[1]}, and {again[2]} that differ", flush=True)
        self.assertTrue(0 <= again[1] <= kills * UNDER_WAY and 0 <= again[2] <= kills * len(self.wrong), again)

    def test_5_the_key_signs_nothing_else(self):
        asked = self.asked()
        self.assertGreaterEqual(len(asked), LISTS)
        for method, path, agent in asked:
            self.assertEqual(method, "GET")
            self.assertTrue(path.startswith("/_matrix/federation/v1/user/devices/"), path)
        # and stands nowhere
        self.assertNotIn(self.seed, self.gateway.said())
        for path in ("/info", "/audits", "/trail", "/check"):
            self.assertNotIn(self.seed, json.dumps(self.gateway.get(path)))
        self.assertNotIn(self.seed.encode(), pathlib.Path(self.gateway.history).read_bytes())
        self.assertTrue(self.gateway.get("/info")["capabilities"]["audit"]["available"])

    def test_6_a_server_that_is_down_is_no_verdict(self):
        pair("kill", "2")
        audit = self.audit(method="federation", sample=30)
        self.assertEqual((audit["same"], audit["differ"], audit["not_compared"]), (0, 0, 30))
        self.assertEqual(self.gateway.get("/overview")["audited"]["differ"], 20)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    LISTS = int(sys.argv[2]) if len(sys.argv) > 2 else LISTS
    LAYOUT = sys.argv[3] if len(sys.argv) > 3 else LAYOUT
    harness.skip_unless_possible()
    unittest.main(argv=sys.argv[:1], verbosity=2)
