# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that a server has to refuse, each with its error: bodies that are wrong in one place, no JSON, no such endpoint, another
method, no token, too much of everything. None may lead to a 5xx or end the lab."""
import json
import time

from labprocess import quoted
from specification import mutated, mutations

V3 = "/_matrix/client/v3"
FEDERATION = "/_matrix/federation/v1"
BAD = ["M_BAD_JSON", "M_MISSING_PARAM", "M_INVALID_PARAM"]


def bodies(alice, bob):
    """(method, target, a body that would be taken, who calls: a device, None, or "federation")."""
    signed = alice.device_keys()
    transaction = {"origin": "beta.lab", "origin_server_ts": int(time.time() * 1000), "pdus": [],
                   "edus": [{"edu_type": "m.typing", "content": {"room_id": "!x:alpha.lab"}}]}
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "alice"}, "password": "a password", "device_id": "MUTANT",
             "initial_device_display_name": "x", "refresh_token": True}
    room_filter = {"limit": 5, "types": ["m.room.member"], "not_types": ["x"], "senders": [alice.user], "not_senders": [bob.user], "lazy_load_members": True,
                   "include_redundant_members": False, "contains_url": True, "rooms": ["!x:y"], "not_rooms": ["!x:y"], "unread_thread_notifications": True}
    sync_filter = {"event_fields": ["type"], "event_format": "client", "presence": {"limit": 1, "types": ["a"], "senders": [alice.user]},
                   "account_data": {"not_types": ["b"]}, "room": {"rooms": ["!x:y"], "not_rooms": ["!z:y"], "include_leave": True, "timeline": room_filter,
                                                                 "state": room_filter, "ephemeral": room_filter, "account_data": room_filter}}
    return [
        ("POST", f"{V3}/login", login, None),
        ("POST", f"{V3}/refresh", {"refresh_token": "x"}, None),
        ("PUT", f"{V3}/devices/{alice.device}", {"display_name": "x"}, alice),
        ("POST", f"{V3}/delete_devices", {"devices": ["X"], "auth": {"type": "m.login.password", "session": "x"}}, alice),
        ("DELETE", f"{V3}/devices/X", {"auth": {"type": "m.login.password", "session": "x"}}, alice),
        ("POST", f"{V3}/user/{quoted(alice.user)}/filter", sync_filter, alice),
        ("POST", f"{V3}/keys/upload", {"device_keys": signed, "one_time_keys": {**alice.one_time_keys(1), "curve25519:A": "bare"},
                                       "fallback_keys": alice.one_time_keys(1, fallback=True)}, alice),
        ("POST", f"{V3}/keys/query", {"device_keys": {alice.user: ["X"]}, "timeout": 1000}, alice),
        ("POST", f"{V3}/keys/claim", {"one_time_keys": {alice.user: {"X": "signed_curve25519"}}, "timeout": 1000}, alice),
        ("POST", f"{V3}/keys/device_signing/upload", {**alice.cross_signing(), "auth": {"type": "m.login.password", "session": "x"}}, alice),
        ("POST", f"{V3}/keys/signatures/upload", {alice.user: {alice.device: signed}}, alice),
        ("PUT", f"{V3}/sendToDevice/org.example.bad/%s", {"messages": {alice.user: {"*": {"a": 1}}}}, alice),
        ("PUT", f"{FEDERATION}/send/bad-%s", transaction, "federation"),
        ("POST", f"{FEDERATION}/user/keys/query", {"device_keys": {alice.user: ["X"]}}, "federation"),
        ("POST", f"{FEDERATION}/user/keys/claim", {"one_time_keys": {alice.user: {"X": "signed_curve25519"}}}, "federation"),
    ]


def is_refused_softly(target, path, answer):
    """Where the specification has a gentler answer than 400."""
    if path[:1] == ("auth",):
        return answer.status == 401 and "flows" in answer.json  # asked for once more
    if target.endswith("/signatures/upload"):
        return answer.status == 200 and bool(answer.json.get("failures"))
    return False


def check_mutations(check, alice, bob):
    count = 0
    for method, target, valid, who in bodies(alice, bob):
        operation = check.spec.find(method, target.replace("%s", "0").split("?")[0])
        assert operation, target
        # A member of an EDU is its own matter: what can never succeed is dropped, the transaction is taken.
        cases = [case for case in mutations(operation.body_schema(), valid) if not (case[0][:1] == ("edus",) and len(case[0]) > 2)]
        for path, what, value in cases:
            count += 1
            body = mutated(valid, path, value)
            where = target.replace("%s", f"m{count}")
            answer = check.lab.federation(method, where, body) if who == "federation" else (who.call(method, where, body) if who else check.lab.call(method, where, body))
            if answer.json is not None and is_refused_softly(target, path, answer):
                check.answer("gently", method, where, answer, answer.status)
                continue
            # What is no canonical JSON cannot be signed, so that the signature is wrong before the body is looked at.
            unsignable = who == "federation" and value == 1.5
            check.answer(f"\"{'.'.join(map(str, path))}\" {what}", method, where, answer, 401 if unsignable else 400, None if unsignable else BAD)


def check_forms(check, alice, bob):
    lab = check.lab
    token = {"Authorization": "Bearer " + alice.token}
    for method, target, valid, who in bodies(alice, bob):
        target = target.replace("%s", "form")
        if who == "federation":
            continue
        headers = token if who else {}
        for what, body, errcode in (("no JSON", b"{nonsense", "M_NOT_JSON"), ("nothing", b"", "M_NOT_JSON"), ("cut", json.dumps(valid).encode()[:-1], "M_NOT_JSON"),
                                    ("no UTF-8", b'{"x":"\xff\xfe"}', "M_NOT_JSON"), ("an array", b"[1]", "M_BAD_JSON"), ("a string", b'"x"', "M_BAD_JSON"),
                                    ("null", b"null", "M_BAD_JSON"), ("deep", b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
                                    ("half a surrogate pair", b'{"display_name":"\\ud800","device_keys":{"user_id":"\\ud800"}}', None)):
            if body == b"" and method == "DELETE":
                continue  # needs none
            answer = lab.raw(method, target, body, headers)
            expected = (200, 400, 401, 403) if what.startswith("half") else 400
            check.answer(what, method, target, answer, expected, [errcode] if errcode else None)
        if who:
            check.answer("no token", method, target, lab.call(method, target, valid), 401, ["M_MISSING_TOKEN"])
            check.answer("wrong token", method, target, lab.call(method, target, valid, "nonsense"), 401, ["M_UNKNOWN_TOKEN"])
    for target in (f"{FEDERATION}/send/form", f"{FEDERATION}/user/keys/query", f"{FEDERATION}/user/keys/claim"):
        method = "PUT" if "/send/" in target else "POST"
        check.answer("unsigned", method, target, lab.call(method, target, {}), 401, ["M_UNAUTHORIZED"])
    for method, target in (("GET", "/"), ("GET", "/_matrix"), ("GET", "/_matrix/client/v3"), ("GET", "/_matrix/client/v9/sync"), ("GET", f"{V3}/nothing"),
                           ("POST", f"{V3}/nothing"), ("GET", f"{V3}/sync/"), ("GET", f"{V3}/devices/a/b"), ("GET", "/_matrix/federation/v1/nothing"),
                           ("GET", "/_matrix/federation/v9/version"), ("GET", "/_matrix/key/v9/server"), ("GET", "/.well-known/matrix/nothing"), ("GET", "/_matrix/media/v3/config")):
        check.answer("no such endpoint", method, target, lab.call(method, target, None if method == "GET" else {}, alice.token), 404, ["M_UNRECOGNIZED"])
    for method, target in (("DELETE", f"{V3}/sync"), ("GET", f"{V3}/keys/upload"), ("POST", "/_matrix/client/versions"), ("PUT", f"{V3}/login"), ("POST", f"{V3}/devices/X"),
                           ("GET", f"{FEDERATION}/send/1"), ("POST", f"{FEDERATION}/version"), ("PUT", "/_matrix/key/v2/server"), ("POST", f"{FEDERATION}/user/devices/x"),
                           ("GET", f"{FEDERATION}/user/keys/query")):
        check.answer("wrong method", method, target, lab.call(method, target, None if method == "GET" else {}, alice.token), 405, ["M_UNRECOGNIZED"])
    for target in (f"{V3}/sync", f"{V3}/keys/upload", f"{FEDERATION}/version"):
        check.answer("preflight", "OPTIONS", target, lab.raw("OPTIONS", target), (200, 204))


def check_sizes(check, alice):
    lab = check.lab
    huge = {"messages": {alice.user: {alice.device: {"x": "x" * 70_000}}}}
    check.call("content over 65536 bytes", "PUT", f"{V3}/sendToDevice/org.example.bad/huge", huge, 413, ["M_TOO_LARGE"], by=alice)
    headers = {"Authorization": "Bearer " + alice.token, "Content-Length": str(1 << 40)}
    check.answer("body announced as 1 TiB", "POST", f"{V3}/keys/upload", lab.raw("POST", f"{V3}/keys/upload", b"{", headers), 413, ["M_TOO_LARGE"])
    long = "x" * 20_000
    for method, target in (("GET", f"{V3}/devices/{long}"), ("GET", f"{V3}/profile/@{long}:alpha.lab"), ("GET", f"{V3}/rooms/!{long}:alpha.lab/state"),
                           ("GET", f"{V3}/rooms/%00/state"), ("GET", f"{V3}/devices/%ff"), ("GET", f"{V3}/devices/%2F%2e%2e%2F"), ("GET", f"{V3}/devices/%zz"),
                           ("GET", f"{V3}/sync?timeout=99999999999999999999&since=s99999999999999999999_1"), ("GET", f"{V3}/sync?since=s-1_0"), ("GET", f"{V3}/sync?since=s1")):
        check.call("hostile path", method, target, None, (400, 403, 404, 414), by=alice)
    for name in (long, "", "\u0000", "\U0001f600" * 300):
        check.call("hostile user name", "POST", f"{V3}/register", {"username": name, "password": "x", "auth": {"type": "m.login.dummy"}}, 400, ["M_INVALID_USERNAME", "M_BAD_JSON"])
    for device in ("*", " ", "\n", "x" * 300, "\U0001f600"):
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "alice"}, "password": "a password", "device_id": device}
        check.call("hostile device ID", "POST", f"{V3}/login", login, 400, ["M_INVALID_PARAM"])


def check_bad_requests(check, alice, bob):
    check_mutations(check, alice, bob)
    check_forms(check, alice, bob)
    check_sizes(check, alice)
