#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway behind the real nginx, HAProxy, Caddy and Apache, each with the shipped example, which has the form that Synapse's
documentation gives for that proxy: test_proxies.py GATEWAY RESOURCES

The files are used as they are, but for names of certificates, ports and "443 ssl". Time-outs around them are shorter than the long
polls. A stand-in answers for Synapse and remembers what came to it."""
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
import unittest

from proxyworld import SEND, Program, Server, free_port, wait_for

SKIP = 77  # what ctest takes as "skipped"
GATEWAY, RESOURCES = "", pathlib.Path()
HOST, FEDERATION_HOST = "matrix.example.com", "example.com"
MSC = "/_matrix/client/unstable/org.matrix.msc2638/user/{}/devices/refresh"
# Synapse's, as far as the gateway needs them.
TABLES = """
CREATE TABLE schema_version (lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, upgraded BOOLEAN NOT NULL);
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
CREATE TABLE device_lists_remote_extremeties (user_id TEXT NOT NULL UNIQUE, stream_id TEXT NOT NULL);
CREATE TABLE device_lists_remote_cache (user_id TEXT NOT NULL, device_id TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (user_id, device_id));
CREATE TABLE device_lists_remote_resync (user_id TEXT NOT NULL UNIQUE, added_ts BIGINT NOT NULL);
CREATE TABLE destinations (destination TEXT PRIMARY KEY, retry_last_ts BIGINT, retry_interval BIGINT, failure_ts BIGINT);
CREATE TABLE current_state_events (event_id TEXT, room_id TEXT, type TEXT, state_key TEXT, membership TEXT);
CREATE TABLE local_current_membership (room_id TEXT, user_id TEXT, event_id TEXT, membership TEXT);
INSERT INTO device_lists_remote_extremeties VALUES ('@bob:remote.example', '7');
"""
LINE = ("2026-11-20 12:00:00,000 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update "
        "'@bob:remote.example'/'D', ID: '{}', prev: ['{}'] \n")


def synapse(method, path, token):
    """Whose the tokens are: "admin" may inspect, "plain" is anybody."""
    if path.startswith(SEND) or not path.startswith(("/_matrix/client/v3/account/whoami", "/_synapse/admin", "/_matrix/client/v3/keys")):
        return 200, {"synapse": path}
    if token not in ("admin", "plain"):
        return 401, {"errcode": "M_UNKNOWN_TOKEN", "error": "?"}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@{token}:home.example"}
    if path.startswith("/_synapse/admin"):
        return (200, {"admin": True, "destinations": []}) if token == "admin" else (403, {"errcode": "M_FORBIDDEN", "error": "?"})
    return 200, {"failures": {"remote.example": {"status": 503}}, "device_keys": {}}


class World:
    """The proxy's ports, the stand-in, the gateway and, where asked for, the tap's nginx."""

    def __init__(self, case):
        self.folder = pathlib.Path(case.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-proxy-")))
        os.chmod(self.folder, 0o755)
        self.client_port, self.federation_port, self.behind_port = free_port(), free_port(), free_port()
        self.synapse, self.tap = Server(synapse), Server()
        case.addCleanup(self.synapse.stop)
        case.addCleanup(self.tap.stop)
        with contextlib.closing(sqlite3.connect(self.folder / "homeserver.db")) as database:
            database.executescript(TABLES)
        self.log = self.folder / "homeserver.log"
        self.log.write_text(LINE.format(7, 6))
        self.gateway_port = free_port()
        self.gateway = Program(
            [GATEWAY, "--server-name", "home.example", "--client-api", f"http://127.0.0.1:{self.synapse.port}", "--log", str(self.log),
             "--database", f"sqlite:{self.folder}/homeserver.db", "--history", str(self.folder / "history.sqlite"),
             "--listen", f"127.0.0.1:{self.gateway_port}"], self.gateway_port, self.folder / "gateway.errors")
        case.addCleanup(self.gateway.stop)
        self.case = case

    def example(self, name):
        """A shipped file with this test's ports; every documented one must be told, so a new one fails here."""
        text = (RESOURCES / name).read_text(encoding="utf-8")
        for documented, port in ((8008, self.synapse.port), (8779, self.gateway_port), (8780, self.tap.port), (8781, self.behind_port)):
            text = re.sub(rf"(127\.0\.0\.1|localhost):{documented}\b", f"127.0.0.1:{port}", text)
        return text

    def run(self, command, errors="proxy.errors", port=None):
        program = Program(command, port or self.client_port, self.folder / errors, os.environ | {"HOME": str(self.folder)})
        self.case.addCleanup(program.stop)
        return program

    def nginx(self, name, http_block, port):
        folder = self.folder / name
        folder.mkdir()
        paths = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"pid {folder}/pid; error_log {folder}/errors; worker_processes 1; daemon off; events {{}}\n"
                                           f"http {{ access_log off; proxy_read_timeout 2s; {paths}\n{http_block}\n}}\n")
        return self.run(["nginx", "-c", str(folder / "nginx.conf")], f"{name}.errors", port)

    def tap_behind(self):
        return self.nginx("behind", self.example("nginx/lockstep-tap-behind.conf"), self.behind_port)


