#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_lab.py LAB [USERS] [DEVICES]: a lab of two servers that keep their data in a directory; USERS (10000) users with DEVICES (5) devices
each, with real keys, on the first, all in one room with a user of the second. Prints how long they take to make, to be tracked by the
second server and to come back after a restart, how much memory both servers use, how many device list updates a second go out and
arrive, and what a /sync costs. Nothing is checked: ctest does not run it."""
import collections
import http.client
import json
import os
import pathlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab" / "schemas"))
from labprocess import SigningKey, quoted

PROGRAM = sys.argv[1]
USERS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
DEVICES = int(sys.argv[3]) if len(sys.argv) > 3 else 5
THREADS = 4
POLLS = 2000
V3 = "/_matrix/client/v3"


def say(what, value):
    print(f"{what:58} {value}", flush=True)


class Lab:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.start()

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "--servers", "2", "--no-rate-limits", "--data", str(self.directory)], stdout=subprocess.PIPE, text=True)
        servers = json.loads(self.process.stdout.readline())["servers"]
        self.startup = time.monotonic() - began
        self.ports = [urllib.parse.urlsplit(server["client_api"]).port for server in servers]

    def end(self):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """Seconds of processor time so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith("VmRSS"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def count(self, server, query):
        """From the data itself, so that watching costs the lab nothing."""
        return self.ask(self.directory / f"{server}.lab.sqlite", query)

    def received(self, server):
        """Rows of its history."""
        return self.ask(self.directory / f"{server}.lab.history.sqlite", "SELECT updates FROM extent")

    def ask(self, file, query):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30) as database:
            return database.execute(query).fetchone()[0]


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, method, path, body=None, token=None):
        headers = {"Authorization": "Bearer " + token} if token else {}
        while True:
            try:
                self.connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = self.connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):  # it was idle for too long
                self.connection.close()
                continue
            data = response.read()
            if response.status == 429:
                time.sleep(0.02)
                continue
            if response.status != 200:
                raise RuntimeError(f"{method} {path}: {response.status} {data[:200]}")
            return json.loads(data)


def spread(work, port, items):
    """The work on all items, by a few clients at once."""
    queue, lock = collections.deque(items), threading.Lock()

    def run():
        client = Client(port)
        while True:
            with lock:
                if not queue:
                    return
                item = queue.popleft()
            work(client, item)

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def until(condition):
    began = time.monotonic()
    while not condition():
        time.sleep(0.25)
    return time.monotonic() - began


