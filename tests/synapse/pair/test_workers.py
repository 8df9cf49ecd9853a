#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway beside a Synapse as large servers run it, with Redis and workers: test_workers.py GATEWAY [--figures]

Takes about two minutes. Exits with 77, and says why, where the pair cannot run. --figures prints what Redis is worth instead: how long a
change takes to the API's event, with Redis and by the clock alone, and what 1,000 lines a second cost the gateway."""
import ast
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, DATA, HS1, HS2, Gateway, pair, wait_for  # noqa: E402

PROGRAM = ""
CONFIG = DATA / "gateway-config"
REDIS_PORT = 16379
WORKERS = ("encryption", "inbound", "sender")


def redis(*words):
    """One command to the pair's Redis, and the first line of its answer."""
    with socket.create_connection(("127.0.0.1", REDIS_PORT), timeout=10) as connection:
        words = [word.encode() for word in words]
        connection.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        return connection.makefile("rb").readline().strip().decode()


def copy_config(level="DEBUG"):
    """hs1's configuration as it is seen from outside of its tree, with the logger of device lists at a level."""
    shutil.rmtree(CONFIG, ignore_errors=True)
    CONFIG.mkdir(parents=True)
    for path in (DATA / "hs1").glob("*.yaml"):
        text = path.read_text().replace("/data/hs1/", f"{CONFIG}/")
        text = re.sub(r"filename: \S+/(\w+\.log)", rf"filename: {DATA}/hs1/\1", text)
        (CONFIG / path.name).write_text(text.replace("synapse.handlers.device: {level: DEBUG}", f"synapse.handlers.device: {{level: {level}}}"))


def allow_lockstep():
    """The user of resources/synapse/redis-acl.conf, with this server's name."""
    acl = (harness.ROOT / "resources/synapse/redis-acl.conf").read_text().splitlines()
    line = next(line for line in acl if line.startswith("user ")).replace("&example.org", f"&{HS1}").replace(">PASSWORD", ">lockstep")
    assert redis("ACL", "SETUSER", *line.split()[1:]) == "+OK"


class Events:
    """The API's events as they come, each with its time."""

    def __init__(self, gateway):
        self.gateway, self.seen, self.ended = gateway, [], False
        self.next = gateway.get("/events?since=0&timeout=0")["next"]
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        while not self.ended:
            try:
                batch = self.gateway.get(f"/events?since={self.next}&timeout=2000")
            except OSError:
                return
            now = time.monotonic()
            self.next = batch["next"]
            self.seen += [(now, event) for event in batch["events"]]

    def after(self, moment, kind, seconds=20, **members):
        """Seconds until the first such event after a moment."""
        def found():
            return next((at for at, event in list(self.seen) if at >= moment and event["type"] == kind
                         and all(event.get(name) == value for name, value in members.items())), None)
        return wait_for(f"{kind} {members}", found, seconds) - moment

    def end(self):
        self.ended = True
        self.thread.join()


def received_contents(user, log):
    """What the process that receives has logged of a user's updates: (device_id, stream_id, has keys, deleted)."""
    lists = re.findall(r"received transaction \[[^]]*\] including device list updates: (\[.*\])", log.read_text())
    return [(update["device_id"], str(update["stream_id"]), "keys" in update, bool(update.get("deleted")))
            for updates in lists for update in ast.literal_eval(updates) if update["user_id"] == user]


def start_gateway(*more):
    gateway = Gateway(PROGRAM, *more)
    gateway.token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
    return gateway


def without_logs(*more):
    return start_gateway("--server-name", HS1, "--client-api", scenario.URL[1], "--database", harness.Homeserver("postgres").uri(), *more)


def sources(gateway, kind):
    return [source for source in gateway.get("/info")["sources"] if source["kind"] == kind]


def start_pair():
    pair("start", "workers")
    allow_lockstep()
    scenario.seed()


def message_to_admin(token, number):
    scenario.call(1, "PUT", f"/_matrix/client/v3/sendToDevice/m.dummy/{time.time_ns()}-{number}", {"messages": {f"@admin:{HS1}": {"ADMINDEV": {}}}}, token)