def start_nginx(world):
    text = world.example("nginx/synapse.conf")
    text = re.sub(r"listen \[::\].*;", "", text)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{world.client_port};")
    text = text.replace("listen 8448 ssl default_server;", f"listen 127.0.0.1:{world.federation_port} default_server;")
    folder = world.folder / "snippets"
    folder.mkdir()
    for name in ("lockstep.conf", "lockstep-tap.conf"):
        (folder / name).write_text(world.example(f"nginx/{name}"))
    world.nginx("nginx-proxy", text.replace("include snippets/", f"include {folder}/"), world.client_port)


def start_haproxy(world):
    text = world.example("haproxy/lockstep.cfg")
    text = re.sub(r"bind \*:443.*", f"bind 127.0.0.1:{world.client_port}", text)
    text = re.sub(r"bind \*:8448.*", f"bind 127.0.0.1:{world.federation_port}", text)
    file = world.folder / "haproxy.cfg"
    file.write_text("defaults\n  mode http\n  timeout connect 1s\n  timeout client 2s\n  timeout server 2s\n\n" + text)
    world.run(["haproxy", "-db", "-f", str(file)])


def start_caddy(world):
    text = world.example("caddy/Caddyfile")
    text = text.replace(f"\n{HOST} {{", f"\nhttp://{HOST}:{world.client_port} {{")
    text = text.replace(f"\n{FEDERATION_HOST}:8448 {{", f"\nhttp://{FEDERATION_HOST}:{world.federation_port} {{")
    file = world.folder / "Caddyfile"
    file.write_text("{\n  admin off\n  auto_https off\n}\n" + text)
    world.run(["caddy", "run", "--config", str(file), "--adapter", "caddyfile"])


def start_apache(world):
    text = world.example("apache/lockstep.conf").replace("SSLEngine on", "")
    text = text.replace("*:443>", f"127.0.0.1:{world.client_port}>").replace("*:8448>", f"127.0.0.1:{world.federation_port}>")
    modules = "mpm_event authz_core alias headers proxy proxy_http proxy_balancer lbmethod_byrequests slotmem_shm".split()
    folder = "/usr/lib/apache2/modules"
    file = world.folder / "apache.conf"
    file.write_text("".join(f"LoadModule {m}_module {folder}/mod_{m}.so\n" for m in modules) +
                    f"ServerRoot {world.folder}\nPidFile {world.folder}/apache.pid\nErrorLog {world.folder}/apache.errors\nServerName localhost\n"
                    f"DefaultRuntimeDir {world.folder}\nTimeout 2\nListen 127.0.0.1:{world.client_port}\nListen 127.0.0.1:{world.federation_port}\n" +
                    (f"User www-data\nGroup www-data\n" if os.geteuid() == 0 else "") + text)
    world.run(["apache2", "-D", "FOREGROUND", "-f", str(file)])


