#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped nginx examples in a real nginx, beside the location that Synapse's documentation gives: test_nginx.py RESOURCES

Stand-ins answer for Synapse, the gateway and the tap, and remember what came to whom."""
import http.client
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import unittest

from proxyworld import SEND, Program, Server, free_port

RESOURCES = pathlib.Path()
SKIP = 77  # what ctest takes as "skipped"
# As "Using a reverse proxy with Synapse" has it.
DOCUMENTED = """
    location ~ ^(/_matrix|/_synapse/client) {
        proxy_pass http://127.0.0.1:8008;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Host $host:$server_port;
        client_max_body_size 50M;
        proxy_http_version 1.1;
    }
"""


class NginxTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="lockstep-nginx-")
        self.addCleanup(self.directory.cleanup)
        self.synapse, self.gateway, self.tap = Server(), Server(), Server()
        for server in (self.synapse, self.gateway, self.tap):
            self.addCleanup(server.stop)
        self.port = free_port()

    def example(self, name):
        """A shipped file, with the stand-ins' ports in place of the documented ones."""
        text = (RESOURCES / "nginx" / name).read_text(encoding="utf-8")
        for documented, server in (("8008", self.synapse), ("8779", self.gateway), ("8780", self.tap)):
            text = text.replace(f"127.0.0.1:{documented}", f"127.0.0.1:{server.port}")
        return text

    def start(self, locations, http_block=""):
        directory = self.directory.name
        paths = "".join(f"{kind}_temp_path {directory}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        locations = locations.replace("http://127.0.0.1:8008", f"http://127.0.0.1:{self.synapse.port}")
        with open(f"{directory}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(f"pid {directory}/pid; error_log {directory}/errors; worker_processes 1; daemon off; events {{}}\n"
                       f"http {{ access_log off; {paths}\n{http_block}\n"
                       f"server {{ listen 127.0.0.1:{self.port};\n{locations}\n}} }}\n")
        self.nginx = Program(["nginx", "-c", f"{directory}/nginx.conf"], self.port, f"{directory}/output")
        self.addCleanup(lambda: self.nginx.stop(signal.SIGQUIT if not self.tap.hangs else signal.SIGTERM))

    def call(self, method, path, body=b"{}", headers=None, connection=None):
        used = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        used.request(method, path, body, headers or {})
        response = used.getresponse()
        response.read()
        if not connection:
            used.close()
        return response.status

    def wait_for(self, what):
        for _ in range(100):
            if what():
                return
            time.sleep(0.05)
        self.fail("not within 5 s")

    def routes(self, locations):
        self.start(locations)
        body = b'{"edus":[],"pdus":[]}'
        self.assertEqual(self.call("PUT", SEND + "17%2F1?x=%20", body, {"Authorization": 'X-Matrix origin="a"'}), 200)
        self.wait_for(lambda: self.tap.seen)
        for seen in (self.tap.seen, self.synapse.seen):
            self.assertEqual([(m, p, b) for m, p, b, _ in seen], [("PUT", SEND + "17%2F1?x=%20", body)])
            self.assertEqual(seen[0][3]["Authorization"], 'X-Matrix origin="a"')
        unstable = "/_matrix/client/unstable/org.matrix.msc2638/user/{}/devices/refresh"
        to_gateway = [("POST", unstable.format("@a:b.example")), ("POST", unstable.format("%40a%2Fb%3Ab.example")),
                      ("GET", "/_lockstep/v1/users/%40a%2Fb%3Ab.example")]
        to_synapse = [("GET", "/_matrix/client/versions"), ("POST", "/_matrix/client/v3/keys/query"),
                      ("GET", "/_matrix/client/v3/user/@a:b.example/filter/1"), ("GET", "/_matrix/federation/v1/version")]
        for method, path in to_gateway + to_synapse:
            self.call(method, path, headers={"X-Forwarded-For": "invented"})
        self.assertEqual(self.gateway.paths(), [path for _, path in to_gateway])
        self.assertEqual(self.synapse.paths()[1:], [path for _, path in to_synapse])
        self.assertEqual({headers["X-Forwarded-For"] for _, _, _, headers in self.gateway.seen}, {"127.0.0.1"})

    def test_before_synapse(self):
        self.routes(self.example("lockstep-tap.conf") + self.example("lockstep.conf") + DOCUMENTED)
        # Here the order matters, and the file says so.
        stable = ["/_matrix/client/v3/user/%40a%2Fb%3Ab.example/devices/refresh", "/_matrix/client/r0/user/@a:b.example/devices/refresh"]
        for path in stable:
            self.call("POST", path)
        self.assertEqual(self.gateway.paths()[-2:], stable)

    def test_after_synapse(self):
        self.routes(DOCUMENTED + self.example("lockstep-tap.conf") + self.example("lockstep.conf"))

    def timed(self, number):
        """Seconds that each of some transactions on one connection takes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        times = []
        for i in range(number):
            began = time.monotonic()
            self.assertEqual(self.call("PUT", f"{SEND}{i}", b'{"edus":[]}', connection=connection), 200)
            times.append(time.monotonic() - began)
        connection.close()
        print("    seconds for each transaction on one connection:", " ".join(f"{t:.3f}" for t in times), flush=True)
        self.assertEqual(len(self.synapse.seen), number)
        return times

    def test_hanging_tap_delays_little(self):
        self.tap.hangs = True
        self.start(self.example("lockstep-tap.conf") + DOCUMENTED)
        self.assertLess(max(self.timed(6)), 0.7)

    def test_hanging_tap_costs_nothing_with_the_upstream(self):
        self.tap.hangs = True
        named = self.example("lockstep-tap.conf").replace(f"http://127.0.0.1:{self.tap.port}$", "http://lockstep_tap$")
        self.start(named + DOCUMENTED, self.example("lockstep-tap-upstream.conf"))
        times = self.timed(12)
        self.assertLess(max(times), 0.7)
        self.assertLess(sorted(times)[-2], 0.2, "one time-out marks it, the others do not wait")
        self.assertEqual(len(self.tap.seen), 1)

    def test_tap_that_is_gone_costs_nothing(self):
        self.tap.stop()
        self.start(self.example("lockstep-tap.conf") + DOCUMENTED)
        self.assertLess(max(self.timed(6)), 0.2)


if __name__ == "__main__":
    RESOURCES = pathlib.Path(sys.argv[1])
    os.environ["PATH"] += ":/usr/sbin"
    if not shutil.which("nginx"):
        print("!!! SKIPPED: nginx is not installed")
        sys.exit(SKIP)
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])
