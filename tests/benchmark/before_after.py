#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""before_after.py BIN [BIN…]: the gateway and the window of several builds, turn by turn on one machine, in the shapes that once went wrong.

Each BIN is a folder with lockstep and lockstep-gateway (build/release/bin). Needs the pair of tests/synapse/pair running (start sqlite; with
start postgres and the roles of resources/synapse/roles.sql also the line about connections). Only the measurements named in LOCKSTEP_MEASURE
(connections,end,tapstop,rows,ignored,order,flood) are made, all by default. Prints one line a measurement and build. Nothing is checked."""
import base64
import collections
import datetime
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BINS = [pathlib.Path(folder) for folder in sys.argv[1:]]
PAIR = pathlib.Path(os.environ.get("SYNAPSE_DATA", pathlib.Path.home() / ".cache/synapse-pair/data"))
WANTED = os.environ.get("LOCKSTEP_MEASURE", "connections,end,tapstop,rows,ignored,order,flood").split(",")
CLIENT_API = "http://127.0.0.1:18008"
TMP = pathlib.Path(tempfile.mkdtemp(prefix="before-after-"))
BOB = "@bob:localhost:28448"
UNTRACKED = "@bob:remote.example"


def say(what, build, value):
    print(f"{what:34} {str(build):40} {value}", flush=True)


def log_in():
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "admin"}, "password": "admin-password"}
    request = urllib.request.Request(f"{CLIENT_API}/_matrix/client/v3/login", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["access_token"]


def sqlite_source(log=None):
    return ["--homeserver-config", str(PAIR / "hs1/homeserver.yaml"), "--database", f"sqlite:{PAIR}/hs1/homeserver.db",
            "--log", str(log or PAIR / "hs1/homeserver.log")]


class Gateway:
    def __init__(self, folder, arguments, history=None):
        self.history = pathlib.Path(history or TMP / f"history-{time.monotonic_ns()}.sqlite")
        self.errors = open(TMP / "gateway.err", "a")
        self.process = subprocess.Popen([str(folder / "lockstep-gateway"), *arguments, "--listen", "127.0.0.1:0", "--history", str(self.history)],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.process.stdout.readline()
        if "listening" not in line.lower():
            raise SystemExit(f"{folder}: no start: {line} (see {TMP}/gateway.err)")
        self.port = int(line.strip().rsplit(":", 1)[1])

    def line(self):
        return self.process.stdout.readline()

    def end(self):
        """Seconds from SIGTERM to the end, and the exit code."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        return time.monotonic() - began, code

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(row.split()[1]) // 1024 for row in text.splitlines() if row.startswith("VmRSS"))

    def rows(self):
        try:
            connection = sqlite3.connect(f"file:{self.history}?mode=ro", uri=True)
            count = connection.execute("select updates from extent").fetchone()[0]
            connection.close()
            return count
        except (sqlite3.Error, TypeError):
            return 0

    def wait_for(self, rows, seconds=300):
        began = time.monotonic()
        while time.monotonic() - began < seconds and self.rows() < rows:
            time.sleep(0.1)
        return time.monotonic() - began


def users_request(token):
    return f"GET /_lockstep/v1/users?limit=10 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


# One user's history in the words of a Synapse log.

def stamp(ms):
    moment = datetime.datetime(2026, 11, 25, 7) + datetime.timedelta(milliseconds=ms)
    return moment.strftime("%Y-%m-%d %H:%M:%S,") + f"{moment.microsecond // 1000:03}"


def log_lines(numbered, user, ignored=False, start=0):
    """numbered: (stream_id, prev_id or None) in the order of arrival."""
    for place, (number, previous) in enumerate(numbered, start):
        device = f"P{number % 3}"
        listed = f"'{previous}'" if previous else ""
        content = (f"{{'device_id': '{device}', 'prev_id': [{previous or ''}], 'stream_id': {number}, 'user_id': '{user}', 'keys': {{'n': {number}}}}}")
        at, then = stamp(2 * place), stamp(2 * place + 1)
        yield f"{at} - synapse.8631_debug - 12 - DEBUG - PUT-{place} - received transaction [{place}] including device list updates: [{content}]\n"
        if ignored:
            yield f"{then} - synapse.handlers.device - 12 - WARNING - PUT-{place} - Got device list update edu for '{user}'/'{device}', but don't share a room\n"
        else:
            yield f"{then} - synapse.handlers.device - 12 - DEBUG - PUT-{place} - Handling update '{user}'/'{device}', ID: '{number}', prev: [{listed}] \n"
            yield f"{then} - synapse.handlers.device - 12 - INFO - PUT-{place} - Received device list update for {user}, requiring resync: False. Devices: {device}\n"