class WorkersTest(unittest.TestCase):
    """The tests run in the order of their names."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        start_pair()

    @classmethod
    def tearDownClass(cls):
        pair("stop")

    def test_1_all_logs_of_the_host_are_found(self):
        copy_config()
        gateway = start_gateway("--homeserver-config", str(CONFIG / "homeserver.yaml"), "--homeserver-config", f"{CONFIG}/*.yaml")
        try:
            logs = sources(gateway, "log")
            self.assertEqual(sorted(re.match(r"\S+?\.log", log["detail"])[0] for log in logs),
                             sorted(str(DATA / f"hs1/{name}.log") for name in ("homeserver", *WORKERS)), logs)
            wait_for("Redis", lambda: [source["state"] for source in sources(gateway, "redis")] == ["ok"])
            # The one that receives is another process than the one that decides.
            for number in range(8):
                scenario.change(number)
            time.sleep(2)
            pair("drop")
            for number in range(8, 11):
                scenario.change(number)
            time.sleep(3)
            pair("pass")
            for number in range(11, 20):
                scenario.change(number)

            def logged():
                return sorted(update for name in ("homeserver", *WORKERS) for update in harness.logged_updates(BOB, DATA / f"hs1/{name}.log"))

            def same():
                return len(logged()) >= 16 and sorted(harness.recorded_updates(gateway, BOB)) == logged()
            try:
                wait_for("history equal to the logs", same, 30)
            except AssertionError:
                self.assertEqual(sorted(harness.recorded_updates(gateway, BOB)), logged())
                raise
            # Ids and verdicts stand in one process's log, names and keys in another's: each update is one row that has all.
            def whole():
                return sorted((u["device_id"], u["stream_id"], bool(u["keys"]), u["deleted"], u["verdict"] in ("applied", "resync"))
                              for u in gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates") if u["kind"] == "update")

            # The last of them may still be on its way: what is expected is asked anew, too.
            def expected():
                return sorted((*content, True) for content in received_contents(BOB, DATA / "hs1/inbound.log"))
            try:
                wait_for("contents and verdicts", lambda: whole() == expected(), 10)
            except AssertionError:
                self.assertEqual(whole(), expected())
            verdicts = {update[3] for update in logged()}
            self.assertEqual(verdicts, {True, False}, "one was lost, so that there is a resync")
            self.assertEqual([log["detail"] for log in sources(gateway, "log") if "No log of" in log["detail"]], [])
        finally:
            gateway.stop()

    def test_2_a_process_without_a_log_is_named(self):
        copy_config()
        gateway = start_gateway("--homeserver-config", str(CONFIG / "homeserver.yaml"), "--homeserver-config", str(CONFIG / "encryption.yaml"),
                                "--redis", "off")
        try:
            said = [log["detail"] for log in sources(gateway, "log") if log["state"] == "failing"]
            self.assertEqual(len(said), 1, said)
            self.assertTrue(said[0].startswith('No log of worker "inbound" is followed'), said)
            self.assertEqual([source["state"] for source in sources(gateway, "redis")], ["off"])
        finally:
            gateway.stop()

    def test_3_a_silent_log_is_told_with_its_setting(self):
        """The homeserver's loggers are what they are: what is followed is a log in which nothing comes any more."""
        copy_config("CRITICAL")
        old = DATA / "hs1/old.log"
        old.write_text("")
        gateway = start_gateway("--homeserver-config", str(CONFIG / "homeserver.yaml"), "--homeserver-config", str(CONFIG / "encryption.yaml"),
                                "--log", str(old))
        try:
            wait_for("the first scan", lambda: sources(gateway, "heads")[0]["state"] == "ok")
            scenario.change(31)

            def said():
                return [log["detail"] for log in sources(gateway, "log") if "no log or tap told" in log["detail"]]
            detail = wait_for("the silence", said, 60)[0]
            self.assertIn("The logger synapse.handlers.device is CRITICAL at the main process", detail)
            self.assertIn('worker "encryption"', detail)
            self.assertIn("written by encryption", detail)
        finally:
            gateway.stop()

    def test_4_redis_tells_when_to_look(self):
        gateway = without_logs("--redis", f"redis://lockstep:lockstep@127.0.0.1:{REDIS_PORT}")
        events = None
        try:
            wait_for("Redis", lambda: [source["state"] for source in sources(gateway, "redis")] == ["ok"])
            wait_for("the first scan", lambda: sources(gateway, "heads")[0]["state"] == "ok")
            events = Events(gateway)
            token = scenario.login(1, "admin", "admin-password", "SENDER")["access_token"]
            for number in range(3):
                now = time.monotonic()
                scenario.change(40 + number)
                events.after(now, "user", user_id=BOB)
                now = time.monotonic()
                message_to_admin(token, number)
                events.after(now, "queue", queue="inbox")
            self.assertNotIn("lockstep:lockstep", json.dumps(gateway.get("/info")) + gateway.said())
            # What is published while Redis is away is lost: the clock finds it, and the next connection looks.
            pid = int((DATA / "redis.pid").read_text())
            os.kill(pid, 9)
            wait_for("Redis is away", lambda: sources(gateway, "redis")[0]["state"] == "failing")
            now = time.monotonic()
            scenario.change(50)
            events.after(now, "user", user_id=BOB)
            pair("redis")
            allow_lockstep()
            detail = wait_for("Redis is back", lambda: [s["detail"] for s in sources(gateway, "redis") if s["state"] == "ok"], 60)[0]
            self.assertRegex(detail, r"for the \d+\. time")
            wait_for("Synapse is back", lambda: int(re.search(r"(\d+) lines heard", sources(gateway, "redis")[0]["detail"])[1]) > 10, 60)
        finally:
            if events:
                events.end()
            gateway.stop()


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def publish(rate, seconds, lines):
    """So many lines a second in the channel, evenly; returns how many."""
    with socket.create_connection(("127.0.0.1", REDIS_PORT)) as connection:
        threading.Thread(target=lambda: [None for _ in iter(lambda: connection.recv(65536), b"")], daemon=True).start()
        start, sent = time.monotonic(), 0
        while (passed := time.monotonic() - start) < seconds:
            while sent < passed * rate:
                words = (b"PUBLISH", HS1.encode(), lines[sent % len(lines)].encode())
                connection.sendall(b"*3\r\n" + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
                sent += 1
            time.sleep(0.001)
        connection.shutdown(socket.SHUT_WR)
    return sent


BUSY = ['RDATA receipts w %d ["!room:example.org","m.read","@someone:example.org","$event",null,{"ts":1795669736091}]',
        'RDATA presence w %d ["@someone:example.org","online",1795669736091,1795669736091,1795669736091,null,true]',
        'RDATA events w %d ["ev",["$event","!room:example.org","m.room.message",null,null,null,false]]', 'RDATA caches w %d ["get_device",["@a:b","C"],1]',
        'RDATA typing w %d ["!room:example.org",["@someone:example.org"]]']


def latencies(gateway, count=20):
    wait_for("the first scan", lambda: sources(gateway, "heads")[0]["state"] == "ok")
    events = Events(gateway)
    token = scenario.login(1, "admin", "admin-password", "SENDER")["access_token"]
    bob = scenario.login(2, "bob", device="BOBPHONE")["access_token"]
    lists, queues = [], []
    for number in range(count):
        time.sleep(0.6 + 0.037 * number % 0.5)
        scenario.call(2, "PUT", "/_matrix/client/v3/devices/BOBPHONE", {"display_name": f"phone {time.time_ns()}"}, bob)
        lists.append(events.after(time.monotonic() - 0.02, "user", user_id=BOB) - 0.02)
        time.sleep(0.6 + 0.053 * number % 0.5)
        message_to_admin(token, number)
        queues.append(events.after(time.monotonic() - 0.02, "queue", queue="inbox") - 0.02)
    events.end()
    return lists, queues


def figures():
    start_pair()
    url = f"redis://lockstep:lockstep@127.0.0.1:{REDIS_PORT}"
    for name, option in (("with Redis", url), ("by the clock", "off")):
        gateway = without_logs("--redis", option)
        for what, values in zip(("list", "queue"), latencies(gateway)):
            values.sort()
            print(f"{name}: {what} on the API's event after the homeserver's answer, median of {len(values)}: {1000 * statistics.median(values):.0f} ms,"
                  f" best {1000 * values[0]:.0f}, worst {1000 * values[-1]:.0f}", flush=True)
        gateway.stop()
    for name, option, rate, lines in (("nothing, no Redis", "off", 0, BUSY), ("nothing", url, 0, BUSY), ("1,000 lines/s of no interest", url, 1000, BUSY),
                                      ("10,000 lines/s of no interest", url, 10000, BUSY),
                                      ("1,000 lines/s, each a device list", url, 1000, ['RDATA device_lists encryption %d ["@a:b",false,false]']),
                                      ("1,000 lines/s, each to a device", url, 1000, ['RDATA to_device encryption %d ["@a:b"]'])):
        gateway = without_logs("--redis", option)
        wait_for("the first scan", lambda: sources(gateway, "heads")[0]["state"] == "ok")
        time.sleep(3)
        before, begun = cpu_seconds(gateway.process.pid), time.monotonic()
        if rate:
            publish(rate, 20, [line.replace("%d", "5") for line in lines])
        else:
            time.sleep(20)
        passed = time.monotonic() - begun
        print(f"{name}: {100 * (cpu_seconds(gateway.process.pid) - before) / passed:.2f} % of a core", flush=True)
        gateway.stop()
    pair("stop")


def why_not():
    if reason := harness.why_not():
        return reason
    for program in ("redis-server", "psql", "nginx", "openssl"):
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin"):
            return f"there is no {program}"
    return ""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv[1]
    if reason := why_not():
        print(f"NOT TESTED: {reason}")
        sys.exit(harness.SKIP)
    if "--figures" in sys.argv:
        figures()
    else:
        unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])
