# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trouble that the live tests play beside a real pair, and how the histories of the gateways that heard of it are compared."""
import difflib
import json
import random
import sys
import threading
import time

import harness
import scenario
from harness import BOB, pair, wait_for


class Killer:
    """Ends gateways with kill -9 again and again, at any moment, and starts each at once where its history stands."""

    def __init__(self, gateways, seed):
        self.gateways, self.random, self.ended, self.kills = gateways, random.Random(seed), threading.Event(), 0
        self.failed = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            while not self.ended.wait(self.random.uniform(0.2, 1.0)):
                self.random.choice(self.gateways).kill_and_start()
                self.kills += 1
        except Exception as error:  # told by whoever ends this
            self.failed = error

    def end(self):
        self.ended.set()
        self.thread.join()
        if self.failed:
            raise self.failed


def rows(gateway):
    """A user's history as it is told: what came, from where in the graph, and what became of it."""
    return [(u["kind"], u["device_id"], u["stream_id"], tuple(u["prev_ids"]), u["verdict"], tuple(sorted(u["breaks"])), u["content_known"])
            for u in gateway.all(f"/users/{scenario.quote(BOB)}/updates", "updates")]


def logged(logs):
    """What all of Synapse's processes logged of the user."""
    return [update for log in logs for update in harness.logged_updates(BOB, log)]


def settle(logs):
    """Until nothing comes any more."""
    def quiet():
        before = logged(logs)
        time.sleep(2)
        return before == logged(logs)
    wait_for("the logs to be quiet", quiet, 60)


def shapes():
    """What Synapse never sends: forks, a merge, a repeat, an update before its predecessor, one that starts anew."""
    def edu(stream, *prev, device="SHAPE"):
        return {"device_id": device, "stream_id": 900_000 + stream, "prev_id": [900_000 + p for p in prev]}
    return [[edu(1)], [edu(2, 1, device="FORKA")], [edu(3, 1, device="FORKB")], [edu(4, 2, 3, device="MERGE")], [edu(4, 2, 3, device="MERGE")],
            [edu(6, 5, device="EARLY")], [edu(5, 4, device="LATE")], [edu(8, device="AFTER")]]


def play(logs, killed, piped, journals):
    """20 changes, 3 of them lost, an outage of the receiver, shapes. Meanwhile the gateways `killed` are; the journals are rotated while
    lines come, and what is closed of them is removed while it is quiet. Returns how often a gateway was killed."""
    killer = Killer(killed, 20)
    try:
        for number in range(8):
            scenario.change(number)
            if number == 4:
                for journal in journals:
                    journal.rotate()
        time.sleep(2)
        pair("drop")
        for number in range(8, 11):
            scenario.change(number)
        time.sleep(3)
        pair("pass")
        for number in range(11, 15):
            scenario.change(number)
        settle(logs)
    finally:
        killer.end()
    kills = killer.kills
    # A pipe's reader may go only while the pipe is empty: what it has taken is nowhere else.
    wait_for("the pipe to be read", lambda: len(harness.recorded_updates(piped, BOB)) >= len(logged(logs)))
    for journal in journals:
        journal.rotate()
    time.sleep(3)  # where reading stands in what is of no interest is written every two seconds
    for gateway in (piped, *killed):
        gateway.process.kill()
        gateway.process.wait()
        gateway.process.stdout.close()
    for journal in journals:
        journal.vacuum()
    for number in range(15, 17):
        scenario.change(number)  # nobody reads
    settle(logs)
    for gateway in (piped, *killed):
        gateway.start()
    killer = Killer(killed, 21)
    try:
        pair("restart", "1")  # an outage: what is sent meanwhile comes later, or is collapsed
        for number in range(17, 20):
            scenario.change(number)
        settle(logs)
        pair("send", text="\n".join(json.dumps(shape) + '\n{"sleep": 0.4}' for shape in shapes()) + "\n")
        settle(logs)
    finally:
        killer.end()
    return kills + killer.kills + 1 + len(killed)


def compare(test, gateways, logs, kills, is_text=False, shared=()):
    """All gateways tell the same, which is what Synapse logged; each name stands for what it read.

    Of a text log nobody can tell who wrote a line, so that a gap that such lines both make and fill counts as one, or does not, by what the
    database said at that moment; each gateway looks at it at another one. Synapse never sends that: only shapes() do.

    `shared` are those with one history. It has rows in the order in which the database took them: where one of the gateways was away, a resync
    that it tells of stands behind the updates that others told of meanwhile. Updates stand in the order of all the others."""
    def comparable(row):
        is_shape = row[2] and int(row[2]) >= 900_000
        return row[:5] + (tuple(name for name in row[5] if name != "gap") if is_text and is_shape else row[5],) + row[6:]

    def in_order(told):
        return [row for row in told if row[0] == "update"] + sorted((row for row in told if row[0] != "update"), key=str)

    def different():
        told = {name: [comparable(row) for row in rows(gateway)] for name, gateway in gateways.items()}
        all_rows, found = list(told.values())[0], []
        for name, other in told.items():
            if name in shared:
                same = in_order(other) == in_order(all_rows) and other == told[shared[0]]
            else:
                same = other == all_rows
            if not same:
                found.append((name, other))
        return all_rows, found
    try:
        wait_for("equal histories", lambda: len(different()[0]) >= 20 and not different()[1], 30)
    except AssertionError:
        pass  # what differs is told below
    first, told = next(iter(gateways)), rows(next(iter(gateways.values())))
    all_rows, others = different()
    for name, other in others:
        print("\n".join(difflib.unified_diff([str(row) for row in all_rows], [str(row) for row in other], first, name, n=1, lineterm="")), file=sys.stderr)
    test.assertEqual([name for name, _ in others], [], f"others than {first}")
    test.assertEqual(sorted(harness.recorded_updates(gateways[first], BOB)), sorted(logged(logs)))
    breaks = {name for row in told for name in row[5]}
    test.assertTrue({"gap", "fork", "merge"} <= breaks, breaks)
    for name, gateway in gateways.items():
        states = [source for source in gateway.get("/info")["sources"] if source["kind"] == "log"]
        test.assertEqual({source["state"] for source in states}, {"ok"}, f"{name}: {states}")
    print(f"{len(told)} rows each by {', '.join(gateways)}; killed {kills} times; breaks: {', '.join(sorted(breaks))}", file=sys.stderr)
