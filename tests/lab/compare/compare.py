#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Synapse and the lab are fed the same device list updates: do they decide the same on "resync or not"?

  compare.py LAB-COMPARE-SIDE [UPDATES [SEED]]     default 300 updates; the same seed gives the same updates

hs2 of synapse-pair lends its name and its users, and is then replaced by a stand-in that answers whatever the test wants. Each difference
is listed with the quirk of Synapse that explains it; one that nothing explains is a fault of the lab, and fails. Synapse's verdicts are
also held against what is known of it, so that an explanation is not taken on trust. Takes about a minute and a half.
Exits with 77, and says why, where the pair cannot run."""
import ast
import collections
import copy
import http.server
import json
import os
import pathlib
import random
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[2] / "synapse/pair")]
import harness  # noqa: E402
import models  # noqa: E402
import scenario  # noqa: E402
from harness import DATA, DECIDED, HANDLING, HS1, HS2, LOG, pair, wait_for  # noqa: E402
from sender import Sender  # noqa: E402

USERS = 12
SKIPPED = re.compile(r"Skipping device list resync for (\S+), as our cache matches already")
FAILED = re.compile(r"Failed to handle device list update for (\S+): ")


class StandIn:
    """hs2's federation listener: its published keys as they were, and the lists that the test wants."""

    def __init__(self):
        tls = ssl._create_unverified_context()
        with urllib.request.urlopen("https://127.0.0.1:28448/_matrix/key/v2/server", context=tls) as answer:
            self.keys = json.load(answer)
        self.answers, self.served, self.lock = {}, [], threading.Lock()
        pair("kill", "2")
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, body = outer.answer(self.path)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 28448), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(DATA / "hs2/tls.crt", DATA / "hs2/tls.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path):
        if path == "/_matrix/key/v2/server":
            return 200, self.keys
        if path.startswith("/_matrix/federation/v1/user/devices/"):
            user = urllib.parse.unquote(path.rsplit("/", 1)[1])
            with self.lock:
                answer = self.answers.get(user)
                self.served.append((user, answer))
            return (200, answer) if answer else (404, {"errcode": "M_NOT_FOUND", "error": "not now"})
        if "/send/" in path:
            return 200, {"pdus": {}}
        return 404, {"errcode": "M_UNRECOGNIZED", "error": "a stand-in"}

    def take(self):
        """What was asked for since the last call: user → list of answers, None for a failure."""
        taken = collections.defaultdict(list)
        with self.lock:
            for user, answer in self.served:
                taken[user].append(answer)
            self.served = []
        return taken


class SynapseSide:
    """hs1: what it is sent, and what it says of it in its log."""

    def __init__(self, stand_in):
        self.stand_in, self.log = stand_in, open(LOG, encoding="utf-8", errors="replace")
        self.database = harness.Homeserver("sqlite")
        self.sending = subprocess.Popen([harness.HERE / "synapse-pair", "send"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def round(self, steps):
        """Sends each user's step; returns user → (groups of handled updates with their verdicts, answers fetched, whether skipped)."""
        self.log.seek(0, os.SEEK_END)
        self.stand_in.take()
        for user, step in steps.items():
            self.stand_in.answers[user] = None if step.fails else step.answer
        for step in steps.values():
            self.sending.stdin.write(json.dumps(step.edus) + "\n")
            self.sending.stdin.flush()
            said = self.sending.stdout.readline().strip()
            assert said.startswith("200 "), f"Synapse answered {said!r} to {step.edus}"
        lines = self.log.readlines()
        groups = {user: self.groups(lines, user) for user in steps}
        resyncing = {user for user in steps if any(verdict for _, verdict in groups[user])}

        def ended():
            lines.extend(self.log.readlines())
            failed = {found[1] for line in lines if (found := FAILED.search(line))}
            with self.stand_in.lock:
                served = {user for user, _ in self.stand_in.served}
            marked = {row[0] for row in self.database.execute("SELECT user_id FROM device_lists_remote_resync")}
            return all(user in served and (user in failed if steps[user].fails else user not in marked) for user in resyncing)
        wait_for("the end of the resyncs", ended, 30)
        time.sleep(0.15)  # the last thing a resync does, to forget the updates seen so far, leaves no trace
        lines += self.log.readlines()
        skipped = {found[1] for line in lines if (found := SKIPPED.search(line))}
        fetched = self.stand_in.take()
        return {user: (groups[user], fetched[user], user in skipped) for user in steps}

    @staticmethod
    def groups(lines, user):
        """[([(stream_id, device_id), …] in the order in which Synapse handled them, verdict), …]"""
        groups, waiting = [], []
        for line in lines:
            if (found := HANDLING.search(line)) and found[1] == user:
                waiting.append((found[3], found[2], ast.literal_eval(found[4])))
            elif (found := DECIDED.search(line)) and found[1] == user:
                groups.append((waiting, found[2] == "True"))
                waiting = []
        return groups

    def close(self):
        self.sending.stdin.close()
        self.sending.wait(timeout=20)
        self.sending.stdout.close()
        self.log.close()


class LabSide:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def step(self, user, edus, answer, retry):
        body = {"user_id": user, "edus": edus, "answer": answer or {}, "status": 200 if answer else 404, "retry": retry}
        self.process.stdin.write(json.dumps(body) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert "error" not in said, said
        return said

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class Comparison:
    def __init__(self, program, seed):
        users = [f"u{i}" for i in range(USERS)]
        admin = scenario.login(1, "admin", "admin-password", "ADMINDEV")
        for user in [*users, "stranger"]:
            scenario.register(2, user)
        sessions = [scenario.login(2, user, device="D0") for user in users]
        room = scenario.call(1, "POST", "/_matrix/client/v3/createRoom", {
            "preset": "private_chat", "invite": [session["user_id"] for session in sessions]}, admin["access_token"])["room_id"]
        for session in sessions:
            self.join(session, room)
        time.sleep(1)  # what hs2 has to say about its users' devices
        self.stand_in = StandIn()
        self.synapse, self.lab = SynapseSide(self.stand_in), LabSide(program)
        self.senders = {f"@{user}:{HS2}": Sender(random.Random(f"{seed}/{user}"), f"@{user}:{HS2}") for user in users}
        self.strict = {user: models.Strict() for user in self.senders}
        self.known_of_synapse = {user: models.Synapse() for user in self.senders}
        self.to_level = set(self.senders)
        self.updates = self.resyncs = self.same = 0
        self.kinds, self.explained, self.unexplained = collections.Counter(), collections.defaultdict(list), []

    @staticmethod
    def join(session, room):
        """hs2 lets ten join in a hurry, then one a second."""
        def joined():
            try:
                return scenario.call(2, "POST", f"/_matrix/client/v3/join/{scenario.quote(room)}?server_name={scenario.quote(HS1)}", {}, session["access_token"])
            except SystemExit as refused:
                if ": 429 " not in str(refused):
                    raise
                return None
        wait_for("the join", joined)

    def run(self, wanted):
        while self.updates < wanted:
            steps = {user: sender.level() if user in self.to_level else sender.step() for user, sender in self.senders.items()}
            # what the sender does to its own messages afterwards is not what was sent
            steps = copy.deepcopy(steps)
            self.to_level.clear()
            for user, (groups, fetched, skipped) in self.synapse.round(steps).items():
                self.compare(user, steps[user], groups, fetched, skipped)

    def compare(self, user, step, groups, fetched, skipped):
        strict, synapse = self.strict[user], self.known_of_synapse[user]
        before, known = copy.deepcopy(synapse), set(strict.known)
        by_id = {(str(update["stream_id"]), update["device_id"]): update for update in step.updates}
        handled = [[by_id[stream, device] for stream, device, _ in group] for group, _ in groups]
        order = [update for group in handled for update in group]
        # Synapse may handle the updates of one transaction in another order; the lab gets them in that one.
        others = [edu for edu in step.edus if edu["edu_type"] != "m.device_list_update" or edu["content"]["user_id"] != user]
        edus = others + [{"edu_type": "m.device_list_update", "content": update} for update in order]

        observed = any(verdict for _, verdict in groups)
        expected = [synapse.decide(group) for group in handled]
        good = next((answer for answer in reversed(fetched) if answer), None)
        was_stale = strict.stale
        outcome = strict.decide(order)
        said = self.lab.step(user, edus, good or (None if step.fails or was_stale else step.answer), bool(good))
        resynced = "resync" in said["verdicts"]
        if said["fetches"] and not said["stale"]:
            strict.fetched(good or step.answer)
        synapse.fetched(good, skipped)

        leveling = step.kind == "level"
        self.updates += 0 if leveling else len(step.updates)
        self.resyncs += observed and not leveling
        self.kinds[step.kind] += 1
        about = f"{user} {step.kind}: {' + '.join(str(u['stream_id']) + ' <- ' + str(u.get('prev_id', '-')) for u in step.updates)}"
        if not leveling and [verdict for _, verdict in groups] != [decided for decided, _ in expected]:
            self.unexplained.append(f"{about}: Synapse decides other than is known of it: {groups}, expected {expected}")
        if not leveling and resynced != (outcome[0] == "resync") or said["stale"] != strict.stale or (step.kind in ("foreign", "stranger") and (groups or said["verdicts"])):
            self.unexplained.append(f"{about}: the lab is not strict: {said}, expected {outcome[0]}, stale {strict.stale}")
        if leveling or resynced == observed:
            self.same += not leveling
            # several batches, one of them a resync: whether the others came before the list or after it cannot be told
            if len(groups) > 1 and observed:
                self.to_level.add(user)
            return
        decided = next(((resync, prev) for resync, prev in expected if resync), (False, None))
        why = models.explain(order, known, outcome, before, decided)
        text = f"{about}: Synapse {'resyncs' if observed else 'applies'}, the lab {'resyncs' if resynced else 'waits' if outcome[0] == 'waits' else 'does not'}"
        if why is None:
            self.unexplained.append(text)
        else:
            self.explained[why].append(text)
        if not (outcome[0] == "waits" and strict.stale):
            self.to_level.add(user)

    def report(self):
        print("steps: " + ", ".join(f"{count} {kind}" for kind, count in sorted(self.kinds.items())))
        for why, differences in sorted(self.explained.items()):
            print(f"\n{len(differences)} times: {why}")
            print("".join(f"  {difference}\n" for difference in differences), end="")
        if self.unexplained:
            print(f"\n{len(self.unexplained)} UNEXPLAINED:")
            print("".join(f"  {difference}\n" for difference in self.unexplained), end="")
        print(f"\n{self.updates} updates of {USERS} users, {self.resyncs} steps with a resync; decided alike in {self.same} steps, "
              f"{sum(map(len, self.explained.values()))} differences explained, {len(self.unexplained)} not")
        return 1 if self.unexplained else 0

    def close(self):
        self.synapse.close()
        self.lab.close()
        self.stand_in.server.shutdown()
        self.stand_in.server.server_close()


def main(program, wanted=300, seed=2638):
    started = time.monotonic()
    pair("start", "sqlite")
    try:
        comparison = Comparison(program, seed)
        print(f"seed {seed}; ready after {time.monotonic() - started:.0f} s", flush=True)
        try:
            comparison.run(int(wanted))
        finally:
            comparison.close()
        result = comparison.report()
    finally:
        pair("stop")
    print(f"{time.monotonic() - started:.0f} s")
    return result


if __name__ == "__main__":
    harness.skip_unless_possible("NOT COMPARED WITH A REAL SYNAPSE")
    sys.exit(main(*sys.argv[1:]))
