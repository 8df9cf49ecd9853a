#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""killtest.py LAB [KILLS]: kills the lab with SIGKILL at random points under traffic, fifty times, and checks that no accepted
message and no accepted device list update is lost or doubled, and that the receiving server's history holds each update once. The seed is printed; KILLTEST_SEED repeats a run."""
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

PROGRAM = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
SEED = int(os.environ.get("KILLTEST_SEED") or time.time())
DEADLINE = 180  # seconds for all of it


def free_ports(count):
    """A base with that many free ports above it."""
    while True:
        base = random.randrange(20000, 50000)
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return base
        except OSError:
            continue


class Lab:
    def __init__(self, directory):
        self.directory, self.port, self.process = directory, free_ports(4), None
        self.url = [f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.port + 2}"]
        self.start()

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "--servers", "2", "--port", str(self.port), "--data", self.directory], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, "the lab did not start"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def call(url, method, path, body=None, token=None, timeout=10):
    request = urllib.request.Request(url + path, method=method, data=json.dumps(body).encode() if body is not None else None)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return json.load(response)


def persistently(*arguments, **more):
    """Again and again until there is an answer of 200, as a client does; the same request each time."""
    while not stop.is_set() or more.get("force"):
        try:
            return call(*arguments)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
            time.sleep(0.02)
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.02)
    return None


def login(url, user, device):
    return call(url, "POST", "/_matrix/client/v3/login",
                {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": "lab-admin", "device_id": device})["access_token"]


stop = threading.Event()


def main():
    random.seed(SEED)
    print(f"seed {SEED}, {KILLS} kills", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        lab = Lab(directory)
        alpha, beta = lab.url
        alice, bob = login(alpha, "admin", "A1"), login(beta, "admin", "B1")
        room = call(alpha, "POST", "/_matrix/client/v3/createRoom", {"invite": ["@admin:beta.lab"]}, alice)["room_id"]
        for _ in range(100):
            if room in call(beta, "GET", "/_matrix/client/v3/sync", None, bob)["rooms"].get("invite", {}):
                break
            time.sleep(0.1)
        call(beta, "POST", f"/_matrix/client/v3/join/{urllib.parse.quote(room, safe='')}", {}, bob)
        sent, received, renamed, problems = [0], [], [0], []

        def send():
            while not stop.is_set():
                number = sent[0]
                if persistently(alpha, "PUT", f"/_matrix/client/v3/sendToDevice/org.example.n/{number}",
                                {"messages": {"@admin:beta.lab": {"B1": {"n": number}}}}, alice) is not None:
                    sent[0] += 1

        def rename():
            while not stop.is_set():
                if persistently(alpha, "PUT", "/_matrix/client/v3/devices/A1", {"display_name": f"name {renamed[0] + 1}"}, alice) is not None:
                    renamed[0] += 1
                time.sleep(0.01)

        def receive():
            since = ""
            while not done.is_set():
                answer = None
                try:
                    answer = call(beta, "GET", f"/_matrix/client/v3/sync?timeout=1000&since={since}", None, bob)
                except (OSError, ValueError, http.client.HTTPException):
                    time.sleep(0.02)
                    continue
                # A client writes the messages and the token down together; only then does it use the token.
                received.extend(event["content"]["n"] for event in answer["to_device"]["events"] if event["type"] == "org.example.n")
                since = answer["next_batch"]

        def guarded(work):
            def run():
                try:
                    work()
                except Exception as error:  # a thread's failure is the test's
                    problems.append(f"{work.__name__}: {error!r}")
                    stop.set()
            return threading.Thread(target=run, daemon=True)

        done = threading.Event()
        threads = [guarded(send), guarded(rename), guarded(receive)]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(random.uniform(0.02, 0.4))
            lab.kill()
            lab.start()
        time.sleep(0.5)
        stop.set()
        for thread in threads[:2]:
            thread.join()
        end = time.monotonic() + 60
        admin = login(beta, "admin", "INSPECTOR")

        def name_at_beta():
            devices = call(beta, "GET", "/_lockstep/v1/users/%40admin%3Aalpha.lab", None, admin)["devices"]
            return next((device["display_name"] for device in devices if device["device_id"] == "A1"), None)

        def history_at_beta():
            rows, after = [], ""
            while after is not None:
                page = call(beta, "GET", f"/_lockstep/v1/users/%40admin%3Aalpha.lab/updates?limit=1000&after={after}", None, admin)
                rows, after = rows + page["updates"], page["next"]
            return rows

        # A request that was cut may have been accepted all the same: then it counts, once.
        name = {f"name {renamed[0]}", f"name {renamed[0] + 1}"}
        while time.monotonic() < end and (len(received) < sent[0] or name_at_beta() not in name):
            time.sleep(0.1)
        time.sleep(1.5)  # what is doubled would come now
        done.set()
        threads[2].join()
        view, history = name_at_beta(), history_at_beta()
        lab.process.terminate()
        lab.process.wait()
        lab.process.stdout.close()
    print(f"{sent[0]} messages and {renamed[0]} renames were accepted; {len(received)} messages arrived; the other server's list says {view!r}")
    assert not problems, problems
    assert sent[0] > KILLS, "hardly any traffic: nothing was tested"
    assert received[:sent[0]] == list(range(sent[0])), "lost, doubled or out of order: " + str([n for i, n in enumerate(received) if n != i][:10])
    assert len(received) <= sent[0] + 1, "more than was sent"
    updates = [row for row in history if row["kind"] == "update"]
    ids = [row["stream_id"] for row in updates]
    print(f"its history has {len(updates)} updates and {len(history) - len(updates)} other rows")
    assert [row["n"] for row in history] == list(range(1, len(history) + 1)), "rows are missing"
    assert len(set(ids)) == len(ids), "updates are recorded twice: " + str(sorted(i for i in set(ids) if ids.count(i) > 1)[:10])
    assert all(row["verdict"] != "unknown" for row in updates), "undecided: " + str([row for row in updates if row["verdict"] == "unknown"][:3])
    # The first update may come while the first list is fetched still, once more after a kill: the homeserver has none then and asks for one
    # whatever the update names. Such a list is newer than the update.
    before = [row for row in history if row["n"] < updates[0]["n"] and row["kind"] == "resync" and row["verdict"] == "applied"
              and row["stream_id"] and int(row["stream_id"]) < int(updates[0]["stream_id"])]
    asked_anew = 1 if updates[0]["verdict"] == "resync" and not before else 0
    gaps = [row for row in updates[asked_anew:] if "gap" in row["breaks"]]
    assert not gaps, f"updates are missing: {gaps[:3]} in {history[:5]}"
    assert len(updates) >= renamed[0], f"of {renamed[0]} renames only {len(updates)} are recorded"
    assert updates[-1]["display_name"] == view, f"the newest update says {updates[-1]['display_name']!r}"
    assert view in name, f"the update of {name} never arrived"


if __name__ == "__main__":
    def give_up():
        print(f"killtest: not finished within {DEADLINE} s", file=sys.stderr)
        os._exit(3)

    timer = threading.Timer(DEADLINE, give_up)
    timer.daemon = True
    timer.start()
    main()
    print("ok")
    os._exit(0)
