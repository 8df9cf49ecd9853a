#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of the inspection API, with what no client of ours would send: the routes are read from app/inspection/paths.h and the names
of parameters from app/server, so that a new one is asked too. Each request is answered soon, in Matrix form, with no status that stands for
a fault of ours, and repeats no secret; the gateway lives on and has not grown.

    test_hostilerequests.py GATEWAY ROOT            a gateway beside a stand-in for Synapse
    test_hostilerequests.py --against URL ROOT      a gateway that runs; LOCKSTEP_TOKEN is an operator's

With LOCKSTEP_ALL_VALUES set each parameter of each route is given each value, otherwise every fourth, in turn."""
import contextlib
import gzip
import http.client
import itertools
import json
import os
import pathlib
import re
import socket
import sqlite3
import sys
import tempfile
import time
import unittest
from urllib.parse import quote, urlsplit

ROOT = pathlib.Path(sys.argv[-1])
sys.path[:0] = [str(ROOT / "tests/tap")]
from proxyworld import Program, Server, free_port  # noqa: E402

NAME = "home.example"
SECRET = os.environ.get("LOCKSTEP_TOKEN", "syt_secret_of_admin")
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1] + """
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
INSERT INTO devices (user_id, device_id, hidden) VALUES ('@me:home.example', 'PHONE', FALSE);
INSERT INTO device_lists_remote_extremeties VALUES ('@bob:remote.example', '7'), ('@b/ob:remote.example', '8');
INSERT INTO device_lists_remote_cache VALUES ('@bob:remote.example', 'D', '{}');
INSERT INTO device_inbox VALUES ('@me:home.example', 'PHONE', 1, '{"type": "m.x", "sender": "@bob:remote.example", "content": {}}', NULL);
INSERT INTO destinations VALUES ('remote.example', 1, 600000, 1, NULL);
"""
LOGGED = ("{at} - synapse.handlers.device - 1593 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'D', ID: '7', prev: ['6'] \n"
          "{at} - synapse.handlers.device - 1606 - INFO - PUT-1 - Received device list update for @bob:remote.example, requiring resync: False. Devices: D\n")
SOON = 15  # seconds: no test of speed; a call that hangs takes longer
GROWTH = 200_000  # KiB that all of it together may leave
# Statuses that say what is so: what was asked for is not there, not kept here, not reachable.
WELL = {200, 202, 400, 401, 403, 404, 405, 413, 414, 415, 429, 431}
# Faults that are none of ours: what is not kept here (501), the way to a server that does not exist, whose token Synapse cannot read (502).
EXCUSED = {501: "/route|/audits|/lines|/reset|/refresh|/info", 502: "/route|/reset|/refresh|/info", 503: "/reset", 504: "/route|/refresh"}
SHARE = 1 if "LOCKSTEP_ALL_VALUES" in os.environ else 4

PATHS = re.findall(r'Path<\d> \w+\{"([^"]+)"\}', (ROOT / "app/inspection/paths.h").read_text())
SERVER = "".join(p.read_text() for p in sorted((ROOT / "app/server").glob("*.*")))
NAMES = sorted(set(re.findall(r'call\.(?:query|flag|number)\(u"(\w+)"_s|readOrder\(call, u"(\w+)"|std::pair\{u"(\w+)"_s', SERVER)))
NAMES = sorted({word for found in NAMES for word in found if word})
WORDS = sorted(set(re.findall(r'\{\w+::\w+, u"(\w+)"', (ROOT / "app/inspection/apiwords.h").read_text())))

IDENTIFIERS = ["@bob:remote.example", "@me:home.example", "@nobody:remote.example", "remote.example", "[::1]:8448", "PHONE", "1", "0", "-1",
               str(2**63 - 1), str(2**63), "9" * 100, "@b/ob:remote.example", "@a\r\nX: y:remote.example", "@ü‮😀:remote.example", "@:", "@a:b:c:d", ":",
               "@" + "a" * 253 + ":x.example", "@" + "a" * 3000 + ":x.example", "a" * 300 + ".example", "'; DROP TABLE devices; --", "%", "_", "*", "..", ".",
               "<script>", "\\", '"', "a b", "\u0001", "\ufeff", "summary", "cancel", "acknowledge", "lists", "1.5", "1e3", " 1", "+1", "１"]
NUMBERS = ["0", "-1", "1", "1000", "1001", "2147483648", "4294967297", str(10**18), str(2**63 - 1), str(2**63), "9" * 400, "1.5", "1e3", "0x10", " 1", "+5", "",
           "NaN", "-0", "１", "true"]
TEXTS = ["f", "b", "f0", "b1", "b0", "b-1", "f" + str(2**63 - 1), "b" + str(2**63), "open1", "open0", "open" + "9" * 30, "1 1", "@", "@bob:remote.example",
         "(a+)+$", "%%%%", "_" * 100, "*" * 200, '"', '" OR "', "NEAR(a b)", "a" * 200, "ü" * 200, "😀" * 100, "‮", "a\r\nb", "\u0001", "[]", '["a"]',
         '["a", 1]', "[" * 500, "{}", json.dumps(["@u%d:x" % i for i in range(300)]), ",", ",,,", "updates,updates", "null", "AAAA", "AAAA====", "//8=",
         "MQ==", "x" * 2049, "x" * 7000]
BROKEN = ["%", "%4", "%zz", "%00", "%ff", "%c3%28", "%ed%a0%80", "%u0041", "a%00b"]
BODIES = [b"", b"{}", b"null", b"[]", b"1", b'"x"', b"{", b'{"a":', b"\xff\xfe", b"\0", b"[" * 100_000, b'{"a":' * 100_000, b'{"method": 1}',
          b'{"method": null}', b'{"method": "federation", "users": {}}', b'{"method": "federation", "users": ["x"]}', b'{"method": "lists", "lists": 5}',
          b'{"method": "\xff"}', b'{"note": 5}', b'{"note": "' + b"n" * 2000 + b'"}', b'{"note": "\\ud800"}', b'{"limit": 1e999}', b'{"limit": 1e18}',
          b'{"limit": -1}', b"{}" + b" " * 60_000, b"\xa1aaa1", b"\xbf" * 1000, b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"]


def synapse(_method, path, token):
    if path == "/_matrix/client/versions":
        return 200, {"versions": ["v1.11"]}
    if token != SECRET:
        return 401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed."}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@admin:{NAME}"}
    if path.startswith("/_synapse/admin"):
        return 200, {"destinations": [], "total": 0, "admin": True, "server_version": "1.160.0"}
    return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}


def targets(path, identifiers=IDENTIFIERS):
    stars = path.count("*")
    first = ["@bob:remote.example", "@me:home.example", "remote.example", "1"]
    sets = [identifiers] if stars == 1 else [first, identifiers]
    if stars == 0:
        yield path
        return
    for chosen in itertools.product(*sets):
        parts = iter(chosen)
        yield re.sub(r"\*", lambda _: quote(next(parts), safe=""), path)


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.program = None
        if sys.argv[1] == "--against":
            cls.address = (urlsplit(sys.argv[2]).hostname, urlsplit(sys.argv[2]).port)
        else:
            cls.begin(sys.argv[1])
        cls.connection = None
        cls.asked, cls.slowest = 0, (0, "")
        cls.memory = cls.resident()

    @classmethod
    def begin(cls, gateway):
        folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-hostile-")))
        stand_in = Server(synapse)
        cls.stack.callback(stand_in.stop)
        with contextlib.closing(sqlite3.connect(folder / "homeserver.db")) as database:
            database.executescript(TABLES)
        (folder / "homeserver.log").write_text(LOGGED.format(at=time.strftime("%Y-%m-%d %H:%M:%S,000")))
        cls.address = ("127.0.0.1", free_port())
        cls.program = Program([gateway, "--server-name", NAME, "--client-api", f"http://127.0.0.1:{stand_in.port}", "--database",
                               f"sqlite:{folder / 'homeserver.db'}", "--log", folder / "homeserver.log", "--history", folder / "history.sqlite",
                               "--listen", "%s:%d" % cls.address], cls.address[1], folder / "errors")
        cls.stack.callback(cls.program.stop)

    @classmethod
    def tearDownClass(cls):
        cls.forget()
        cls.stack.close()

    @classmethod
    def forget(cls):
        if cls.connection:
            cls.connection.close()
        cls.connection = None

    @classmethod
    def resident(cls):
        if not cls.program:
            return 0
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{cls.program.process.pid}/status").read_text())[1])

    def tearDown(self):
        if self.program:
            errors = self.program.errors.read_text(errors="replace")
            self.assertIsNone(self.program.process.poll(), errors[-3000:])
            self.assertNotIn(SECRET, errors)
            self.assertNotIn("could not be answered", errors)  # an exception that came as far as the server
            if "libasan" not in pathlib.Path(f"/proc/{self.program.process.pid}/maps").read_text():  # which keeps what was freed
                self.assertLess(self.resident() - self.memory, GROWTH)

    def ask(self, *request, **more):
        return self.answer(*request, **more)[0]

    def answer(self, method, target, body=None, headers=None, token=SECRET):
        """The answer to one request on a connection that is kept; what every answer has to be is checked here."""
        type(self).asked += 1
        about, began = f"{method} {target[:300]} {body[:60] if body else ''} {headers or ''}", time.monotonic()
        for attempt in (1, 2):
            if not self.connection:
                type(self).connection = http.client.HTTPConnection(*self.address, timeout=SOON)
            try:
                self.connection.request(method, target, body, {**({"Authorization": "Bearer " + token} if token else {}), **(headers or {})})
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except TimeoutError:
                self.fail(f"no answer: {about}")
            except (OSError, http.client.HTTPException) as problem:
                self.forget()
                if attempt == 2:
                    self.fail(f"{problem!r}: {about}")
        if answer.will_close:
            self.forget()
        type(self).slowest = max(self.slowest, (time.monotonic() - began, about))
        excused = re.search(EXCUSED.get(answer.status, "$^"), urlsplit(target).path)
        self.assertTrue(answer.status in WELL or excused, f"{about}: {answer.status} {content[:300]}")
        self.assertNotIn(SECRET.encode(), content + str(answer.headers).encode(), about)
        if answer.status >= 400 and method != "HEAD":
            told = json.loads(content)
            self.assertTrue(told["errcode"].startswith("M_") and told["error"], about)
            self.assertLess(len(content), 4000, about)  # what was sent is not sent back as a whole
            self.assertIsNone(re.search(r"(?i)sqlite|postgres|select |syntax error|/tmp/|\.cpp", told["error"]), f"{about}: {content[:300]}")
        self.assertNotIn("\n", "".join(answer.headers.values()), about)
        return answer.status, content

    def raw(self, data, ends=True):
        """What comes for these bytes, in which the client then closes its side; statuses of all answers."""
        with socket.create_connection(self.address, timeout=SOON) as client:
            with contextlib.suppress(OSError):
                client.sendall(data)
                if ends:
                    client.shutdown(socket.SHUT_WR)
            got = b""
            with contextlib.suppress(ConnectionResetError):
                while part := client.recv(65536):
                    got += part
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", got) if status != b"100"]

    def head(self, method, target, *lines):
        return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: a", f"Authorization: Bearer {SECRET}", *lines, "", ""]).encode()

    def gets(self):
        """Paths that GET answers, with one identifier that is good for each."""
        good = ["@bob:remote.example", "@bob:remote.example", "remote.example"]
        return [re.sub(r"\*", quote(good[0] if "user" in path or "cases" in path or "own" in path else good[2]), path) for path in PATHS
                if not path.startswith("/_matrix") and not path.endswith(("/check", "/route", "/*/*"))]  # a look at everything; a question to the resolver

    # --- what is asked for

    def test_there_are_routes(self):
        self.assertGreater(len(PATHS), 30)
        self.assertGreater(len(NAMES), 15)
        self.assertEqual(self.ask("GET", "/_lockstep/v1/info"), 200)

    def test_identifiers(self):
        for path in PATHS:
            for target in targets(path):
                self.ask("GET", target)
            # and such as no quoting makes, which goes out as it is
            for broken in BROKEN if "*" in path else []:
                self.assertEqual(self.ask("GET", path.replace("*", broken)), 400)

    def test_parameters(self):
        for i, (path, name, value) in enumerate(itertools.product(self.gets(), NAMES, NUMBERS + TEXTS)):
            if i % SHARE:
                continue
            if name == "timeout" and path.endswith("/events") and value.isdigit() and int(value) > 1000:
                continue  # it would wait, as it should
            self.ask("GET", f"{path}?{name}={quote(value)}")

    def test_words_of_the_api(self):
        for path, name, value in itertools.product(self.gets()[::SHARE], ("state", "kind", "outcome", "action", "of", "order", "dir"), WORDS):
            self.ask("GET", f"{path}?{name}={value}")

    def test_queries_that_are_none(self):
        for path in self.gets():
            for broken in BROKEN:
                self.assertEqual(self.ask("GET", f"{path}?limit={broken}"), 400)
                self.assertEqual(self.ask("GET", f"{path}?{broken}=1"), 400)
            self.assertEqual(self.ask("GET", f"{path}?x={'a' * 9000}"), 414)
            for query in ("&&&===", "limit=5&limit=-1", "limit=-1&limit=5", "?" * 500, "a&" * 3500, "=" * 8000, "limit", "limit[]=5", "access_token=" + "x" * 50):
                self.ask("GET", f"{path}?{query}")

    def test_places_of_other_lists(self):
        """`next` of each list, given to all others, cut off, and made longer."""
        places = {"b1"}
        for path in self.gets():
            status, content = self.answer("GET", path + "?limit=1")
            if status == 200 and content.startswith(b"{"):
                places.add(str(json.loads(content).get("next") or "b1"))
        for path, place in itertools.product(self.gets(), sorted(places)):
            for given in (place, place[:-1], place[: len(place) // 2], place + "A", place + place, place.swapcase(), place[::-1]):
                self.ask("GET", f"{path}?after={quote(given, safe='')}")

    # --- how it is asked for

    def test_methods(self):
        for path in PATHS:
            target = next(targets(path, ["@bob:remote.example"]))
            self.ask("HEAD", target)
            for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
                self.assertIn(self.ask(method, target), {200, 404, 405})
            self.assertIn(self.ask("BREW", target), {400, 405})
            for method in ("GET", "POST"):
                self.assertIn(self.ask(method, target, token=None), {401, 404, 405})

    def test_bodies(self):
        for path in PATHS:
            waiting = "?timeout=0" if path.endswith("/refresh") else ""
            for target in (t + waiting for t in targets(path, ["@bob:remote.example", "cancel", "acknowledge"])):
                if self.ask("POST", target, b"{}") in (404, 405) and "audits" not in path and "incidents" not in path:
                    continue
                for body in BODIES:
                    self.ask("POST", target, body)
                self.assertEqual(self.ask("POST", target, b"{}", {"Content-Encoding": "gzip"}), 415)

    def test_headers(self):
        for path in self.gets():
            for name, value in (("If-None-Match", "*"), ("If-None-Match", '"' + "x" * 5000 + '"'), ("If-None-Match", ",,,"), ("If-Match", "x"),
                                ("If-Modified-Since", "yesterday"), ("Range", "bytes=0-0,-1"), ("Accept", "x" * 5000), ("Accept-Encoding", "gzip;q=9"),
                                ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "x" * 5000), ("X-Forwarded-For", ",,,"), ("Cookie", "a=b" * 3000),
                                ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("TE", "trailers"), ("Origin", "null"), ("Referer", "\x7f")):
                self.ask("GET", path, headers={name: value})

    def test_transport(self):
        """However the bytes are framed: an answer, or none where the request is not whole; never two for one."""
        for path in self.gets() + ["/_lockstep/v1/audits"]:
            method = "POST" if path == "/_lockstep/v1/audits" else "GET"
            chunked = self.head(method, path, "Transfer-Encoding: chunked")
            for cut in (b"", b"5", b"5\r\n", b"5\r\nab", b"5\r\nabcde\r\n", b"5\r\nabcde\r\n0\r\n", b"ffffffffffffffff\r\n", b"-1\r\n", b"0x5\r\nabcde\r\n0\r\n\r\n"):
                self.assertLessEqual(len(self.raw(chunked + cut)), 1)
            long = self.head(method, path, "Content-Length: 10485760")
            self.assertIn(self.raw(long + b"x" * 1_000_000), ([413], [400], []))
            self.assertEqual(self.raw(self.head(method, path, "Content-Encoding: gzip", "Content-Length: 30") + gzip.compress(b"{}" * 99)[:30]), [415])
            self.assertLessEqual(len(self.raw(self.head(method, path, "Expect: 100-continue", "Content-Length: 2") + b"{}")), 1)
            self.assertLessEqual(len(self.raw(self.head(method, path, "Expect: a miracle", "Content-Length: 2") + b"{}")), 1)
            if method == "GET" and not path.endswith("/events"):
                self.assertEqual(len(self.raw(self.head("GET", path) * 30)), 30)

    def test_limits_of_a_token(self):
        for token in ("x" * 4000, "x" * 5000, "a,b", "a b", "%00", "..", "=", "~" * 100):
            self.assertIn(self.ask("GET", "/_lockstep/v1/info", token=token), {401, 502})


if __name__ == "__main__":
    began = time.monotonic()
    done = unittest.main(argv=sys.argv[:1], exit=False)
    print(f"{HostileTest.asked} requests in {time.monotonic() - began:.1f} s; the slowest took %.2f s: %s" % HostileTest.slowest, file=sys.stderr)
    sys.exit(not done.result.wasSuccessful())