class Proxy:
    """What must hold behind each of them."""
    start, tap_is_behind = None, True

    def setUp(self):
        if not shutil.which(self.program):
            print(f"!!! SKIPPED: {self.program} is not installed", flush=True)
            SKIPPED.append(self.program)
            self.skipTest(f"{self.program} is not installed")
        self.world = World(self)
        self.before_start()
        type(self).start(self.world)

    def before_start(self):
        pass

    def ask(self, method, path, body=None, token="admin", timeout=30, headers=None, source=None, port=None, host=HOST):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.world.client_port, timeout=timeout, source_address=source and (source, 0))
        try:
            used = {"Host": host} | ({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {})
            connection.request(method, path, body, used)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        try:
            value = json.loads(data) if data else {}
        except ValueError:
            value = data
        return response.status, value, response.headers

    def test_routes(self):
        status, info, _ = self.ask("GET", "/_lockstep/v1/info")
        self.assertEqual((status, info["server_name"]), (200, "home.example"))
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info", token=None)[0], 401)
        # To Synapse, unchanged.
        came = len(self.world.synapse.seen)
        to_synapse = ["/_matrix/client/versions", "/_matrix/client/v3/user/%40a%3Ab.example/filter/1", "/_matrix/client/v3/rooms/%21a%2Fb/x?y=%20",
                      "/_synapse/client/new_user_consent"]
        for path in to_synapse:
            self.assertEqual(self.ask("GET", path, token="any")[1], {"synapse": path})
        self.assertEqual(self.world.synapse.paths()[came:], to_synapse)
        self.assertEqual({h["Authorization"] for _, _, _, h in self.world.synapse.seen[came:]}, {"Bearer any"})

    def test_user_ids_stay_as_they_were_sent(self):
        for sent, meant in (("%40bob%3Ahome.example", "@bob:home.example"), ("@bob:home.example", "@bob:home.example"),
                            ("%40a%2Fb%3Ahome.example", "@a/b:home.example"), ("%40a%252Fb%3Ahome.example", "@a%2Fb:home.example")):
            status, answer, _ = self.ask("GET", f"/_lockstep/v1/users/{sent}/updates")
            self.assertEqual(status, 400, answer)
            self.assertTrue(answer["error"].startswith(meant + " is "), (sent, answer))
        status, answer, _ = self.ask("GET", "/_lockstep/v1/users/%40bob%3Aremote.example?x=1")
        self.assertEqual((status, answer["user_id"]), (200, "@bob:remote.example"))

    def test_refresh(self):
        came = len(self.world.synapse.seen)
        for path in (MSC, "/_matrix/client/v3/user/{}/devices/refresh", "/_matrix/client/r0/user/{}/devices/refresh"):
            for sent, meant in (("@cat:remote.example", "@cat:remote.example"), ("%40c%2Fat%3Aremote.example", "@c/at:remote.example")):
                status, answer, headers = self.ask("POST", path.format(sent), "{}", "plain")
                self.assertEqual((status, answer.get("errcode")), (403, "M_FORBIDDEN"), (path, answer))
                self.assertIn(meant, answer["error"])
                self.assertEqual(headers.get_all("Access-Control-Allow-Origin"), ["*"])
        self.assertNotIn("refresh", " ".join(self.world.synapse.paths()[came:]))
        # A browser asks first.
        status, _, headers = self.ask("OPTIONS", MSC.format("%40cat%3Aremote.example"), token=None)
        self.assertEqual(status, 200)
        self.assertIn("Authorization", headers["Access-Control-Allow-Headers"])
        self.assertEqual(headers.get_all("Access-Control-Allow-Origin"), ["*"])
        # The inspection API is for no page of the web.
        status, _, headers = self.ask("OPTIONS", "/_lockstep/v1/info", token=None)
        self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (405, None))

    def test_long_poll(self):
        _, batch, _ = self.ask("GET", "/_lockstep/v1/events")
        # Nothing happens: held for its time, longer than the proxy's usual patience, and answered then.
        quiet = wait_for(lambda: self.quiet(batch["next"]), 30)
        began = time.monotonic()
        status, answer, _ = self.ask("GET", f"/_lockstep/v1/events?since={quiet}&timeout=5000")
        self.assertEqual((status, answer["events"]), (200, []), answer)
        self.assertGreater(time.monotonic() - began, 4.5)
        # Something happens: answered at once.
        with concurrent.futures.ThreadPoolExecutor() as pool:
            poll = pool.submit(self.ask, "GET", f"/_lockstep/v1/events?since={answer['next']}&timeout=20000")
            time.sleep(3)
            self.assertFalse(poll.done())
            began = time.monotonic()
            with self.world.log.open("a") as log:
                log.write(LINE.format(8, 7))
            status, answer, _ = poll.result(20)
        self.assertEqual((status, answer["events"][0]["type"]), (200, "update"), answer)
        self.assertLess(time.monotonic() - began, 5)

    def quiet(self, since):
        """Where the feed is when two seconds brought nothing; before that, what the start brings."""
        _, batch, _ = self.ask("GET", f"/_lockstep/v1/events?since={since}&timeout=1500")
        return batch["next"] if not batch["events"] else self.quiet(batch["next"])

    def test_abandoned_polls_leave_room(self):
        """A client that goes away takes its poll along, all the way."""
        for _ in range(12):
            with socket.create_connection(("127.0.0.1", self.world.client_port)) as raw:
                raw.sendall(f"GET /_lockstep/v1/events?timeout=60000&since=999999 HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer admin\r\n\r\n".encode())
                time.sleep(0.1)
        wait_for(lambda: self.connections() <= 4, 20)

    def connections(self):
        """How many the gateway has: of each, the local port and "established" in the kernel's table."""
        lines = (line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])
        return sum(f[1].endswith(f":{self.world.gateway_port:04X}") and f[3] == "01" for f in lines)

    def test_big_bodies_are_refused(self):
        for size in (100_000, 400_000):
            status, answer, _ = self.ask("POST", MSC.format("@cat:remote.example"), "x" * size, "plain")
            self.assertEqual(status, 413, (size, answer))
        # Here a proxy may notice only that the gateway hangs up, and so may its client.
        with contextlib.suppress(OSError):
            self.assertIn(self.ask("POST", MSC.format("@cat:remote.example"), "x" * 5_000_000, "plain")[0], (413, 502, 503))
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info")[0], 200)

    def test_limits_go_by_the_client(self):
        """What a client says of itself is not believed, and one client's excess is not another's."""
        def invented(number):
            return self.ask("GET", "/_lockstep/v1/info", token=f"invented{number}", headers={"X-Forwarded-For": f"10.0.{number}.1"})[0]
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info")[0], 200)
        statuses = [invented(number) for number in range(60)]
        self.assertIn(401, statuses)
        self.assertIn(429, statuses)
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info", token="another", source="127.0.0.2")[0], 401)
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info")[0], 200, "a token that was good is never held up")

    def test_the_gateway_comes_back(self):
        self.world.gateway.stop()
        self.assertIn(self.ask("GET", "/_lockstep/v1/info")[0], (502, 503, 504))
        self.assertEqual(self.ask("GET", "/_matrix/client/versions", token=None)[0], 200)
        self.world.gateway = Program(self.world.gateway.process.args, self.world.gateway_port, self.world.folder / "again.errors")
        self.addCleanup(self.world.gateway.stop)
        wait_for(lambda: self.ask("GET", "/_lockstep/v1/info")[0] == 200, 15)

    def send(self, transaction, body, authorization="X-Matrix origin=\"a\",sig=\"b/+=\""):
        return self.ask("PUT", SEND + transaction, body, headers={"Authorization": authorization, "X-Forwarded-For": "192.0.2.1"},
                        port=self.world.federation_port, host=f"{FEDERATION_HOST}:8448")

    def test_tap(self):
        if self.tap_is_behind:
            # Not there yet: what federates goes to Synapse all the same.
            self.assertEqual(self.send("0", b"{}")[0], 200)
            self.world.tap_behind()
            wait_for(lambda: self.send("warm", b"{}")[0] == 200 and self.world.tap.seen, 15)
        self.world.tap.seen.clear()
        self.world.synapse.seen.clear()
        body = json.dumps({"edus": [{"content": "x" * 3_000_000}]}).encode()  # as large as after an outage
        self.assertEqual(self.send("17%2F1?x=%20", body)[0], 200)
        wait_for(lambda: self.world.tap.paths()[-1:] == [SEND + "17%2F1?x=%20"])
        for seen in (self.world.tap.seen, self.world.synapse.seen):
            ours = [(m, p, b, h) for m, p, b, h in seen if not p.endswith("warm")]  # of which a copy may come late
            self.assertEqual([(m, p, b) for m, p, b, _ in ours], [("PUT", SEND + "17%2F1?x=%20", body)])
            self.assertEqual(ours[0][3].get_all("Authorization"), ["X-Matrix origin=\"a\",sig=\"b/+=\""])
        last = self.world.synapse.seen[0][3]["X-Forwarded-For"].split(",")[-1].strip()
        self.assertEqual(last, "127.0.0.1", "Synapse still hears of the client from the proxy in front")
        # The other federation traffic goes the old way.
        self.ask("GET", "/_matrix/federation/v1/version", token=None, port=self.world.federation_port, host=f"{FEDERATION_HOST}:8448")
        self.assertNotIn("/_matrix/federation/v1/version", self.world.tap.paths())
        self.assertEqual(self.world.synapse.paths()[-1], "/_matrix/federation/v1/version")
        # A tap that hangs keeps nobody's transaction.
        self.world.tap.hangs = True
        began = time.monotonic()
        for number in range(4):
            self.assertEqual(self.send(f"late{number}", b"{}")[0], 200)
        self.assertLess(time.monotonic() - began, 3)


class NginxTest(Proxy, unittest.TestCase):
    program, start, tap_is_behind = "nginx", start_nginx, False


class HaproxyTest(Proxy, unittest.TestCase):
    program, start = "haproxy", start_haproxy


class CaddyTest(Proxy, unittest.TestCase):
    program, start = "caddy", start_caddy


class ApacheTest(Proxy, unittest.TestCase):
    program, start = "apache2", start_apache


SKIPPED = []

if __name__ == "__main__":
    GATEWAY, RESOURCES = sys.argv[1], pathlib.Path(sys.argv[2])
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    result = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]], exit=False).result
    sys.exit(1 if not result.wasSuccessful() else SKIP if len(set(SKIPPED)) == 4 else 0)
