#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the client API of a Synapse that is stopped, so that its database can be compared before and after:
standin.py PORT ADMIN. Whoever asks is the admin; /keys/query fails as if the remote were down."""
import http.server
import json
import sys

PORT, ADMIN = int(sys.argv[1]), sys.argv[2]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/account/whoami"):
            body = {"user_id": ADMIN, "device_id": "X"}
        elif self.path.startswith("/_synapse/admin/v1/users/"):
            body = {"admin": True}
        elif "/keys/query" in self.path:
            body = {"device_keys": {}, "failures": {"localhost:28448": {"status": 503, "message": "Not ready for retry"}}}
        elif self.path.endswith("/server_version"):
            body = {"server_version": "stand-in"}
        else:
            body = {"versions": ["v1.11"]}
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
print("ready", flush=True)
server.serve_forever()
