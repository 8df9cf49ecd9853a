#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_answers.py LAB [SPECIFICATION]: calls every endpoint of a running lab as clients and another homeserver do, and validates each
answer, the errors too, against the OpenAPI files of the Matrix specification: those in matrix-spec/ beside this file, or in another
checkout, which the second argument or the environment variable LOCKSTEP_SPEC_DATA names."""
import json
import os
import pathlib
import re
import sys
import tempfile
import time


def skip(why):
    print(f"!!! SKIPPED: {why}")
    sys.exit(77)


OWN = pathlib.Path(__file__).resolve().parent / "matrix-spec"
DIRECTORY = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("LOCKSTEP_SPEC_DATA") or OWN
try:
    import labprocess
    import specification
except ImportError as missing:
    skip(f"the answers were not checked against the Matrix specification: {missing} (packages python3-cryptography, python3-jsonschema, python3-yaml)")

from bad_requests import check_bad_requests
from labprocess import Device, Lab, quoted

V3 = "/_matrix/client/v3"
FEDERATION = "/_matrix/federation/v1"
# What all deployed servers do and receivers rely on, although the specification has it otherwise: a device without keys is in the list.
AS_DEPLOYED = [r".*/user/devices/.* devices/\d+: 'keys' is a required property", r".*/devices(/[^/]*)? .*(display_name|last_seen_ip): None is not of type 'string'"]


class Checker:
    """Calls, and what was wrong with the answers."""

    def __init__(self, lab, spec):
        self.lab, self.spec = lab, spec
        self.found, self.answers, self.seen, self.others, self.deployed = [], 0, {}, 0, set()

    def fail(self, what, why):
        self.found.append(f"{what}: {why}")
        print(f"WRONG {what}: {why}", flush=True)

    def answer(self, what, method, target, answer, status, errcodes=None):
        """Checks one answer: status, form, errcode, and the schema of the specification where it has one."""
        self.answers += 1
        expected = status if isinstance(status, tuple) else (status,)
        what = f"{method} {target.split('?')[0]} ({what})"
        if answer.status not in expected:
            self.fail(what, f"status {answer.status}, not {status}: {answer.raw[:300]!r}")
            return answer
        if answer.headers.get("Content-Type", "").split(";")[0] != "application/json":
            self.fail(what, f"Content-Type {answer.headers.get('Content-Type')}")
        if answer.headers.get("Access-Control-Allow-Origin") != "*" and "/client/" in target:
            self.fail(what, "no CORS headers")
        if answer.json is None:
            self.fail(what, f"not JSON: {answer.raw[:200]!r}")
            return answer
        if errcodes and answer.errcode() not in errcodes:
            self.fail(what, f"errcode {answer.errcode()}, not {' or '.join(errcodes)}")
        operation = self.spec.find(method, target.split("?")[0])
        schema = operation.answer_schema(answer.status) if operation else None
        if operation:
            self.seen.setdefault(operation, set()).add(answer.status)
        else:
            self.others += 1
        is_interactive = answer.status == 401 and "flows" in answer.json
        if schema is None and answer.status >= 400:
            schema = self.spec.interactive if is_interactive else self.spec.error
        if answer.status == 401 and not is_interactive:
            schema = self.spec.error  # of the token, where the specification describes the other 401
        for problem in specification.problems(schema, answer.json) if schema else []:
            if any(re.fullmatch(pattern, f"{target} {problem}") for pattern in AS_DEPLOYED):
                self.deployed.add(f"{method} {operation.path}: {problem}")
            else:
                self.fail(what, problem)
        if answer.status >= 400 and not is_interactive and not isinstance(answer.json.get("error"), str):
            self.fail(what, "an error without a text")
        return answer

    def call(self, what, method, target, body=None, status=200, errcodes=None, by=None, server=0):
        result = by.call(method, target, body) if by else self.lab.call(method, target, body, server=server)
        return self.answer(what, method, target, result, status, errcodes)

    def federation(self, what, method, target, body=None, status=200, errcodes=None, **more):
        return self.answer(what, method, target, self.lab.federation(method, target, body, **more), status, errcodes)


def until(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


def check_open(check):
    for server in (0, 1):
        check.call("discovery", "GET", "/.well-known/matrix/client", server=server)
        check.call("discovery", "GET", "/.well-known/matrix/server", server=server)
        check.call("versions", "GET", "/_matrix/client/versions", server=server)
        check.call("flows", "GET", f"{V3}/login", server=server)
        check.call("keys", "GET", "/_matrix/key/v2/server", server=server)
        check.call("keys", "GET", "/_matrix/key/v2/server/ed25519:lab", server=server)
        check.call("version", "GET", f"{FEDERATION}/version", server=server)
    check.call("no OAuth", "GET", "/_matrix/client/v1/auth_metadata", status=404, errcodes=["M_UNRECOGNIZED"])
    check.call("free name", "GET", f"{V3}/register/available?username=nobody", status=200)


def register(check, name, server=0):
    body = {"username": name, "password": "a password", "inhibit_login": True}
    stages = check.call("stages", "POST", f"{V3}/register", body, status=401, server=server)
    body["auth"] = {"type": "m.login.dummy", "session": stages["session"]}
    check.call("new user", "POST", f"{V3}/register", body, server=server)
    check.call("taken", "POST", f"{V3}/register", body, status=400, errcodes=["M_USER_IN_USE"], server=server)
    check.call("taken", "GET", f"{V3}/register/available?username={name}", status=400, errcodes=["M_USER_IN_USE"], server=server)


def check_sessions(check):
    lab = check.lab
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "alice"}, "password": "a password"}
    session = check.call("local name", "POST", f"{V3}/login", {**login, "refresh_token": True, "device_id": "SESSION"})
    check.call("full user ID", "POST", f"{V3}/login", {**login, "identifier": {"type": "m.id.user", "user": "@alice:alpha.lab"}})
    check.call("wrong password", "POST", f"{V3}/login", {**login, "password": "wrong"}, 403, ["M_FORBIDDEN"])
    check.call("unknown user", "POST", f"{V3}/login", {**login, "identifier": {"type": "m.id.user", "user": "nobody"}}, 403, ["M_FORBIDDEN"])
    check.call("unknown type", "POST", f"{V3}/login", {"type": "m.login.token", "token": "x"}, 400, ["M_UNKNOWN"])
    check.call("third-party identifier", "POST", f"{V3}/login", {**login, "identifier": {"type": "m.id.thirdparty", "medium": "email", "address": "a@b.c"}}, 403, ["M_FORBIDDEN"])
    check.call("device *", "POST", f"{V3}/login", {**login, "device_id": "*"}, 400, ["M_INVALID_PARAM"])
    check.call("guests", "POST", f"{V3}/register?kind=guest", {}, 403, ["M_GUEST_ACCESS_FORBIDDEN", "M_FORBIDDEN"])
    check.call("bad name", "POST", f"{V3}/register", {"username": "Upper Case", "password": "x", "auth": {"type": "m.login.dummy"}}, 400, ["M_INVALID_USERNAME"])
    check.call("unknown refresh token", "POST", f"{V3}/refresh", {"refresh_token": "nonsense"}, 401, ["M_UNKNOWN_TOKEN"])
    fresh = check.call("refresh", "POST", f"{V3}/refresh", {"refresh_token": session["refresh_token"]})
    answer = lab.call("GET", f"{V3}/account/whoami", token=fresh["access_token"])
    check.answer("new token", "GET", f"{V3}/account/whoami", answer, 200)
    check.answer("old token", "GET", f"{V3}/account/whoami", lab.call("GET", f"{V3}/account/whoami", token=session["access_token"]), 401, ["M_UNKNOWN_TOKEN"])
    check.call("no token", "GET", f"{V3}/account/whoami", status=401, errcodes=["M_MISSING_TOKEN"])
    check.answer("token in the query", "GET", f"{V3}/account/whoami", lab.call("GET", f"{V3}/account/whoami?access_token={fresh['access_token']}"), 200)
    check.answer("logout", "POST", f"{V3}/logout", lab.raw("POST", f"{V3}/logout", b"null", {"Authorization": "Bearer " + fresh["access_token"]}), 200)
    check.answer("after logout", "POST", f"{V3}/logout", lab.call("POST", f"{V3}/logout", {}, fresh["access_token"]), 401, ["M_UNKNOWN_TOKEN"])
    everywhere = check.call("one more", "POST", f"{V3}/login", login)["access_token"]
    check.answer("all devices", "POST", f"{V3}/logout/all", lab.call("POST", f"{V3}/logout/all", {}, everywhere), 200)


def check_devices(check, alice):
    check.call("list", "GET", f"{V3}/devices", by=alice)
    check.call("own", "GET", f"{V3}/devices/{alice.device}", by=alice)
    check.call("unknown", "GET", f"{V3}/devices/NOSUCH", status=404, errcodes=["M_NOT_FOUND"], by=alice)
    check.call("rename", "PUT", f"{V3}/devices/{alice.device}", {"display_name": "Alice's pc"}, by=alice)
    check.call("nothing", "PUT", f"{V3}/devices/{alice.device}", {}, by=alice)
    check.call("unknown", "PUT", f"{V3}/devices/NOSUCH", {"display_name": "x"}, 404, ["M_NOT_FOUND"], by=alice)
    check.call("long name", "PUT", f"{V3}/devices/{alice.device}", {"display_name": "x" * 500}, 400, ["M_TOO_LARGE"], by=alice)
    for name in ("GONE1", "GONE2", "GONE/3 %"):
        if " " not in name:
            Device(check.lab, "alice", name)
    ask = check.call("stages", "DELETE", f"{V3}/devices/GONE1", {}, 401, by=alice)
    check.call("wrong password", "DELETE", f"{V3}/devices/GONE1", {"auth": {**alice.password_auth(ask["session"]), "password": "no"}}, 401, by=alice)
    check.call("authenticated", "DELETE", f"{V3}/devices/GONE1", {"auth": alice.password_auth(ask["session"])}, by=alice)
    check.call("gone already", "DELETE", f"{V3}/devices/GONE1", {"auth": alice.password_auth()}, by=alice)
    ask = check.call("stages", "POST", f"{V3}/delete_devices", {"devices": ["GONE2"]}, 401, by=alice)
    check.call("authenticated", "POST", f"{V3}/delete_devices", {"devices": ["GONE2"], "auth": alice.password_auth(ask["session"])}, by=alice)


def check_keys(check, alice, bob):
    keys = alice.device_keys()
    check.call("first upload", "POST", f"{V3}/keys/upload",
               {"device_keys": keys, "one_time_keys": alice.one_time_keys(5), "fallback_keys": alice.one_time_keys(1, fallback=True)}, by=alice)
    check.call("count only", "POST", f"{V3}/keys/upload", {}, by=alice)
    check.call("again", "POST", f"{V3}/keys/upload", {"device_keys": keys}, by=alice)
    check.call("another's keys", "POST", f"{V3}/keys/upload", {"device_keys": bob.device_keys()}, 400, ["M_INVALID_PARAM"], by=alice)
    check.call("upload", "POST", f"{V3}/keys/upload", {"device_keys": bob.device_keys(), "one_time_keys": bob.one_time_keys(2)}, by=bob)
    cross = alice.cross_signing()
    check.call("no master", "POST", f"{V3}/keys/device_signing/upload", {"self_signing_key": cross["self_signing_key"]}, 400, ["M_MISSING_PARAM"], by=alice)
    stranger = {**cross, "self_signing_key": bob.cross_signing()["self_signing_key"]}
    check.call("another's key", "POST", f"{V3}/keys/device_signing/upload", stranger, 400, ["M_INVALID_PARAM", "M_INVALID_SIGNATURE"], by=alice)
    forged = json.loads(json.dumps(cross))
    forged["self_signing_key"]["signatures"][alice.user] = {f"ed25519:{alice.cross['master'].public}": "A" * 86}
    check.call("forged", "POST", f"{V3}/keys/device_signing/upload", forged, 400, ["M_INVALID_SIGNATURE"], by=alice)
    check.call("first", "POST", f"{V3}/keys/device_signing/upload", cross, by=alice)
    check.call("the same again", "POST", f"{V3}/keys/device_signing/upload", cross, by=alice)
    signing = alice.cross["self_signing"]
    signed = signing.sign(json.loads(json.dumps(keys)), alice.user, f"ed25519:{signing.public}")
    check.call("own device", "POST", f"{V3}/keys/signatures/upload", {alice.user: {alice.device: signed}}, by=alice)
    refused = check.call("unknown device", "POST", f"{V3}/keys/signatures/upload", {alice.user: {"NOSUCH": signed}}, by=alice)
    if not refused.json.get("failures"):
        check.fail("signatures/upload", "an unknown device's signature was taken")
    new = Device(check.lab, "alice", "RESETTER")
    reset = new.cross_signing()
    ask = check.call("reset needs a password", "POST", f"{V3}/keys/device_signing/upload", reset, 401, by=new)
    check.call("reset", "POST", f"{V3}/keys/device_signing/upload", {**reset, "auth": new.password_auth(ask["session"])}, by=new)
    check.call("local and remote", "POST", f"{V3}/keys/query", {"device_keys": {alice.user: [], bob.user: []}, "timeout": 5000}, by=alice)
    check.call("one device", "POST", f"{V3}/keys/query", {"device_keys": {alice.user: [alice.device]}}, by=alice)
    unreachable = check.call("unreachable server", "POST", f"{V3}/keys/query", {"device_keys": {"@x:nowhere.example": []}}, by=alice)
    if "nowhere.example" not in unreachable["failures"]:
        check.fail("keys/query", "an unreachable server is not among the failures")
    for what in ("one-time key", "one-time key", "none left"):
        check.call(what, "POST", f"{V3}/keys/claim", {"one_time_keys": {bob.user: {bob.device: "signed_curve25519"}}, "timeout": 5000}, by=alice)
    check.call("unreachable server", "POST", f"{V3}/keys/claim", {"one_time_keys": {"@x:nowhere.example": {"D": "signed_curve25519"}}}, by=alice)
    for number in range(6):
        check.call(f"local key {number}", "POST", f"{V3}/keys/claim", {"one_time_keys": {alice.user: {alice.device: "signed_curve25519"}}}, by=alice)


def check_rooms(check, alice, bob):
    room = check.call("create", "POST", f"{V3}/createRoom", {"name": "A room", "invite": [bob.user], "preset": "private_chat",
                      "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]}, by=alice)["room_id"]
    path = quoted(room)
    until("the invitation arrives", lambda: room in check.call("invited", "GET", f"{V3}/sync", by=bob)["rooms"].get("invite", {}))
    check.call("not in it", "GET", f"{V3}/rooms/{path}/state", status=403, errcodes=["M_FORBIDDEN"], by=bob)
    check.call("join", "POST", f"{V3}/join/{path}", {}, by=bob)
    check.call("again", "POST", f"{V3}/rooms/{path}/join", {}, by=bob)
    check.call("unknown room", "POST", f"{V3}/join/{quoted('!nothing:alpha.lab')}", {}, (403, 404), by=alice)
    for person in (alice, bob):
        until("both are in it", lambda: len(check.call("members", "GET", f"{V3}/rooms/{path}/joined_members", by=person)["joined"]) == 2)
        for what in ("state", "members", "state/m.room.create", "state/m.room.name/", "state/m.room.encryption", "state/m.room.member/" + quoted(alice.user)):
            check.call(what, "GET", f"{V3}/rooms/{path}/{what}", by=person)
        check.call("no such state", "GET", f"{V3}/rooms/{path}/state/m.room.topic", status=404, errcodes=["M_NOT_FOUND"], by=person)
        check.call("rooms", "GET", f"{V3}/joined_rooms", by=person)
        check.call("profile", "GET", f"{V3}/profile/{quoted(person.user)}", by=person)
        check.call("profile", "GET", f"{V3}/profile/{quoted(person.user)}/displayname", by=person)
    check.call("nobody", "GET", f"{V3}/profile/{quoted('@nobody:alpha.lab')}", status=404, errcodes=["M_NOT_FOUND"], by=alice)
    for number in range(15):
        sent = check.call("message", "PUT", f"{V3}/rooms/{path}/send/m.room.encrypted/t{number}", {"number": number}, by=bob)["event_id"]
    if sent != check.call("again", "PUT", f"{V3}/rooms/{path}/send/m.room.encrypted/t14", {"number": 14}, by=bob)["event_id"]:
        check.fail("send", "a retransmission is another event")
    check.call("float", "PUT", f"{V3}/rooms/{path}/send/m.room.message/f", {"x": 1.5}, 400, ["M_BAD_JSON"], by=bob)
    check.call("large", "PUT", f"{V3}/rooms/{path}/send/m.room.message/l", {"x": "x" * 70_000}, 413, ["M_TOO_LARGE"], by=bob)
    for person in (alice, bob):
        until("the messages arrive", lambda: check.call("event", "GET", f"{V3}/rooms/{path}/event/{quoted(sent)}", status=(200, 404), by=person).status == 200)
        timeline = check.call("timeline", "GET", f"{V3}/sync", by=person)["rooms"]["join"][room]["timeline"]
        sent_numbers = lambda events: [event["content"]["number"] for event in events if event["type"] == "m.room.encrypted"]
        numbers, position = sent_numbers(timeline["events"]), timeline["prev_batch"]
        older = check.call("older ones", "GET", f"{V3}/rooms/{path}/messages?dir=b&limit=3&from={position}", by=person)
        oldest = check.call("the oldest", "GET", f"{V3}/rooms/{path}/messages?dir=b&limit=30&from={older['end']}", by=person)
        numbers = sent_numbers(reversed(older["chunk"] + oldest["chunk"])) + numbers
        if not timeline["limited"] or numbers != list(range(15)):
            check.fail("messages", f"not all in order: {numbers}")
        check.call("forwards", "GET", f"{V3}/rooms/{path}/messages?dir=f&limit=100", by=person)
        check.call("no direction", "GET", f"{V3}/rooms/{path}/messages", status=400, by=person)
    check.call("invite", "POST", f"{V3}/rooms/{path}/invite", {"user_id": "@admin:beta.lab"}, by=alice)
    check.call("not allowed", "POST", f"{V3}/rooms/{path}/invite", {"user_id": bob.user}, 403, ["M_FORBIDDEN"], by=alice)
    open_room = check.call("public", "POST", f"{V3}/createRoom", {"preset": "public_chat"}, by=alice)["room_id"]
    check.call("without an invitation", "POST", f"{V3}/join/{quoted(open_room)}", {}, by=bob)
    check.call("name", "PUT", f"{V3}/rooms/{quoted(open_room)}/state/m.room.name/", {"name": "Renamed"}, by=alice)
    until("the name arrives", lambda: check.call("name", "GET", f"{V3}/rooms/{quoted(open_room)}/state/m.room.name", status=(200, 404), by=bob).json.get("name") == "Renamed")
    check.call("encryption", "PUT", f"{V3}/rooms/{quoted(open_room)}/state/m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, by=alice)
    check.call("topic", "PUT", f"{V3}/rooms/{quoted(open_room)}/state/m.room.topic", {"topic": "x"}, by=bob)
    check.call("the creator's", "PUT", f"{V3}/rooms/{quoted(open_room)}/state/m.room.power_levels", {}, 403, ["M_FORBIDDEN"], by=bob)
    said = check.call("message", "PUT", f"{V3}/rooms/{quoted(open_room)}/send/m.room.message/r", {"msgtype": "m.text", "body": "too much"}, by=bob)["event_id"]
    check.call("redact", "PUT", f"{V3}/rooms/{quoted(open_room)}/redact/{quoted(said)}/r", {"reason": "x"}, by=bob)
    check.call("context", "GET", f"{V3}/rooms/{quoted(open_room)}/context/{quoted(said)}?limit=3", by=alice)
    private = check.call("private", "POST", f"{V3}/createRoom", {}, by=alice)["room_id"]
    check.call("not invited", "POST", f"{V3}/join/{quoted(private)}", {}, 403, ["M_FORBIDDEN"], by=bob)
    check.call("kick", "POST", f"{V3}/rooms/{quoted(open_room)}/kick", {"user_id": bob.user}, by=alice)
    other = check.call("another room", "POST", f"{V3}/createRoom", {}, by=alice)["room_id"]
    check.call("leave", "POST", f"{V3}/rooms/{quoted(other)}/leave", {}, by=alice)
    check.call("forget", "POST", f"{V3}/rooms/{quoted(other)}/forget", {}, by=alice)
    return room


def check_sync(check, alice, bob):
    first = check.call("initial", "GET", f"{V3}/sync", by=alice)
    since = first["next_batch"]
    check.call("incremental", "GET", f"{V3}/sync?since={since}&timeout=0&set_presence=offline", by=alice)
    check.call("full state", "GET", f"{V3}/sync?since={since}&full_state=true&timeout=30000", by=alice)
    check.call("bad since", "GET", f"{V3}/sync?since=nonsense", status=400, errcodes=["M_INVALID_PARAM"], by=alice)
    inline = quoted(json.dumps({"room": {"rooms": [], "timeline": {"limit": 1}}, "presence": {"types": []}, "account_data": {"types": []}}))
    check.call("inline filter", "GET", f"{V3}/sync?filter={inline}", by=alice)
    check.call("bad inline filter", "GET", f"{V3}/sync?filter=%7Bnonsense", status=400, by=alice)
    own = f"{V3}/user/{quoted(alice.user)}"
    made = check.call("filter", "POST", f"{own}/filter", {"room": {"state": {"lazy_load_members": True}}, "event_fields": ["type", "content"]}, by=alice)["filter_id"]
    check.call("filter", "GET", f"{own}/filter/{made}", by=alice)
    check.call("no such filter", "GET", f"{own}/filter/9999", status=404, errcodes=["M_NOT_FOUND"], by=alice)
    check.call("another's", "POST", f"{V3}/user/{quoted(bob.user)}/filter", {}, 403, ["M_FORBIDDEN"], by=alice)
    check.call("another's", "GET", f"{V3}/user/{quoted(bob.user)}/filter/{made}", None, 403, ["M_FORBIDDEN"], by=alice)
    check.call("stored filter", "GET", f"{V3}/sync?filter={made}", by=alice)
    check.call("unknown filter", "GET", f"{V3}/sync?filter=9999", status=(400, 404), by=alice)
    check.call("changes", "GET", f"{V3}/keys/changes?from={since}&to={since}", by=alice)
    check.call("all changes", "GET", f"{V3}/keys/changes?from=s0_0&to={since}", by=alice)
    check.call("no from", "GET", f"{V3}/keys/changes?to={since}", status=400, by=alice)
    for number in range(105):
        target = f"{V3}/sendToDevice/org.example.hello/{number}"
        check.call("message", "PUT", target, {"messages": {alice.user: {alice.device: {"number": number}}, bob.user: {"*": {"number": number}}}}, by=bob)
    check.call("again", "PUT", f"{V3}/sendToDevice/org.example.hello/0", {"messages": {alice.user: {alice.device: {"number": 0}}}}, by=bob)
    check.call("nobody", "PUT", f"{V3}/sendToDevice/org.example.hello/x", {"messages": {"@nobody:alpha.lab": {"*": {}}, "nonsense": {"*": {}}}}, by=bob)
    check.call("float", "PUT", f"{V3}/sendToDevice/org.example.hello/f", {"messages": {alice.user: {"*": {"x": 1.5}}}}, 400, ["M_BAD_JSON"], by=bob)
    numbers = []
    for size in (100, 5, 0):
        def arrived():
            answer = check.call("messages", "GET", f"{V3}/sync?since={since}", by=alice)
            return answer if len(answer["to_device"]["events"]) == size else None
        answer = until(f"{size} messages", arrived)
        numbers += [event["content"]["number"] for event in answer["to_device"]["events"]]
        since = answer["next_batch"]
    if numbers != list(range(105)):
        check.fail("sync", f"to-device messages are not in order of arrival: {numbers}")
    check.call("set", "PUT", f"{own}/account_data/org.example.x", {"a": 1.5}, by=alice)
    check.call("get", "GET", f"{own}/account_data/org.example.x", by=alice)
    check.call("none", "GET", f"{own}/account_data/org.example.y", status=404, errcodes=["M_NOT_FOUND"], by=alice)
    check.call("another's", "GET", f"{V3}/user/{quoted(bob.user)}/account_data/org.example.x", None, 403, ["M_FORBIDDEN"], by=alice)
    changed = check.call("account data in sync", "GET", f"{V3}/sync?since={since}", by=alice)
    if [event["type"] for event in changed["account_data"]["events"]] != ["org.example.x"]:
        check.fail("sync", "changed account data is not in the next sync")


def check_backup(check, alice):
    check.call("no backup", "GET", f"{V3}/room_keys/version", status=404, errcodes=["M_NOT_FOUND"], by=alice)
    backup = {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": {"public_key": "x", "signatures": {}}}
    version = check.call("new", "POST", f"{V3}/room_keys/version", backup, by=alice)["version"]
    key = {"first_message_index": 0, "forwarded_count": 0, "is_verified": True, "session_data": {"ciphertext": "x", "ephemeral": "x", "mac": "x"}}
    where = f"?version={version}"
    for path, body in (("/!a:b/s", key), ("/!a:b", {"sessions": {"t": key}}), ("", {"rooms": {"!c:d": {"sessions": {"s": key}}}})):
        check.call("store", "PUT", f"{V3}/room_keys/keys{path}{where}", body, by=alice)
        check.call("read", "GET", f"{V3}/room_keys/keys{path}{where}", by=alice)
        check.call("no such backup", "GET", f"{V3}/room_keys/keys{path}?version=99", status=404, errcodes=["M_NOT_FOUND"], by=alice)
        check.call("no version", "GET", f"{V3}/room_keys/keys{path}", status=400, errcodes=["M_MISSING_PARAM"], by=alice)
    check.call("describe", "GET", f"{V3}/room_keys/version", by=alice)
    check.call("describe", "GET", f"{V3}/room_keys/version/{version}", by=alice)
    check.call("update", "PUT", f"{V3}/room_keys/version/{version}", {**backup, "version": version}, by=alice)
    check.call("another version", "PUT", f"{V3}/room_keys/version/{version}", {**backup, "version": "99"}, 400, ["M_INVALID_PARAM"], by=alice)
    newer = check.call("newer", "POST", f"{V3}/room_keys/version", backup, by=alice)["version"]
    wrong = check.call("not the current", "PUT", f"{V3}/room_keys/keys{where}", {"rooms": {}}, 403, ["M_WRONG_ROOM_KEYS_VERSION"], by=alice)
    if wrong["current_version"] != newer:
        check.fail("room_keys", str(wrong.json))
    for path in ("/!a:b/s", "/!a:b", ""):
        check.call("delete", "DELETE", f"{V3}/room_keys/keys{path}{where}", by=alice)
    for what in (version, newer, newer):
        check.call("delete", "DELETE", f"{V3}/room_keys/version/{what}", by=alice)


def check_others(check, alice, bob):
    for target in ("capabilities", "pushrules/", "pushrules/global/", "voip/turnServer", "thirdparty/protocols", "account/whoami", "pushers", "notifications",
                   f"presence/{quoted(alice.user)}/status", f"user/{quoted(alice.user)}/account_data/m.direct", "joined_rooms"):
        status = 404 if "m.direct" in target else 200
        check.call("start of a client", "GET", f"{V3}/{target}", status=status, by=alice)
    found = check.call("search", "POST", f"{V3}/user_directory/search", {"search_term": "bob"}, by=alice)
    if [user["user_id"] for user in found["results"]] != [bob.user]:
        check.fail("user_directory/search", str(found.json))
    check.call("no addresses", "GET", f"{V3}/account/3pid", by=alice)
    for room in ("garbage", "#alias:beta.lab", "!", "!x", "!x:"):
        check.call("no room ID", "POST", f"{V3}/join/{quoted(room)}", {}, 400, ["M_INVALID_PARAM"], by=alice)
    check_backup(check, alice)
    for field, value in (("displayname", "Alice"), ("avatar_url", "mxc://alpha.lab/x")):
        check.call("own profile", "PUT", f"{V3}/profile/{quoted(alice.user)}/{field}", {field: value}, by=alice)
        check.call("own profile", "GET", f"{V3}/profile/{quoted(alice.user)}/{field}", by=bob)
    check.call("another's profile", "PUT", f"{V3}/profile/{quoted(bob.user)}/displayname", {"displayname": "x"}, 403, ["M_FORBIDDEN"], by=alice)
    check.call("presence", "PUT", f"{V3}/presence/{quoted(alice.user)}/status", {"presence": "online"}, by=alice)
    check.call("not an admin", "GET", f"/_synapse/admin/v1/users/{quoted(alice.user)}/admin", status=403, errcodes=["M_FORBIDDEN"], by=alice)
    admin = Device(check.lab, "admin", "ADMIN", password="lab-admin")
    check.call("admin", "GET", f"/_synapse/admin/v1/users/{quoted(alice.user)}/admin", by=admin)
    check.call("self", "GET", f"{V3}/admin/whois/{quoted(alice.user)}", by=alice)
    check.call("by an admin", "GET", f"{V3}/admin/whois/{quoted(alice.user)}", by=admin)
    check.call("another", "GET", f"{V3}/admin/whois/{quoted('@admin:alpha.lab')}", status=403, errcodes=["M_FORBIDDEN"], by=alice)
    refresh = f"/_matrix/client/unstable/org.matrix.msc2638/user/{quoted(bob.user)}/devices/refresh"
    check.call("refresh", "POST", refresh, {}, status=202, by=alice)


def check_federation(check, alice, bob):
    devices = f"{FEDERATION}/user/devices/"
    check.federation("a list", "GET", devices + quoted(alice.user))
    check.federation("nobody", "GET", devices + quoted("@nobody:alpha.lab"), status=404, errcodes=["M_NOT_FOUND"])
    check.federation("not of this server", "GET", devices + quoted(bob.user), status=(400, 403, 404))
    for field in ("", "&field=displayname", "&field=avatar_url"):
        check.federation("profile", "GET", f"{FEDERATION}/query/profile?user_id={quoted(alice.user)}{field}")
    check.federation("no profile", "GET", f"{FEDERATION}/query/profile?user_id={quoted('@nobody:alpha.lab')}", status=404, errcodes=["M_NOT_FOUND"])
    check.federation("keys", "POST", f"{FEDERATION}/user/keys/query", {"device_keys": {alice.user: [], "@nobody:alpha.lab": []}})
    check.federation("claim", "POST", f"{FEDERATION}/user/keys/claim", {"one_time_keys": {alice.user: {alice.device: "signed_curve25519"}}})
    now = int(time.time() * 1000)
    update = {"user_id": bob.user, "device_id": bob.device, "stream_id": 90001, "prev_id": [90000], "keys": bob.device_keys(), "device_display_name": "x"}
    message = {"sender": bob.user, "type": "org.example.hello", "message_id": "m1", "messages": {alice.user: {alice.device: {"from": "afar"}}}}
    edus = [{"edu_type": "m.device_list_update", "content": update}, {"edu_type": "m.direct_to_device", "content": message},
            {"edu_type": "m.typing", "content": {}}, {"edu_type": "m.direct_to_device", "content": {"sender": alice.user}}]
    transaction = {"origin": "beta.lab", "origin_server_ts": now, "pdus": [], "edus": edus}
    check.federation("transaction", "PUT", f"{FEDERATION}/send/check-1", transaction)
    check.federation("again", "PUT", f"{FEDERATION}/send/check-1", transaction)
    check.federation("empty", "PUT", f"{FEDERATION}/send/check-2", {**transaction, "edus": []})
    check.federation("no edus", "PUT", f"{FEDERATION}/send/check-3", {k: v for k, v in transaction.items() if k != "edus"})
    check.federation("101 EDUs", "PUT", f"{FEDERATION}/send/check-4", {**transaction, "edus": edus[:1] * 101}, 400, ["M_BAD_JSON"])
    check.federation("forged", "GET", devices + quoted(alice.user), status=401, errcodes=["M_UNAUTHORIZED"], sig="A" * 86)
    check.federation("unknown key", "GET", devices + quoted(alice.user), status=401, errcodes=["M_UNAUTHORIZED"], key="ed25519:other")
    check.federation("unknown origin", "GET", devices + quoted(alice.user), status=401, errcodes=["M_UNAUTHORIZED"], origin="evil.example")
    check.federation("for another server", "GET", devices + quoted(alice.user), status=401, errcodes=["M_UNAUTHORIZED"], destination="other.example")
    check.answer("unsigned", "GET", devices, check.lab.raw("GET", devices + quoted(alice.user)), 401, ["M_UNAUTHORIZED"])


def main():
    spec = specification.Specification(DIRECTORY)
    with tempfile.TemporaryDirectory() as directory:
        lab = Lab(sys.argv[1], directory)
        check = Checker(lab, spec)
        try:
            check_open(check)
            register(check, "alice")
            register(check, "bob", server=1)
            check_sessions(check)
            alice, bob = Device(lab, "alice", "ALICEPC"), Device(lab, "bob", "BOBPHONE", server=1)
            check_devices(check, alice)
            check_keys(check, alice, bob)
            check_rooms(check, alice, bob)
            check_sync(check, alice, bob)
            check_others(check, alice, bob)
            check_federation(check, alice, bob)
            positive = check.answers
            check_bad_requests(check, alice, bob)
        finally:
            running = lab.process.poll() is None
            code = lab.end()
        if not running or code != 0:
            check.fail("lab", f"ended with {code}, {'at the end' if running else 'by itself'}")
    served = {op for op, statuses in check.seen.items() if any(s < 400 or s == 401 for s in statuses)}
    print(f"{check.answers} answers checked, {check.answers - positive} of them to wrong requests; {len(served)} of the specification's {len(spec.operations)} "
          f"operations served; {check.others} answers of endpoints that its files here do not have")
    for operation in spec.operations:
        if operation not in served:
            print(f"not served: {operation}" + ("" if operation in check.seen else " (not called)"))
    for deviation in sorted(check.deployed):
        print(f"as deployed, not as specified: {deviation}")
    print(f"{len(check.found)} wrong")
    sys.exit(1 if check.found else 0)


if __name__ == "__main__":
    main()
