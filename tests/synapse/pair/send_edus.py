# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends federation transactions to hs1, signed as hs2: any shape of update graph, which hs2 itself would
never send. Run by `synapse-pair send FILE`, with the Python of the Synapse tree.

A line of the file is one transaction: a JSON list of EDUs {"edu_type","content"}, or of shorthand
{"device_id","stream_id","prev_id",...} for an m.device_list_update of @bob. {"sleep": seconds} waits,
{"forge": true} in front of the list signs that transaction with a wrong key. Prints a line each: HTTP status, body.
"""
import http.client
import json
import ssl
import sys
import time

from canonicaljson import encode_canonical_json
from signedjson.key import generate_signing_key, read_signing_keys
from signedjson.sign import sign_json

ORIGIN, DESTINATION = "localhost:28448", "localhost:18448"
with open("/data/hs2/signing.key") as file:
    KEY = read_signing_keys(file)[0]
FORGED = generate_signing_key(KEY.version)
TLS = ssl._create_unverified_context()


def send(number, edus, key):
    uri = f"/_matrix/federation/v1/send/{time.time_ns()}-{number}"
    content = {"origin": ORIGIN, "origin_server_ts": int(time.time() * 1000), "pdus": [], "edus": edus}
    signed = sign_json({"method": "PUT", "uri": uri, "origin": ORIGIN, "destination": DESTINATION, "content": content}, ORIGIN, key)
    header = ",".join([f'X-Matrix origin="{ORIGIN}"', f'destination="{DESTINATION}"', f'key="{key.alg}:{key.version}"',
                       f'sig="{signed["signatures"][ORIGIN][f"{key.alg}:{key.version}"]}"'])
    connection = http.client.HTTPSConnection("127.0.0.1", 18448, context=TLS, timeout=60)
    connection.request("PUT", uri, encode_canonical_json(content), {"Authorization": header, "Content-Type": "application/json", "Host": DESTINATION})
    response = connection.getresponse()
    print(response.status, response.read().decode(), flush=True)


def edu(item):
    if "edu_type" in item:
        return item
    return {"edu_type": "m.device_list_update", "content": {"user_id": "@bob:" + ORIGIN, **item}}


for number, line in enumerate(sys.stdin):
    if not line.strip():
        continue
    value = json.loads(line)
    if isinstance(value, dict):
        time.sleep(value["sleep"])
        continue
    key = KEY
    if value and "forge" in value[0]:
        key, value = FORGED, value[1:]
    send(number, [edu(item) for item in value], key)
