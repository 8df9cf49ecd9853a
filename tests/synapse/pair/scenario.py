#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the two homeservers of synapse-pair as their users would: a shared encrypted room,
devices that come, go and get renamed, to-device messages to clients that are away and to a
server that is down. Standard library only. Prints what it did, a JSON object a line.

  scenario.py seed            @admin on hs1, @bob and @carol on hs2 in one room; bob has 3 devices
  scenario.py churn N         N device changes by bob (rename, new, delete), in series
  scenario.py burst N         N device changes by bob, 8 at a time
  scenario.py queue N         N to-device messages from hs2 to devices of @admin that never sync
  scenario.py outbox N        N to-device messages from hs1 to bob (stop hs2 first: they stay queued)
"""
import base64
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import hmac
import hashlib

URL = {1: "http://127.0.0.1:18008", 2: "http://127.0.0.1:28008"}
NAME = {1: "localhost:18448", 2: "localhost:28448"}
REGISTRATION_SECRET = b"registration-secret"


def call(server, method, path, body=None, token=None, timeout=60):
    request = urllib.request.Request(URL[server] + path, method=method)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    data = None
    if body is not None:
        request.add_header("Content-Type", "application/json")
        data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, data, timeout=timeout) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {path}: {error.code} {error.read().decode()}")


def quote(text):
    return urllib.parse.quote(text, safe="")


def register(server, user, admin=False):
    nonce = call(server, "GET", "/_synapse/admin/v1/register")["nonce"]
    mac = hmac.new(REGISTRATION_SECRET, digestmod=hashlib.sha1)
    mac.update(b"\0".join([nonce.encode(), user.encode(), b"password", b"admin" if admin else b"notadmin"]))
    call(server, "POST", "/_synapse/admin/v1/register",
         {"nonce": nonce, "username": user, "password": "password", "admin": admin, "mac": mac.hexdigest()})


def login(server, user, password="password", device=None, name=None):
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
    if device:
        body["device_id"] = device
    if name:
        body["initial_device_display_name"] = name
    return call(server, "POST", "/_matrix/client/v3/login", body)


def openssl(*arguments, **files):
    """What openssl writes, given the contents of the files that its arguments name as {name}."""
    with tempfile.TemporaryDirectory() as directory:
        paths = {name: os.path.join(directory, name) for name in files}
        for name, content in files.items():
            with open(paths[name], "wb") as file:
                file.write(content)
        return subprocess.run(["openssl", *(argument.format(**paths) for argument in arguments)], check=True, capture_output=True).stdout


def base64_of(data):
    return base64.b64encode(data).decode().rstrip("=")


def upload_keys(server, session):
    """Keys as a client makes them: signed by the device (Ed25519 over canonical JSON), the same ones each time."""
    user, device = session["user_id"], session["device_id"]
    seed = hashlib.sha256((user + device).encode()).digest()
    private = bytes.fromhex("302e020100300506032b657004220420") + seed  # RFC 8410
    public = openssl("pkey", "-inform", "DER", "-in", "{key}", "-pubout", "-outform", "DER", key=private)[-32:]
    keys = {"user_id": user, "device_id": device,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {f"curve25519:{device}": base64_of(hashlib.sha256(seed).digest()), f"ed25519:{device}": base64_of(public)}}
    text = json.dumps(keys, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    signature = openssl("pkeyutl", "-sign", "-keyform", "DER", "-inkey", "{key}", "-rawin", "-in", "{text}", key=private, text=text)
    keys["signatures"] = {user: {f"ed25519:{device}": base64_of(signature)}}
    call(server, "POST", "/_matrix/client/v3/keys/upload", {"device_keys": keys}, session["access_token"])


def say(what, **more):
    print(json.dumps({"did": what, **more}), flush=True)


def seed():
    for user in ("bob", "carol"):
        register(2, user)
    admin = login(1, "admin", "admin-password", "ADMINDEV", "Admin desktop")
    upload_keys(1, admin)
    bob = login(2, "bob", device="BOBPHONE", name="Bob's phone")
    upload_keys(2, bob)
    carol = login(2, "carol", device="CAROLPC", name="Carol's PC")
    upload_keys(2, carol)
    room = call(1, "POST", "/_matrix/client/v3/createRoom", {
        "preset": "private_chat", "invite": [bob["user_id"], carol["user_id"]],
        "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
    }, admin["access_token"])["room_id"]
    for session in (bob, carol):
        call(2, "POST", f"/_matrix/client/v3/join/{quote(room)}?server_name={quote(NAME[1])}", {}, session["access_token"])
    for device, name in (("BOBLAPTOP", "Bob's laptop"), ("BOBTABLET", "Bob's tablet")):
        upload_keys(2, login(2, "bob", device=device, name=name))
    say("seed", room=room, admin=admin["user_id"], bob=bob["user_id"], carol=carol["user_id"])


def change(number):
    device = f"CHURN{number // 3}"
    if number % 3 == 0:
        upload_keys(2, login(2, "bob", device=device, name=f"churn {number}"))
    elif number % 3 == 1:
        token = login(2, "bob", device="BOBPHONE")["access_token"]
        call(2, "PUT", "/_matrix/client/v3/devices/BOBPHONE", {"display_name": f"Bob's phone {number}"}, token)
    else:
        token = login(2, "bob", device=device)["access_token"]
        call(2, "POST", "/_matrix/client/v3/logout", {}, token)


def churn(count, workers):
    started = time.time()
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(change, range(count)))
    say("churn", changes=count, at_once=workers, seconds=round(time.time() - started, 2))


def to_device(sender_server, user, password, device, target, target_devices, count):
    session = login(sender_server, user, password, device)
    for number in range(count):
        call(sender_server, "PUT", f"/_matrix/client/v3/sendToDevice/m.room_key_request/{time.time_ns()}-{number}",
             {"messages": {target: {d: {"action": "request", "request_id": str(number), "requesting_device_id": session["device_id"]}
                                    for d in target_devices}}}, session["access_token"])


def main(arguments):
    what = arguments[0] if arguments else ""
    count = int(arguments[1]) if len(arguments) > 1 else 0
    if what == "seed":
        seed()
    elif what == "churn":
        churn(count, 1)
    elif what == "burst":
        churn(count, 8)
    elif what == "queue":
        login(1, "admin", "admin-password", "IDLEDEV", "never syncs")
        to_device(2, "bob", "password", "BOBPHONE", f"@admin:{NAME[1]}", ["IDLEDEV", "ADMINDEV"], count)
        say("queue", messages=count)
    elif what == "outbox":
        to_device(1, "admin", "admin-password", "ADMINDEV", f"@bob:{NAME[2]}", ["*"], count)
        say("outbox", messages=count)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