def in_order(count):
    return [(number, number - 1 or None) for number in range(1, count + 1)]


def swapped(count):
    pairs = in_order(count)
    for place in range(1, count - 1, 2):
        pairs[place], pairs[place + 1] = pairs[place + 1], pairs[place]
    return pairs


def recorded(what, folder, numbered, user, ignored=False):
    log = TMP / "shape.log"
    with open(log, "w") as out:
        out.writelines(log_lines(numbered, user, ignored))
    gateway = Gateway(folder, sqlite_source(log))
    seconds = gateway.wait_for(len(numbered))
    say(what, folder, f"{gateway.rows()} rows in {seconds:.1f} s, {gateway.cpu():.1f} s of processor time, {gateway.memory()} MiB")
    return gateway, log


# The measurements

def connections(folder, token):
    arguments = ["--server-name", "localhost:18448", "--client-api", CLIENT_API, "--log", str(PAIR / "hs1/homeserver.log"),
                 "--database", "postgresql://lockstep_reader:change-me@127.0.0.1:5432/synapse_hs1",
                 "--marker-database", "postgresql://lockstep_marker:change-me-too@127.0.0.1:5432/synapse_hs1"]
    gateway = Gateway(folder, arguments)
    sockets, answers = [], collections.Counter()
    for _ in range(40):
        sockets.append(socket.create_connection(("127.0.0.1", gateway.port), timeout=30))
        sockets[-1].sendall(users_request(token))
        answers[sockets[-1].recv(65536)[:12].decode()] += 1
    used = subprocess.run(["psql", "-h", "127.0.0.1", "-U", "postgres", "-d", "synapse_hs1", "-Atc",
                           "select count(*) from pg_stat_activity where usename like 'lockstep%'"], capture_output=True, text=True).stdout.strip()
    say("40 connections, PostgreSQL", folder, f"{dict(answers)}, {used} database connections")
    gateway.end()


def end(folder, token):
    codes, seconds = collections.Counter(), []
    for _ in range(10):
        gateway = Gateway(folder, sqlite_source())
        sockets = []
        try:
            for _ in range(1000):
                sockets.append(socket.create_connection(("127.0.0.1", gateway.port), timeout=10))
                sockets[-1].sendall(users_request(token))
        except OSError:
            pass
        took, code = gateway.end()
        codes[code] += 1
        seconds.append(took)
    say("SIGTERM, 1,000 connections", folder, f"exit codes {dict(codes)}, longest {max(seconds):.2f} s")


def tapstop(folder, _):
    sink = socket.create_server(("127.0.0.1", 0))
    gateway = Gateway(folder, [*sqlite_source(), "--tap", "127.0.0.1:0", "--notary", f"http://127.0.0.1:{sink.getsockname()[1]}"])
    port = int(gateway.line().strip().rsplit(":", 1)[1])
    for number in range(400):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.sendall(transaction(number, f"evil{number}.example", 1))
        connection.recv(300)
        connection.close()
    time.sleep(0.5)
    took, code = gateway.end()
    say("SIGTERM, 400 forged wait", folder, f"{took:.2f} s, exit code {code}")


def rows(folder, _):
    count = 200_000
    gateway, log = recorded("one user, 200,000 rows", folder, in_order(count), UNTRACKED)
    time.sleep(3)
    before = gateway.cpu()
    for extra in range(10):
        with open(log, "a") as out:
            out.writelines(log_lines([(count + extra + 1, count + extra)], UNTRACKED, start=count + 500 * (extra + 1)))
        time.sleep(0.6)
    say("  then 10 live updates", folder, f"{gateway.cpu() - before:.2f} s of processor time in 6 s")
    gateway.end()


