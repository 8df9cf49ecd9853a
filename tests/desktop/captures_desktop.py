#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as people attach them to reports, each opened by the desktop program: those that are good show their pictures, damaged ones show
what is left of them or end in one sentence.

  captures_desktop.py LOCKSTEP [FOLDER]     FOLDER keeps files and pictures
"""
import base64
import datetime
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

START = datetime.datetime(2026, 11, 20, 7, 0, 0)
USERS = ["@bob:remote.example", "@carol:remote.example", "@dave:other.example"]


def events():
    """(seconds, logger, level, request, message) of three users: chains, a loss that is healed, one that is not, a server that fails."""
    at = 0
    for user in range(3):
        name, number = USERS[user], 10
        for step in range(12):
            at += 7
            lost = step == 6 and user != 2
            prev, number = (number + 1, number + 3) if lost else (number, number + 2)
            req = f"PUT-{at}"
            yield at, "synapse.federation.transport.server.federation", "INFO", req, f"Received txn {1763200000 + at} from {name.split(':', 1)[1]}. (PDUs: 0, EDUs: 1)"
            yield at, "synapse.handlers.device", "DEBUG", req, f"Handling update '{name}'/'DEV{step % 3}', ID: '{number}', prev: ['{prev}'] "
            resync = step == 0 or lost
            yield at, "synapse.handlers.device", "INFO", req, f"Received device list update for {name}, requiring resync: {resync}. Devices: DEV{step % 3}"
            if resync:
                yield at, "synapse.handlers.device", "DEBUG", req, f"Attempting to resync the device list for {name}"
                if lost and user == 0:
                    yield at + 1, "synapse.handlers.device", "WARNING", req, f"Failed to handle device list update for {name}: 502: Bad Gateway"
                else:
                    yield at + 1, "synapse.handlers.device", "DEBUG", req, f"Handling resync update '{name}'/'DEV0', ID: {number}"
        yield at + 2, "synapse.access.http.8008", "INFO", f"GET-{at}", '192.0.2.7 - 8008 - {@me:home.example} Processed request: 0.012sec "GET /_matrix/client/v3/sync HTTP/1.1"'


def text(levels=("DEBUG", "INFO", "WARNING"), begin="", line_end="\n", users=None):
    lines = []
    for at, logger, level, req, message in events():
        if level in levels and (users is None or not message or "remote" in message or "Received txn" in message or users):
            when = (START + datetime.timedelta(seconds=at)).strftime("%Y-%m-%d %H:%M:%S,%f")[:-3]
            lines.append(f"{begin}{when} - {logger} - 913 - {level} - {req} - {message}{line_end}")
    return "".join(lines)


def terse():
    return "".join(json.dumps({"log": m, "level": lv, "namespace": lg, "request": r, "time": START.replace(tzinfo=datetime.timezone.utc).timestamp() + at}) + "\n"
                   for at, lg, lv, r, m in events())


def docker():
    return "".join(json.dumps({"log": line + "\n", "stream": "stderr", "time": "2026-11-20T07:00:00.123456789Z"}) + "\n" for line in text().splitlines())


def update(number, prev, device="PHONE"):
    return {"edu_type": "m.device_list_update", "content": {"user_id": USERS[0], "device_id": device, "stream_id": number, "prev_id": [prev],
                                                              "device_display_name": "Bob's " + device.lower()}}


def har(with_base64):
    entries = []

    def add(second, method, url, body, status, answer):
        header = 'X-Matrix origin="remote.example",destination="home.example",key="ed25519:a_1",sig="AAAA"'
        if method == "GET":
            header = 'X-Matrix origin="home.example",destination="remote.example",key="ed25519:a_1",sig="AAAA"'
        content = {"mimeType": "application/json", "text": base64.b64encode(answer.encode()).decode() if with_base64 else answer}
        if with_base64:
            content["encoding"] = "base64"
        request = {"method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": [{"name": "authorization", "value": header}]}
        if body:
            request["postData"] = {"mimeType": "application/json", "text": json.dumps(body)}
        entries.append({"startedDateTime": f"2026-11-20T07:00:{second:02d}.000Z", "time": 31, "request": request,
                        "response": {"status": status, "statusText": "", "headers": [], "content": content}})

    send = "https://home.example/_matrix/federation/v1/send/%d"
    listed = "https://remote.example/_matrix/federation/v1/user/devices/%40bob%3Aremote.example"
    add(1, "PUT", send % 1, {"origin": "remote.example", "edus": [update(11, 10)], "pdus": []}, 200, "{}")
    add(2, "PUT", send % 2, {"origin": "remote.example", "edus": [update(12, 11)], "pdus": []}, 200, "{}")
    add(9, "PUT", send % 3, {"origin": "remote.example", "edus": [update(20, 19, "TABLET")], "pdus": []}, 200, "{}")
    if with_base64:
        add(10, "GET", listed, None, 200, json.dumps({"user_id": USERS[0], "stream_id": 20, "devices": [
            {"device_id": "PHONE", "device_display_name": "Bob's phone"}, {"device_id": "TABLET"}]}))
        add(20, "PUT", send % 4, {"origin": "remote.example", "edus": [update(21, 20, "LAPTOP")], "pdus": []}, 200, "{}")
    else:
        add(10, "GET", listed, None, 404, json.dumps({"errcode": "M_NOT_FOUND", "error": "no such user"}))
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "by hand", "version": "1"}, "pages": [], "entries": entries}}, indent=1)


def transactions():
    return "".join(json.dumps({"origin": "remote.example", "origin_server_ts": 1763622000000 + 1000 * n, "edus": [update(n, p)], "pdus": [],
                               "txn_id": f"t{n}", "destination": "home.example"}) + "\n" for n, p in [(11, 10), (12, 11), (13, 12), (20, 19)])


def good(folder):
    workers = folder / "logs-of-the-workers"
    workers.mkdir()
    lines = text().splitlines(keepends=True)
    (workers / "homeserver.log").write_text("".join(lines[0::2]))
    (workers / "generic_worker1.log").write_text("".join(lines[1::2]))
    syslog = "".join("Nov 20 07:00:00 matrix synapse[913]: " + line for line in lines)
    files = {
        "homeserver.log": text().encode(),
        "docker-compose-logs.txt": text(levels=("INFO", "WARNING"), begin="synapse-1  | ", line_end="\r\n").encode(),
        "homeserver.log.2026-11-19.gz": gzip.compress(text().encode()),
        "syslog-excerpt.log": syslog.encode(),
        "container-json.log": docker().encode(),
        "terse.jsonl": terse().encode(),
        "pasted-into-a-report.md": ("The list of one user is wrong, log below. Thanks!\n\n```\n" + text()[60:] + "```\n\nSynapse 1.160\n").encode(),
        "browser.har": har(False).encode(),
        "proxy.har": har(True).encode(),
        "federation.ndjson": transactions().encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files] + [workers]


def damaged(folder):
    """Each with whether something is left that can be shown."""
    files = {
        "cut-off.log.gz": (gzip.compress(text().encode())[:-400], True),
        "cut-off.har": (har(True).encode()[:-700], True),
        "torn.ndjson": (transactions().encode()[:300] + b"\n" + transactions().encode()[40:] + b"\xff\xfe{[[\n", True),
        "archive.log": (b"PK\x03\x04" + bytes(200), False),
        "cut-off.lockstep-case": (b"\x1f\x8b\x08\x10" + gzip.compress(b"x")[4:10] + b"Lockstep case\0" + gzip.compress(b"{}" * 400)[10:30], False),
        "nothing.log": (b"127.0.0.1 - - GET / 200\n" * 100, False),
    }
    for name, (content, _) in files.items():
        (folder / name).write_bytes(content)
    return [(folder / name, left) for name, (_, left) in files.items()]


def show(program, path, pictures, runtime):
    env = dict(os.environ, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"), QT_FONT_DPI="96", LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=runtime)
    return subprocess.run([program, "--screenshot", pictures, "--size", "1280x800", path], env=env, capture_output=True, text=True, timeout=120)


def main(program, keep=None):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(keep or temporary)
        folder.mkdir(exist_ok=True)
        for path in good(folder):
            before = path.read_bytes() if path.is_file() else None
            pictures = folder / ("pictures-of-" + path.name)
            told = show(program, path, pictures, temporary)
            assert told.returncode == 0, (path.name, told.returncode, told.stderr)
            assert (pictures / "users-history.png").exists(), path.name
            assert before is None or path.read_bytes() == before, path.name
            print("shown:", path.name)
        for path, left in damaged(folder):
            told = show(program, path, folder / ("pictures-of-" + path.name), temporary)
            lines = told.stderr.strip().splitlines()
            assert (told.returncode == 0) == left and told.returncode in (0, 1), (path.name, told.returncode, told.stderr)
            if not left:
                assert len(lines) == 1 and lines[0].startswith("lockstep: ") and lines[0].endswith("."), lines
            print("shown, what is left:" if left else "a sentence:", path.name, lines[0] if lines else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
