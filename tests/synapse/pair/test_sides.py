#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sides of one case, on two real Synapse servers with a gateway beside each: test_sides.py GATEWAY [LOSSES [SEED]]

Loses updates of @bob at random places of their way from hs2 to hs1, has both gateways write their case files, and compares these: with
both, side and station have to be right; with one of them alone, nobody may be named. 6 are played, in about a minute; 50 take some ten. Exits with 77, and
says why, where the pair cannot run."""
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, DATA, HS1, HS2, LOG, Gateway, pair, wait_for  # noqa: E402

# A change that is younger may still be on its way.
ON_ITS_WAY = 5.5
# Synapse looks every 30 seconds for lists that it may fetch again.
CURED = 70
EXPECTED = {"never": ("never_sent", "sender"), "between": ("lost_between", "between"), "here": ("lost_here", "receiver"), "none": ("in_step", "neither")}


class Sides:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        pair("start", "sqlite")
        scenario.seed()
        scenario.register(2, "keeper", admin=True)
        self.gateway = {
            1: Gateway(program, "--server-name", HS1, "--client-api", scenario.URL[1], "--log", str(LOG), "--database", f"sqlite:{DATA / 'hs1/homeserver.db'}"),
            2: Gateway(program, "--server-name", HS2, "--client-api", scenario.URL[2], "--log", str(DATA / "hs2/homeserver.log"),
                       "--database", f"sqlite:{DATA / 'hs2/homeserver.db'}")}
        self.gateway[1].token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        self.gateway[2].token = scenario.login(2, "keeper", device="LOCKSTEPTEST", name="Lockstep test")["access_token"]
        # The recording has begun before anything is lost.
        for number in range(3):
            scenario.change(number)
        wait_for("updates in the history", lambda: len(harness.recorded_updates(self.gateway[1], BOB)) >= 2)

    def stop(self):
        for gateway in self.gateway.values():
            gateway.stop()
        pair("stop")

    def case(self, side):
        """The case file that one operator hands over."""
        path = os.path.join(self.folder, f"case-{side}.json")
        done = subprocess.run([self.program, "case", BOB, "--url", self.gateway[side].url, "-o", path, *(["--destination", HS1] if side == 2 else [])],
                              env={**os.environ, "LOCKSTEP_TOKEN": self.gateway[side].token}, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stderr
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert self.gateway[side].token not in text
        return path

    def compare(self, *paths):
        done = subprocess.run([self.program, "compare", "--json", *paths], capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 3, 4), done.stderr
        return json.loads(done.stdout), done.returncode

    def asked(self):
        return self.compare(self.case(1), self.case(2))[0]

    def sender(self):
        own = self.gateway[2].get(f"/own/users/{scenario.quote(BOB)}?destination={scenario.quote(HS1)}")
        return own, own["destinations"][0]

    def change(self, device):
        scenario.upload_keys(2, scenario.login(2, "bob", device=device, name=device))

    def confirmed(self, device):
        """Waits until hs2 has hs1's confirmation of the device's newest change; its number."""
        def done():
            own, told = self.sender()
            change = next((int(c["stream_id"]) for c in own["changes"] if c["device_id"] == device), 0)
            return change and not told["waiting"] and int(told["confirmed"] or 0) >= change and int(told["confirmed"])
        return wait_for(f"hs1's confirmation of {device}", done, 60)

    # --- the three places -------------------------------------------------------------------------------------------------

    def never(self, device):
        pair("refuse")
        self.change(device)
        wait_for("an update that waits", lambda: any(w["device_id"] == device for w in self.sender()[1]["waiting"]))

    def between(self, device):
        pair("drop")
        self.change(device)
        self.confirmed(device)
        pair("pass")
        time.sleep(ON_ITS_WAY)

    def here(self, device):
        """The update comes, names one that was lost, and the list cannot be fetched."""
        pair("drop")
        self.change(device)
        number = self.confirmed(device)
        pair("pass")
        pair("kill", "2")
        pair("send", text=json.dumps([{"device_id": device, "stream_id": number, "prev_id": [number - 1]}]) + "\n")
        wait_for("a list that cannot be fetched", lambda: "stale" in self.gateway[1].get(f"/users/{scenario.quote(BOB)}")["states"])
        pair("restart", "2")
        time.sleep(ON_ITS_WAY)

    def none(self, device):
        self.change(device)
        self.confirmed(device)
        wait_for("the device in the copy", lambda: any(d["device_id"] == device for d in self.gateway[1].get(f"/users/{scenario.quote(BOB)}")["devices"]))
        time.sleep(ON_ITS_WAY)

    def cure(self, device):
        pair("pass")
        for gateway, server in ((self.gateway[1], HS2), (self.gateway[2], HS1)):
            gateway.call(f"/destinations/{scenario.quote(server)}/reset", "POST")
        # A deletion is a change, too, and wakes the sender.
        token = scenario.login(2, "bob", device=device)["access_token"]
        scenario.call(2, "POST", "/_matrix/client/v3/logout", {}, token)
        end = time.monotonic() + CURED
        def stale():
            return "stale" in self.gateway[1].get(f"/users/{scenario.quote(BOB)}")["states"]
        while (now := self.asked())["station"] != "in_step" or stale():
            assert time.monotonic() < end, f"not in step again: {now}"
            self.gateway[1].refresh(BOB, 3_000)
            time.sleep(1)

    def arrived(self, device):
        """Whether hs1 has the device, by its own table: then nothing is lost, whatever was tried."""
        with sqlite3.connect(f"file:{DATA / 'hs1/homeserver.db'}?mode=ro", uri=True) as database:
            found = database.execute("SELECT 1 FROM device_lists_remote_cache WHERE user_id = ? AND device_id = ?", (BOB, device)).fetchone()
        database.close()
        return found is not None

    # --- one loss -----------------------------------------------------------------------------------------------------------

    def lose(self, number, place):
        # A connection that nginx has kept, or a server that asks at once when it is up again, may bring what was to be lost: the homeserver's
        # own table says so, and it is tried again.
        for attempt in range(5):
            device = f"LOSS{number}x{attempt}"
            getattr(self, place)(device)
            files = self.case(1), self.case(2)
            if place == "none" or not self.arrived(device):
                break
            print(f"{number} {place}: it arrived; once more", flush=True)
            self.cure(device)
        else:
            raise AssertionError(f"nothing was lost in 5 attempts: {place}")
        both, _ = self.compare(*files)
        wrong = []
        if (both["station"], both["side"]) != EXPECTED[place]:
            wrong.append(f"both sides: {both}")
        if place != "none" and device not in [row["device_id"] for row in both["differ"]]:
            wrong.append(f"{device} is not told: {both['differ']}")
        for file in files:
            alone, code = self.compare(file)
            if (alone["station"], alone["side"], alone["differ"], code) != ("cannot_tell", "unknown", [], 4):
                wrong.append(f"one side: {alone}")
        print(f"{number} {place}: {both['station']} {both['ground']} {both['side']}{'' if not wrong else '   WRONG ' + '; '.join(wrong)}", flush=True)
        if place != "none":
            self.cure(device)
        return not wrong


def main():
    program, losses = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 6
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    harness.skip_unless_possible()
    dice = random.Random(seed)
    # Each place at least once, and as often nothing lost as chance has it.
    places = ["none", "never", "between", "here"] + dice.choices(["never", "between", "here"], k=max(0, losses - 3))
    dice.shuffle(places)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="lockstep-sides-") as folder:
        sides = Sides(program, folder)
        try:
            right = [sides.lose(number, place) for number, place in enumerate(places)]
        finally:
            sides.stop()
    print(f"{sum(right)} of {len(right)} told right")
    sys.exit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