def ignored(folder, _):
    gateway, _ = recorded("40,000 ignored updates", folder, in_order(40_000), UNTRACKED, ignored=True)
    gateway.end()


def order(folder, _):
    for name, numbered in (("100,000 rows in order", in_order(100_000)), ("100,000 rows out of order", swapped(100_000))):
        gateway, log = recorded(name, folder, numbered, BOB)
        time.sleep(2)
        gateway.end()
        home = TMP / "home"
        shutil.rmtree(home, ignore_errors=True)
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LOCKSTEP_PASSWORD="admin-password", HOME=str(home),
                           XDG_CONFIG_HOME=str(home / "config"), XDG_STATE_HOME=str(home / "state"), XDG_DATA_HOME=str(home / "data"))
        window = subprocess.Popen([str(folder / "lockstep"), "--server", CLIENT_API, "--user", "admin", "--server-name", "localhost:18448", "--client-api",
                                   CLIENT_API, *sqlite_source(log), "--history", str(gateway.history), "--settings", str(home / "settings.ini"),
                                   "--screenshot", str(home / "shots")], env=environment, stderr=subprocess.DEVNULL)
        began, spent = time.monotonic(), 0.0
        while window.poll() is None and time.monotonic() - began < 180:
            try:
                fields = pathlib.Path(f"/proc/{window.pid}/task/{window.pid}/stat").read_text().rsplit(")", 1)[1].split()
                spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            except OSError:
                break
            time.sleep(0.05)
        window.terminate()
        say("  shown in the window", folder, f"exit code {window.wait(20)}, {spent:.2f} s of its GUI thread, pictures: {len(list((home / 'shots').glob('*')))}")


def transaction(number, origin, edus, key="ed25519:forged"):
    content = [{"edu_type": "m.device_list_update", "content": {"user_id": BOB if origin.startswith("localhost") else f"@x:{origin}", "device_id": f"D{number}-{each}",
                "stream_id": 100_000 + number * edus + each, "prev_id": [1], "keys": {"padding": "x" * 200}}} for each in range(edus)]
    body = json.dumps({"origin": origin, "origin_server_ts": 1, "pdus": [], "edus": content})
    return (f"PUT /_matrix/federation/v1/send/{number} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: X-Matrix origin=\"{origin}\",destination=\"localhost:18448\","
            f"key=\"{key}\",sig=\"{base64.b64encode(bytes(64)).decode().rstrip('=')}\"\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()


class Keys(http.server.BaseHTTPRequestHandler):
    """A notary that knows no key."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.send_response(200)
        body = b'{"server_keys": []}'
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def flood(folder, _):
    notary = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=notary.serve_forever, daemon=True).start()
    gateway = Gateway(folder, [*sqlite_source(), "--tap", "127.0.0.1:0", "--notary", f"http://127.0.0.1:{notary.server_address[1]}"])
    port = int(gateway.line().strip().rsplit(":", 1)[1])
    time.sleep(3)
    before, peak, answers = gateway.memory(), 0, collections.Counter()
    began = time.monotonic()
    for number in range(1000):
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        connection.sendall(transaction(number, "localhost:28448", 100))
        answers[connection.recv(300)[9:12].decode()] += 1
        connection.close()
        peak = max(peak, gateway.memory())
    took = time.monotonic() - began
    time.sleep(5)
    settled = gateway.memory()
    time.sleep(60)
    say("tap flood, 100,000 forged", folder, f"before {before}, peak {peak}, 5 s after {settled}, 65 s after {gateway.memory()} MiB; sent in {took:.1f} s, answers {dict(answers)}; "
        f"history {gateway.history.stat().st_size // 1024} KiB, {gateway.rows()} rows")
    gateway.end()
    notary.shutdown()


def main():
    token = log_in()
    for name, measure in (("connections", connections), ("end", end), ("tapstop", tapstop), ("rows", rows), ("ignored", ignored), ("order", order), ("flood", flood)):
        if name not in WANTED:
            continue
        for folder in BINS:
            measure(folder, token)
    shutil.rmtree(TMP, ignore_errors=True)


if __name__ == "__main__":
    main()
