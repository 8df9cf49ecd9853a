# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running lockstep-lab, requests to it, and what a client or another homeserver signs."""
import base64
import http.client
import json
import pathlib
import sqlite3
import subprocess
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def quoted(text):
    return urllib.parse.quote(text, safe="")


class SigningKey:
    def __init__(self, seed=None):
        self.key = Ed25519PrivateKey.from_private_bytes(seed) if seed else Ed25519PrivateKey.generate()
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = unpadded(raw)

    def signature(self, value):
        return unpadded(self.key.sign(canonical({k: v for k, v in value.items() if k not in ("signatures", "unsigned")})))

    def sign(self, value, who, key_id):
        value.setdefault("signatures", {}).setdefault(who, {})[key_id] = self.signature(value)
        return value


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.raw = status, headers, body
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    def __getitem__(self, name):
        return self.json[name]

    def errcode(self):
        return self.json.get("errcode") if isinstance(self.json, dict) else None


class Lab:
    """Two servers with their data in a directory, so that the signing key of the second can be read: it speaks to the first."""

    def __init__(self, program, directory):
        self.directory = pathlib.Path(directory)
        self.process = subprocess.Popen([program, "--servers", "2", "--data", str(directory)], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, "the lab did not start"
        self.servers = json.loads(line)["servers"]
        self.names = [server["server_name"] for server in self.servers]
        self.ports = [urllib.parse.urlsplit(server["client_api"]).port for server in self.servers]
        with sqlite3.connect(f"file:{self.directory / (self.names[1] + '.sqlite')}?mode=ro", uri=True) as database:
            seed = database.execute("SELECT value FROM server WHERE name = 'seed'").fetchone()[0]
        self.peer = SigningKey(bytes(seed))

    def end(self):
        self.process.terminate()
        return self.process.wait(20)

    def raw(self, method, target, body=None, headers=None, server=0):
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[server], timeout=20)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def call(self, method, target, body=None, token=None, server=0):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        return self.raw(method, target, None if body is None else json.dumps(body), headers, server)

    def federation(self, method, target, body=None, **more):
        """A request of the second server to the first, signed; \a more overrides parts of the header."""
        origin = self.names[1]
        request = {"method": method, "uri": target, "origin": origin, "destination": more.get("destination", self.names[0])}
        if body is not None:
            request["content"] = body
        signature = more.get("sig") or self.peer.signature(request)
        fields = {"origin": origin, "destination": self.names[0], "key": "ed25519:lab", "sig": signature, **more}
        headers = {"Authorization": "X-Matrix " + ",".join(f'{name}="{value}"' for name, value in fields.items())}
        return self.raw(method, target, None if body is None else json.dumps(body), headers)


class Device:
    """A logged-in device with real keys."""

    def __init__(self, lab, user, device, server=0, password="a password"):
        self.lab, self.server, self.password = lab, server, password
        login = lab.call("POST", "/_matrix/client/v3/login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user},
                         "password": password, "device_id": device, "initial_device_display_name": device.lower(), "refresh_token": True}, server=server)
        assert login.status == 200, login.raw
        self.user, self.device, self.token, self.refresh = login["user_id"], login["device_id"], login["access_token"], login["refresh_token"]
        self.key = SigningKey()
        self.cross = {usage: SigningKey() for usage in ("master", "self_signing", "user_signing")}

    def call(self, method, target, body=None):
        return self.lab.call(method, target, body, self.token, self.server)

    def password_auth(self, session=None):
        auth = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": self.user}, "password": self.password}
        return {**auth, "session": session} if session else auth

    def device_keys(self):
        keys = {"user_id": self.user, "device_id": self.device, "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
                "keys": {f"curve25519:{self.device}": SigningKey().public, f"ed25519:{self.device}": self.key.public}}
        return self.key.sign(keys, self.user, f"ed25519:{self.device}")

    def one_time_keys(self, count, fallback=False):
        result = {}
        for number in range(count):
            key = {"key": SigningKey().public, **({"fallback": True} if fallback else {})}
            result[f"signed_curve25519:{'F' if fallback else 'A'}{SigningKey().public[:6]}{number}"] = self.key.sign(key, self.user, f"ed25519:{self.device}")
        return result

    def cross_signing(self):
        result = {}
        master = self.cross["master"]
        for usage, key in self.cross.items():
            value = {"user_id": self.user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
            if usage != "master":
                master.sign(value, self.user, f"ed25519:{master.public}")
            result[f"{usage}_key"] = value
        return result
