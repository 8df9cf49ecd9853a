#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""story.py LAB: an unmodified Nheko on one server of a lab and a matrix-nio on the other: Nheko logs in by its own login page, sets up its
encryption as it proposes, meets nio in an encrypted room, they read each other, their servers agree on Nheko's devices and keys, its user loses a
device and logs out.

Nheko is driven from outside: by keys and clicks in its window, and by its D-Bus interface for joining and opening a room. Its login page's fields
are reached by Tab; the few buttons that take no keys are found by clicks from place to place until Nheko does what they are for. What it has read
is seen in what it says: a reply quotes the message that it answers. Its device and its keys are known from its settings and its log, and compared
with what the servers say. Prints a line for each thing that was seen; exits with 1 at the first that was not, and then prints the end of Nheko's
log."""
import asyncio
import itertools
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request

import nio

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "nio"))

from clients import ENCRYPTED, PASSWORD, Client, answered, check, register, until  # noqa: E402  (beside this folder)
from desktop import Desktop, dies_with_us  # noqa: E402

ALICE, BOB = "@alice:alpha.lab", "@bob:beta.lab"


class Reader(Client):
    """nio, trying again what came before its key: Nheko sends a message without waiting until its keys are sent."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.early = []
        self.nio.add_event_callback(lambda room, event: self.early.append(event), nio.MegolmEvent)

    async def sync(self):
        answer = await super().sync()
        for event in list(self.early):
            try:
                found = self.nio.decrypt_event(event)
            except nio.EncryptionError:
                continue
            self.early.remove(event)
            self.texts.append(found.body)
        return answer


def asked(server, path, token, body=None):
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    request = urllib.request.Request(server["client_api"] + path, None if body is None else json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def admin_token(server):
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "admin"}, "password": server["admin"]["password"]}
    return asked(server, "/_matrix/client/v3/login", "", login)["access_token"]


def log_in(nheko, server):
    nheko.keys("Tab", "Tab", "space")  # REGISTER, LOGIN

    def write_user():  # into one field after the other: the page takes no keys while it is still sliding in
        nheko.keys("Tab")
        fill(ALICE)

    def fill(text):
        nheko.keys("ctrl+a")
        nheko.write(text)
        nheko.keys("Tab")

    nheko.until("Nheko's login page has the user", lambda: "hostname: alpha.lab" in nheko.log(), again=write_user, pause=0.5)
    nheko.until("it cannot look up the server's name and asks for an address", lambda: "Autodiscovery failed" in nheko.log())
    for text in (PASSWORD, "Nheko's desk", server["client_api"]):
        fill(text)
    # Return does nothing before Nheko has heard from the server.
    nheko.until("Nheko logs in", lambda: "Switching to chat page" in nheko.log(), again=lambda: nheko.keys("Return"), pause=0.5)
    nheko.until("it uploads its device's keys and one-time keys", lambda: nheko.logged(r"uploaded (\d+) signed_curve25519 one-time keys"))
    nheko.until("it has synced", lambda: "initial sync completed" in nheko.log())


