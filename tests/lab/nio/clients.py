#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""clients.py LAB: clients of an unmodified matrix-nio, with its real end-to-end encryption, on two servers of a lab: they log in, meet in an
encrypted room, read each other, know and verify each other's devices, lose one and log out. matrix-nio puts its token into the query of each
request, as older clients do. Prints a line for each thing that was seen; exits with 1 at the first that was not."""
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request

import nio

PASSWORD = "a password"
ENCRYPTED = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]


def check(what, condition, detail=""):
    if not condition:
        raise AssertionError(f"{what}: {detail}")
    print(f"ok - {what}", flush=True)


class Client:
    """One device; keeps what its callbacks were told."""

    def __init__(self, server, user, device, store):
        config = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
        self.nio = nio.AsyncClient(server["client_api"], f"@{user}:{server['server_name']}", device, store, config)
        self.texts, self.unread, self.memberships = [], [], []
        self.nio.add_event_callback(lambda room, event: self.texts.append(event.body), nio.RoomMessageText)
        self.nio.add_event_callback(lambda room, event: self.unread.append(event.event_id), nio.MegolmEvent)
        self.nio.add_event_callback(lambda room, event: self.memberships.append((event.state_key, event.membership, event.server_timestamp)), nio.RoomMemberEvent)

    async def login(self):
        return answered(await self.nio.login(PASSWORD, device_name=f"{self.nio.device_id} of nio"))

    async def sync(self):
        answer = answered(await self.nio.sync(timeout=200, full_state=False))
        if self.nio.should_upload_keys:
            answered(await self.nio.keys_upload())
        if self.nio.should_query_keys:
            answered(await self.nio.keys_query())
        if self.nio.should_claim_keys:
            answered(await self.nio.keys_claim(self.nio.get_users_for_key_claiming()))
        await self.nio.send_to_device_messages()
        return answer

    async def say(self, room, text):
        return answered(await self.nio.room_send(room, "m.room.message", {"msgtype": "m.text", "body": text}, ignore_unverified_devices=True))

    def devices_of(self, user):
        return {device.id for device in self.nio.device_store.active_user_devices(user)}


def answered(answer):
    assert not isinstance(answer, nio.ErrorResponse), f"{type(answer).__name__}: {answer}"
    return answer


async def until(what, condition, clients, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for client in clients:
            await client.sync()
        found = condition()
        if found:
            print(f"ok - {what}", flush=True)
            return found
    raise AssertionError(f"{what}: not within {seconds} s")


def register(server, user):
    body = {"username": user, "password": PASSWORD, "inhibit_login": True, "auth": {"type": "m.login.dummy"}}
    request = urllib.request.Request(server["client_api"] + "/_matrix/client/r0/register", json.dumps(body).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()


async def run(servers, store):
    alpha, beta = servers
    register(alpha, "alice")
    register(beta, "bob")
    alice, bob, tablet = (Client(server, user, device, store) for server, user, device in
                          ((alpha, "alice", "ALICEPC"), (beta, "bob", "BOBPHONE"), (beta, "bob", "BOBTABLET")))
    try:
        await story(alice, bob, tablet)
    finally:
        for client in (alice, bob, tablet):
            await client.nio.close()


async def story(alice, bob, tablet):
    await alice.login()
    await bob.login()
    check("two clients are logged in", (alice.nio.user_id, bob.nio.user_id) == ("@alice:alpha.lab", "@bob:beta.lab"))
    for client in (alice, bob):
        await client.sync()
        check("its keys are on the server", client.nio.olm_account_shared)
    begun = time.time() * 1000 - 60_000
    room = answered(await alice.nio.room_create(name="Meeting", topic="nio", initial_state=ENCRYPTED)).room_id
    answered(await alice.nio.room_invite(room, bob.nio.user_id))
    await until("the invitation reaches the other server", lambda: room in bob.nio.invited_rooms, [alice, bob])
    answered(await bob.nio.join(room))
    await until("both see both in the room", lambda: all(len(c.nio.rooms[room].users) == 2 for c in (alice, bob) if room in c.nio.rooms) and room in bob.nio.rooms, [alice, bob])
    check("it is encrypted and has its name and topic", bob.nio.rooms[room].encrypted and (bob.nio.rooms[room].name, bob.nio.rooms[room].topic) == ("Meeting", "nio"))
    joins = [(who, at) for who, membership, at in alice.memberships if membership == "join"]
    check("the joins are in the timeline, with their time", {who for who, _ in joins} == {alice.nio.user_id, bob.nio.user_id} and all(at > begun for _, at in joins), joins)
    await until("each has the other's device", lambda: alice.devices_of(bob.nio.user_id) == {"BOBPHONE"} and bob.devices_of(alice.nio.user_id) == {"ALICEPC"}, [alice, bob])

    phone = alice.nio.device_store[bob.nio.user_id]["BOBPHONE"]
    own = bob.nio.olm.account.identity_keys
    check("its keys are those that bob's device has", (phone.ed25519, phone.curve25519) == (own["ed25519"], own["curve25519"]))
    check("its name is known", phone.display_name == "BOBPHONE of nio", phone.display_name)
    check("alice verifies the device", alice.nio.verify_device(phone) and phone.verified)

    await alice.say(room, "can you read this?")
    await until("bob decrypts alice's message", lambda: "can you read this?" in bob.texts, [alice, bob])
    await bob.say(room, "I can")
    await until("alice decrypts bob's answer", lambda: "I can" in alice.texts, [alice, bob])
    check("nobody failed to decrypt, and each message came once", not alice.unread and not bob.unread and bob.texts.count("can you read this?") == 1)
    page = answered(await bob.nio.room_messages(room, bob.nio.next_batch, limit=50))
    kinds = [event.source["type"] for event in page.chunk]  # nio decrypts what it has the keys of
    check("the history holds messages and state", kinds.count("m.room.message") == 2 and "m.room.member" in kinds and "m.room.create" in kinds, kinds)

    await tablet.login()
    await tablet.sync()
    await until("a new device of bob is known on the other server", lambda: alice.devices_of(bob.nio.user_id) == {"BOBPHONE", "BOBTABLET"}, [alice, bob, tablet])
    await alice.say(room, "now on both")
    await until("the new device decrypts too", lambda: "now on both" in tablet.texts and "now on both" in bob.texts, [alice, bob, tablet])

    answered(await bob.nio.update_device("BOBPHONE", {"display_name": "renamed"}))
    await until("a new name arrives", lambda: alice.nio.device_store[bob.nio.user_id]["BOBPHONE"].display_name == "renamed", [alice, bob])
    devices = answered(await bob.nio.devices()).devices
    check("bob sees his devices", {device.id: device.display_name for device in devices} == {"BOBPHONE": "renamed", "BOBTABLET": "BOBTABLET of nio"}, devices)
    asked = await bob.nio.delete_devices(["BOBTABLET"])
    check("losing one needs the password", isinstance(asked, nio.DeleteDevicesAuthResponse), asked)
    answered(await bob.nio.delete_devices(["BOBTABLET"], {"type": "m.login.password", "session": asked.session, "user": bob.nio.user_id, "password": PASSWORD}))
    await until("the lost device is gone from the other server's list", lambda: alice.devices_of(bob.nio.user_id) == {"BOBPHONE"}, [alice, bob])
    gone = await tablet.nio.whoami()
    check("and its token is worth nothing", getattr(gone, "status_code", None) == "M_UNKNOWN_TOKEN", gone)

    profile = answered(await alice.nio.get_profile(bob.nio.user_id))
    check("the profile of a user of the other server", profile.displayname == "bob", profile)
    answered(await bob.nio.set_displayname("Bob the Builder"))
    await until("a new profile is in the room", lambda: alice.nio.rooms[room].user_name(bob.nio.user_id) == "Bob the Builder", [alice, bob])
    sent = (await alice.say(room, "said too much")).event_id
    answered(await alice.nio.room_redact(room, sent))
    await until("a redaction reaches the other server", lambda: True, [alice, bob])
    event = await bob.nio.room_get_event(room, sent)
    check("and leaves nothing of the event", isinstance(getattr(event, "event", None), nio.RedactedEvent) or not event.event.source["content"], event)

    answered(await bob.nio.logout())
    await until("a logout takes the last device from the other server's list", lambda: alice.devices_of(bob.nio.user_id) == set(), [alice])
    answered(await alice.nio.room_leave(room))
    answered(await alice.nio.logout(all_devices=True))


def main():
    lab = subprocess.Popen([sys.argv[1], "--servers", "2"], stdout=subprocess.PIPE, text=True)
    failed = False
    try:
        with tempfile.TemporaryDirectory() as store:
            asyncio.run(asyncio.wait_for(run(json.loads(lab.stdout.readline())["servers"], store), 240))
    except Exception as error:  # whatever it was, the lab is ended and the test has failed
        failed = True
        print(f"not ok - {type(error).__name__}: {error}", flush=True)
    lab.terminate()
    if lab.wait(20) != 0:
        failed = True
        print(f"not ok - the lab ended with {lab.returncode}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