def login(client, user, device, password="password"):
    return client.call("POST", f"{V3}/login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password,
                                               "device_id": device, "initial_device_display_name": f"{user} {device}"})["access_token"]


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as directory:
        lab = Lab(directory)
        say("start, empty", f"{lab.startup:.2f} s, {lab.memory()} MiB")
        tokens = {}
        # Signing takes longer in Python than the lab needs for all of it: one signed device serves as the pattern of all.
        signature = SigningKey().signature({"a": 1})

        def make(client, number):
            user = f"u{number}"
            client.call("POST", f"{V3}/register", {"username": user, "password": "password", "inhibit_login": True, "auth": {"type": "m.login.dummy"}})
            full = f"@{user}:alpha.lab"
            for index in range(DEVICES):
                device = f"DEVICE{index}"
                token = login(client, user, device)
                tokens[number, index] = token
                key = SigningKey.__name__ + f"{number}-{index}"
                keys = {"user_id": full, "device_id": device, "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
                        "keys": {f"curve25519:{device}": key, f"ed25519:{device}": key}, "signatures": {full: {f"ed25519:{device}": signature}}}
                client.call("POST", f"{V3}/keys/upload", {"device_keys": keys}, token)

        took = spread(make, lab.ports[0], range(USERS))
        say(f"{USERS} users with {DEVICES} devices made over HTTP", f"{took:.1f} s, {USERS * DEVICES / took:.0f} devices/s, {lab.memory()} MiB")

        owner, guest = Client(lab.ports[0]), Client(lab.ports[1])
        admin = login(owner, "admin", "ADMIN", "lab-admin")
        other = login(guest, "admin", "ADMIN", "lab-admin")
        invited = [f"@u{number}:alpha.lab" for number in range(USERS)]
        began = time.monotonic()
        room = quoted(owner.call("POST", f"{V3}/createRoom", {"invite": ["@admin:beta.lab"] + invited}, admin)["room_id"])
        say("one room with all of them invited", f"{time.monotonic() - began:.1f} s")
        until(lambda: lab.count("beta", "SELECT COUNT(*) FROM rooms") > 0)
        guest.call("POST", f"{V3}/join/{room}", {}, other)
        took = spread(lambda client, number: client.call("POST", f"{V3}/join/{room}", {}, tokens[number, 0]), lab.ports[0], range(USERS))
        say("all of them join", f"{took:.1f} s, {USERS / took:.0f} joins/s")
        took = until(lambda: lab.count("beta", "SELECT COUNT(*) FROM tracked WHERE stale_since = 0") >= USERS
                     and lab.count("alpha", "SELECT COUNT(*) FROM outgoing") == 0)
        say("until the other server tracks all and is in step", f"{took:.1f} s more, {lab.memory()} MiB")
        say("devices that the other server knows", lab.count("beta", "SELECT COUNT(*) FROM remote_devices"))

        before = lab.received("beta")
        changed = min(USERS, 5000)
        rename = lambda client, number: client.call("PUT", f"{V3}/devices/DEVICE0", {"display_name": f"renamed {time.monotonic()}"}, tokens[number, 0])
        took = spread(rename, lab.ports[0], range(changed))
        say(f"{changed} renames, {THREADS} clients", f"{took:.1f} s, {changed / took:.0f} updates/s published")
        more = until(lambda: lab.received("beta") - before >= changed)
        say("all of them received and applied", f"{more:.1f} s later, {changed / (took + more):.0f} updates/s received")

        began = time.monotonic()
        since = owner.call("GET", f"{V3}/sync", None, admin)["next_batch"]
        say("an initial /sync of this room", f"{(time.monotonic() - began) * 1000:.0f} ms")
        spread(rename, lab.ports[0], range(10))
        began = time.monotonic()
        answer = owner.call("GET", f"{V3}/sync?since={since}", None, admin)
        say("an incremental one after ten changes", f"{(time.monotonic() - began) * 1000:.1f} ms, {len(answer['device_lists']['changed'])} users changed")
        polls = min(USERS, POLLS)
        no_rooms = quoted(json.dumps({"room": {"rooms": []}}))
        connections = []
        alone, few = lab.memory(), lab.threads()
        for number in range(polls):
            token = tokens[number, 0]
            since = owner.call("GET", f"{V3}/sync?filter={no_rooms}", None, token)["next_batch"]
            connection = http.client.HTTPConnection("127.0.0.1", lab.ports[0], timeout=120)
            connection.request("GET", f"{V3}/sync?filter={no_rooms}&since={since}&timeout=60000", None, {"Authorization": "Bearer " + token})
            connections.append(connection)
        time.sleep(2)
        say(f"{polls} long polls that wait", f"{lab.memory() - alone} MiB, {lab.threads() - few} threads more")
        before = lab.cpu()
        time.sleep(5)
        say(f"processor time of {polls} long polls that wait", f"{(lab.cpu() - before) / 5 * 100:.1f} % of a core")
        began = time.monotonic()
        rename(owner, USERS - 1)
        answered = time.monotonic() - began
        longest, told = 0, threading.Event()

        def ask():
            nonlocal longest
            while not told.is_set():
                asked = time.monotonic()
                guest_of_alpha.call("GET", f"{V3}/account/whoami", None, admin)
                longest = max(longest, time.monotonic() - asked)

        guest_of_alpha = Client(lab.ports[0])
        other_calls = threading.Thread(target=ask)
        other_calls.start()
        for connection in connections:
            assert json.loads(connection.getresponse().read())["device_lists"]["changed"]
            connection.close()
        say("a rename that all of them see", f"{answered * 1000:.0f} ms, {(time.monotonic() - began) * 1000:.0f} ms until all are told")
        told.set()
        other_calls.join()
        say("longest call of another client meanwhile", f"{longest * 1000:.0f} ms")
        say("memory of both servers", f"{lab.memory()} MiB")
        size = sum(file.stat().st_size for file in lab.directory.iterdir()) // (1 << 20)
        lab.end()
        lab.start()
        say("start with all of it on disk", f"{lab.startup:.2f} s, {lab.memory()} MiB, {size} MiB of data")
        lab.end()


if __name__ == "__main__":
    main()