def set_up_encryption(nheko):
    """By the dialog that comes up at a first login, as it is proposed: cross-signing, secrets on the server, key backup."""
    nheko.until("it proposes to set up the encryption", lambda: "STATUS CHANGED: 1" in nheko.log())
    width, height = nheko.size()
    places = itertools.cycle(range(width // 2, width - 120, 40))  # its OK is the first button from the left in the last row, Cancel is beside it
    nheko.until("the proposal is accepted", lambda: "Clicked setup crossigning" in nheko.log(), again=lambda: nheko.click(next(places), height - 39), pause=0.2)
    nheko.until("the cross-signing keys are uploaded", lambda: "Crosssigning keys uploaded!" in nheko.log())
    nheko.until("a key backup is made", lambda: "Set up online key backup" in nheko.log())
    nheko.until("it has signed its own device", lambda: "STATUS CHANGED: 0" in nheko.log())


def refusals(nheko):
    """Lines of Nheko's log about answers of 400 and more."""
    return [line for line in nheko.whole_log().splitlines() if re.search(r"http: [45]\d\d|matrix: M_", line)]


def log_out(nheko):
    edge = int(nheko.setting("user", r"sidebar\community_list_width")) + int(nheko.setting("user", r"sidebar\room_list_width"))
    places = itertools.cycle(range(edge - 24, edge - 60, -8))  # the button is at the right end above the list of rooms
    dialog = nheko.until("Nheko asks whether it shall log out", lambda: nheko.windows("Log out"), again=lambda: nheko.click(next(places), 24), pause=1)[0]
    nheko.focus(dialog)
    nheko.keys("Return")


async def says(nheko, bob, text, keys=()):
    """Presses \a keys, types into the open room, and waits for what nio decrypts of it."""
    if keys:
        nheko.keys(*keys)
    nheko.write(text)
    nheko.keys("Return")
    return await until(f"nio decrypts Nheko's message ({text})", lambda: next((found for found in bob.texts if found.endswith(text)), None), [bob])


def device_keys(server, token):
    """What the client API says about alice's devices: their keys by device."""
    answer = asked(server, "/_matrix/client/v3/keys/query", token, {"device_keys": {ALICE: []}})["device_keys"][ALICE]
    return {device: keys["keys"] for device, keys in answer.items()}


async def story(nheko, servers, bob, tablet):
    alpha, beta = servers
    log_in(nheko, alpha)
    set_up_encryption(nheko)
    device, token = (nheko.setting("auth", name) for name in ("device_id", "access_token"))
    keys = {f"{kind}:{device}": nheko.logged(rf"{kind} *: (\S+)") for kind in ("ed25519", "curve25519")}
    # It shows a recovery key that nobody needs here; and it offers its D-Bus interface only when it starts with a session that it has kept.
    nheko.restart_nheko()
    nheko.until("it has kept its keys", lambda: nheko.logged(r"ed25519 *: (\S+)") == keys[f"ed25519:{device}"])
    for client in (bob, tablet):
        await client.login()
        await client.sync()

    room = answered(await bob.nio.room_create(name="Meeting", initial_state=ENCRYPTED)).room_id
    answered(await bob.nio.room_invite(room, ALICE))
    nheko.until("Nheko is invited, and joins", lambda: room in nheko.bus("rooms"), again=lambda: nheko.bus("joinRoom", room), pause=1)
    await until("nio sees it in the room", lambda: room in bob.nio.rooms and ALICE in bob.nio.rooms[room].users, [bob])
    await until("nio has both devices on the other server, and the other device on its own",
                lambda: bob.devices_of(ALICE) == {device, "ALICETAB"} and tablet.devices_of(ALICE) == {device}, [bob, tablet])
    for where, seen in (("the other server", bob.nio.device_store[ALICE][device]), ("its own", tablet.nio.device_store[ALICE][device])):
        check(f"for nio on {where} its keys are those that Nheko made", {f"ed25519:{device}": seen.ed25519, f"curve25519:{device}": seen.curve25519} == keys, keys)
        check("and its name is the one from the login page", seen.display_name == "Nheko's desk", seen.display_name)
    for name, server, asker in (("its server", alpha, token), ("the other server", beta, bob.nio.access_token)):
        check(f"{name} has the same keys", device_keys(server, asker)[device] == keys)
    watcher = admin_token(beta)

    def tracked():
        """The lab's list of a remote user, which operators look at."""
        return asked(beta, "/_lockstep/v1/users/%40alice%3Aalpha.lab", watcher)

    devices = {entry["device_id"]: entry for entry in tracked()["devices"]}
    check("the lab's list for operators has both devices", devices.keys() == {device, "ALICETAB"}, devices)
    check("and Nheko's with the same keys, signed by itself and cross-signed",
          (devices[device]["keys"], devices[device]["self_signature"], devices[device]["cross_signature"]) == (keys, "valid", "cross_signed"), devices[device])

    nheko.bus("activateRoom", room)
    nheko.focus(nheko.window)
    await says(nheko, bob, "hello from Nheko")
    received = nheko.log().count("begin insert")
    await bob.say(room, "can you read this?")
    nheko.until("a message comes to Nheko", lambda: nheko.log().count("begin insert") > received)
    for number in range(1, 6):  # it may come before its key, and then a reply quotes that it cannot be read
        reply = await says(nheko, bob, f"I can {number}", ("Escape", "alt+Up"))
        if reply.startswith(f"> <{BOB}> can you read this?"):
            break
    check("and quotes what it has read", reply.startswith(f"> <{BOB}> can you read this?"), reply)
    check("each message came once, and none could not be decrypted", not bob.early and len(bob.texts) == len(set(bob.texts)), (bob.early, bob.texts))
    await until("the user's other device reads along", lambda: "hello from Nheko" in tablet.texts, [tablet])

    answered(await tablet.nio.logout())
    await until("a lost device is gone from the other server's list", lambda: bob.devices_of(ALICE) == {device}, [bob])
    check("and from the lab's own", [entry["device_id"] for entry in tracked()["devices"]] == [device])
    await says(nheko, bob, "still here")

    log_out(nheko)
    await until("Nheko's logout takes the last device from the other server's list", lambda: not bob.devices_of(ALICE), [bob])
    check("and from the lab's own", not tracked()["devices"], tracked()["devices"])
    check("its own server has no device either", not device_keys(alpha, admin_token(alpha)))
    check("nothing that Nheko asked for was refused", not (refused := refusals(nheko)), refused)


async def run(nheko, servers, store):
    register(servers[0], "alice")
    register(servers[1], "bob")
    bob, tablet = Reader(servers[1], "bob", "BOBPHONE", store), Reader(servers[0], "alice", "ALICETAB", store)
    try:
        await story(nheko, servers, bob, tablet)
    finally:
        for client in (bob, tablet):
            await client.nio.close()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    failed, skipped = True, None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        lab = subprocess.Popen([sys.argv[1], "--servers", "2"], stdout=subprocess.PIPE, text=True, preexec_fn=dies_with_us)
        nheko = Desktop(os.path.join(directory, "desktop"))
        store = os.path.join(directory, "nio")
        os.mkdir(store)
        try:
            try:
                nheko.start()
            except (AssertionError, OSError) as error:  # it is not ours to mend
                skipped = error
                raise
            asyncio.run(asyncio.wait_for(run(nheko, json.loads(lab.stdout.readline())["servers"], store), 200))
            failed = False
        except Exception as error:  # whatever it was, everything is ended and the test has failed
            print(f"not ok - {type(error).__name__}: {error}", flush=True)
            print("\n".join(nheko.whole_log().splitlines()[-60:]), flush=True)
        finally:
            nheko.end()
            lab.terminate()
            ended = lab.wait(20)
    if skipped:
        print(f"!!! SKIPPED: no Nheko comes up on this machine: {skipped}")
        sys.exit(77)
    if ended != 0:
        failed = True
        print(f"not ok - the lab ended with {ended}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
