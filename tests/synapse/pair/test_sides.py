#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sides of one case, on two real Synapse servers with a gateway beside each: test_sides.py GATEWAY [LOSSES [SEED]]

Loses updates of @bob at random places of their way from hs2 to hs1, with restarts of the receiver or its gateway in between, has both gateways
write their case files, and compares these: with both, side and station have to be right; with one of them alone, nobody may be named. Each of
the places is played once, in about a minute; LOSSES, or LOCKSTEP_LOSSES in the environment, says how many (50 take some fifteen minutes), and
SEED or LOCKSTEP_SEED which. Ends with a table of what was done and what was said. Exits with 77, and says why, where the pair cannot run."""
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
# Where it is lost, what that looks like, and whose matter it is.
EXPECTED = {
    "refused": ("never_sent", "waits_in_queue", "sender"),  # the receiver's proxy takes nothing: it waits
    "unqueued": ("never_sent", "not_queued", "sender"),  # its row in the sender's queue was removed by hand
    "dropped": ("lost_between", "not_in_history", "between"),  # a proxy answered for the receiver, and forgot it
    "unfetched": ("lost_here", "fetch_failing", "receiver"),  # it came, and the list that it asks for cannot be fetched
    "removed": ("lost_here", "not_stored", "receiver"),  # it came, was applied, and its row was removed by hand
    "none": ("in_step", "none", "neither")}
RESTARTS = {"": "", "gateway": "its gateway was killed", "homeserver": "the receiver was restarted"}


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

    def write(self, number, statement, *values):
        """What somebody does to a homeserver's database by hand."""
        with sqlite3.connect(DATA / f"hs{number}/homeserver.db", timeout=30) as database:
            done = database.execute(statement, values).rowcount
        database.close()
        assert done > 0, statement

    def restart(self, what):
        if what == "gateway":
            self.gateway[1].kill_and_start()
        elif what == "homeserver":
            pair("restart", "1")
        wait_for("the receiver's gateway", lambda: self.gateway[1].call("/info")[0] == 200, 60)

    def confirmed(self, device):
        """Waits until hs2 has hs1's confirmation of the device's newest change; its number."""
        def done():
            own, told = self.sender()
            change = next((int(c["stream_id"]) for c in own["changes"] if c["device_id"] == device), 0)
            return change and not told["waiting"] and int(told["confirmed"] or 0) >= change and int(told["confirmed"])
        return wait_for(f"hs1's confirmation of {device}", done, 60)

    # --- the three places -------------------------------------------------------------------------------------------------

    def refused(self, device):
        pair("refuse")
        self.change(device)
        wait_for("an update that waits", lambda: any(w["device_id"] == device for w in self.sender()[1]["waiting"]))

    def unqueued(self, device):
        self.refused(device)
        pair("kill", "2")
        self.write(2, "DELETE FROM device_lists_outbound_pokes WHERE user_id = ? AND device_id = ? AND destination = ?", BOB, device, HS1)
        pair("restart", "2")
        pair("pass")
        time.sleep(ON_ITS_WAY)

    def dropped(self, device):
        pair("drop")
        self.change(device)
        self.confirmed(device)
        pair("pass")
        time.sleep(ON_ITS_WAY)

    def removed(self, device):
        self.none(device)
        self.write(1, "DELETE FROM device_lists_remote_cache WHERE user_id = ? AND device_id = ?", BOB, device)

    def unfetched(self, device):
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

    def lose(self, number, place, restart):
        """(what was done, what was said, what was wrong with that)"""
        # A connection that nginx has kept, or a server that asks at once when it is up again, may bring what was to be lost: the homeserver's
        # own table says so, and it is tried again.
        for attempt in range(5):
            device = f"LOSS{number}x{attempt}"
            getattr(self, place)(device)
            self.restart(restart)
            files = self.case(1), self.case(2)
            if place == "none" or not self.arrived(device):
                break
            print(f"{number} {place}: it arrived; once more", flush=True)
            self.cure(device)
        else:
            raise AssertionError(f"nothing was lost in 5 attempts: {place}")
        both, _ = self.compare(*files)
        wrong = []
        station, ground, side = EXPECTED[place]
        if (both["station"], both["side"]) != (station, side):
            wrong.append(f"both sides: {both}")
        if both["ground"] != ground and not (place == "dropped" and both["ground"] == "named_by_later"):
            wrong.append(f"it rests on {both['ground']}")
        if place != "none" and device not in [row["device_id"] for row in both["differ"]]:
            wrong.append(f"{device} is not told: {both['differ']}")
        alone = []
        for file in files:
            one, code = self.compare(file)
            alone.append(one["station"])
            if (one["station"], one["side"], one["differ"], code) != ("cannot_tell", "unknown", [], 4):
                wrong.append(f"one side: {one}")
        if wrong:  # what the receiver recorded last
            for row in self.gateway[1].all(f"/users/{scenario.quote(BOB)}/updates", "updates")[-6:]:
                print("   ", {name: row.get(name) for name in ("n", "kind", "stream_id", "prev_ids", "device_id", "verdict", "breaks", "detail")}, flush=True)
        if place != "none":
            self.cure(device)
        print(f"{number} {place} {restart}: {both['station']} {both['ground']} {both['side']}{'' if not wrong else '   WRONG ' + '; '.join(wrong)}", flush=True)
        return (str(number), place, RESTARTS[restart], both["station"], both["ground"], both["side"], *alone, "WRONG" if wrong else "right")


def table(rows):
    heads = ("", "what was done", "and then", "with both sides: station", "ground", "side", "receiver alone", "sender alone", "")
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    for row in [heads, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    for place in EXPECTED:
        mine = [row for row in rows if row[1] == place]
        print(f"{place}: {sum(row[-1] == 'right' for row in mine)} of {len(mine)}")


def main():
    def given(place, variable, otherwise):
        return int(sys.argv[place] if len(sys.argv) > place else os.environ.get(variable) or otherwise)
    program, losses = sys.argv[1], given(2, "LOCKSTEP_LOSSES", 5)
    seed = given(3, "LOCKSTEP_SEED", random.randrange(1 << 30))
    harness.skip_unless_possible()
    dice = random.Random(seed)
    # Each place at least once, and once nothing is lost.
    lost = [place for place in EXPECTED if place != "none"]
    places = ["none", *lost, *dice.choices(lost, k=max(0, losses - len(lost)))]
    # In a short run the receiver or its gateway is restarted twice, in a long one a third of the times.
    restarts = [""] * len(places)
    for place in dice.sample(range(len(places)), max(2, len(places) // 3)):
        restarts[place] = dice.choice(["gateway", "homeserver"])
    both = list(zip(places, restarts))
    dice.shuffle(both)
    print(f"seed {seed}", flush=True)
    rows = []
    with tempfile.TemporaryDirectory(prefix="lockstep-sides-") as folder:
        sides = Sides(program, folder)
        try:
            for number, (place, restart) in enumerate(both):
                rows.append(sides.lose(number, place, restart))
        finally:
            sides.stop()
            table(rows)
    right = sum(row[-1] == "right" for row in rows)
    print(f"{right} of {len(both)} told right, seed {seed}")
    sys.exit(0 if right == len(both) else 1)


if __name__ == "__main__":
    main()
