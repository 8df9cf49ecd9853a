# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the proxies' examples share: stand-ins that remember, ports, and programs that are ended."""
import contextlib
import http.server
import json
import pathlib
import signal
import socket
import subprocess
import threading
import time

SEND = "/_matrix/federation/v1/send/"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.03)
    raise AssertionError(f"not within {seconds} s")


def is_open(port):
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


class Server:
    """Answers everything with {} or what `answers` says of (method, path, token), or never; remembers the requests."""

    def __init__(self, answers=None, port=0):
        self.seen, self.hangs, self.released = [], False, threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append((self.command, self.path, body, self.headers))
                if outer.hangs:
                    outer.released.wait(30)
                token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
                status, value = answers(self.command, self.path, token) if answers else (200, {})
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_OPTIONS = answer

            def log_message(self, *_):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def paths(self):
        return [path for _, path, _, _ in self.seen]


class Program:
    """A server program that is up when this returns; `errors` is the file that it writes its complaints to."""

    def __init__(self, command, port, errors, environment=None):
        self.errors = pathlib.Path(errors)
        with self.errors.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        for _ in range(300):
            if self.process.poll() is not None or is_open(port):
                break
            time.sleep(0.05)
        if self.process.poll() is not None or not is_open(port):
            complaint = self.errors.read_text(errors="replace")
            self.stop()
            raise AssertionError(f"{command[0]} does not start: {complaint}")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
