# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A remote server's updates for one user, at random but seeded, with everything that goes wrong on the way."""
import base64
import hashlib

KINDS = {
    "normal": 26, "fork": 6, "lost": 9, "quiet loss": 8, "repeat": 7, "swapped": 5, "placeholder": 3, "pruned": 3, "no prev_id": 2,
    "batch": 7, "batch after a loss": 4, "delete": 5, "unknown": 3, "text ids": 2, "names itself": 1, "named twice": 2,
    "list of before": 4, "list without a number": 2, "failing": 5, "many devices": 1, "signing keys": 4, "foreign": 2, "stranger": 2, "slow writer": 5,
}


class Step:
    def __init__(self, kind, edus, answer, fails=False):
        self.kind, self.edus, self.answer, self.fails = kind, edus, answer, fails

    @property
    def updates(self):
        return [edu["content"] for edu in self.edus if edu["edu_type"] == "m.device_list_update"]


class Sender:
    def __init__(self, random, user):
        self.random, self.user = random, user
        self.newest, self.before = random.randrange(10, 1000), 0
        self.heads, self.names, self.sent, self.waiting = [], {f"D{i}": f"device {i}" for i in range(3)}, [], []

    def list(self, stream_id=None):
        """What GET /user/devices answers."""
        return {"user_id": self.user, "stream_id": self.newest if stream_id is None else stream_id,
                "devices": [{"device_id": device, "device_display_name": name} for device, name in sorted(self.names.items())]}

    def update(self, prev=None, change=True, device=None, head=True):
        """The next update; by default it names all heads and renames a device."""
        self.before, self.newest = self.newest, self.newest + self.random.choice((1, 1, 1, 2, 5))
        prev = list(self.heads) if prev is None else prev
        device = device or self.random.choice(sorted(self.names))
        content = {"user_id": self.user, "device_id": device, "stream_id": self.newest, "prev_id": prev}
        if device not in self.names:
            content["deleted"] = True
        else:
            if change:
                self.names[device] = f"{device} at {self.newest}"
            content["device_display_name"] = self.names[device]
        if head:
            self.heads = [self.newest]
        edu = {"edu_type": "m.device_list_update", "content": content}
        self.sent = (self.sent + [edu])[-6:]
        return edu

    def level(self):
        """Makes every receiver fetch a list that is new to it."""
        self.waiting = []
        return Step("level", [self.update(prev=[])], self.list())

    def step(self):
        if self.waiting:
            kind, edus, fails = self.waiting.pop(0)
            return Step(kind, edus, self.list(), fails)
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
        return getattr(self, "_" + kind.replace(" ", "_"), self._normal)(kind)

    def _normal(self, kind):
        return Step(kind, [self.update()], self.list())

    def _fork(self, kind):
        common = list(self.heads)
        first = self.update(prev=common)
        second = self.update(prev=common)
        self.heads = [first["content"]["stream_id"], second["content"]["stream_id"]]
        self.waiting = [("fork, second writer", [second], False)]
        if self.random.random() < 0.5:
            self.waiting.append(("merge", [self.update()], False))
        return Step(kind, [first], self.list())

    def _lost(self, kind):
        for _ in range(self.random.randrange(1, 4)):
            self.update()
        return Step(kind, [self.update()], self.list())

    def _quiet_loss(self, kind):
        self.update(change=False)
        if self.random.random() < 0.6:
            self.waiting = [("after it", [self.update(change=False)], False)]
        if self.waiting and self.random.random() < 0.5:
            return Step(kind, [self.waiting.pop(0)[1][0]], self.list())
        return Step(kind, [self.update(change=False)], self.list())

    def _repeat(self, kind):
        return Step(kind, [self.random.choice(self.sent)] if self.sent else [self.update()], self.list())

    def _swapped(self, kind):
        first, second = self.update(), self.update()
        self.waiting = [("the one before it", [first], False), ("normal", [self.update()], False)]
        return Step(kind, [second], self.list())

    def _placeholder(self, kind):
        edu = {"edu_type": "m.device_list_update",
               "content": {"user_id": self.user, "device_id": "placeholder", "stream_id": 1, "prev_id": []}}
        self.names[self.random.choice(sorted(self.names))] = f"changed unseen, {self.newest}"
        return Step(kind, [edu], self.list(self.random.choice((0, 1, self.newest))))

    def _pruned(self, kind):
        return Step(kind, [self.update(prev=[])], self.list())

    def _no_prev_id(self, kind):
        edu = self.update()
        del edu["content"]["prev_id"]
        return Step(kind, [edu], self.list())

    def _batch(self, kind):
        return Step(kind, [self.update() for _ in range(self.random.randrange(2, 5))], self.list())

    def _batch_after_a_loss(self, kind):
        self.update()
        return self._batch(kind)

    def _delete(self, kind):
        if len(self.names) < 2:
            self.names[f"N{self.newest}"] = "new"
        device = self.random.choice(sorted(self.names))
        del self.names[device]
        return Step(kind, [self.update(device=device)], self.list())

    def _unknown(self, kind):
        return Step(kind, [self.update(prev=[*self.heads, self.newest + 10_000])], self.list())

    def _text_ids(self, kind):
        return Step(kind, [self.update(prev=[str(head) for head in self.heads])], self.list())

    def _names_itself(self, kind):
        edu = self.update()
        edu["content"]["prev_id"] = [edu["content"]["stream_id"]]
        return Step(kind, [edu], self.list())

    def _named_twice(self, kind):
        return Step(kind, [self.update(prev=self.heads * 2)], self.list())

    def _list_of_before(self, kind):
        self.update()
        edu = self.update()
        return Step(kind, [edu], self.list(self.before))

    def _list_without_a_number(self, kind):
        self.update()
        return Step(kind, [self.update()], self.list(0))

    def _failing(self, kind):
        self.update()
        again = self.random.random() < 0.5
        edu = self.update()
        chain = [("while it fails", [self.random.choice(self.sent)], True)] if again else []
        self.waiting = chain + [("it answers again", [self.update()], False)]
        return Step(kind, [edu], self.list(), True)

    def _many_devices(self, kind):
        self.update()
        step = Step(kind, [self.update()], self.list())
        step.answer["devices"] = [{"device_id": f"M{i}"} for i in range(1001)]
        return step

    def _slow_writer(self, kind):
        """Names what was the newest some time ago."""
        earlier = [edu["content"]["stream_id"] for edu in self.sent[-4:-1]] or self.heads
        return Step(kind, [self.update(prev=[self.random.choice(earlier)])], self.list())

    def _signing_keys(self, kind):
        public = base64.b64encode(hashlib.sha256(f"{self.user}{self.newest}".encode()).digest()).decode().rstrip("=")
        key = {"user_id": self.user, "usage": ["master"], "keys": {f"ed25519:{public}": public}}
        return Step(kind, [{"edu_type": "m.signing_key_update", "content": {"user_id": self.user, "master_key": key}}, self.update()],
                    self.list())

    def _foreign(self, kind):
        """About a user of another server: nobody may listen, and the chain goes on without it."""
        edu = {"edu_type": "m.device_list_update", "content": {**self.update(head=False)["content"], "user_id": "@admin:localhost:18448"}}
        self.sent.pop()
        return Step(kind, [edu], self.list())

    def _stranger(self, kind):
        edu = {"edu_type": "m.device_list_update", "content": {**self.update(head=False)["content"], "user_id": "@stranger:localhost:28448"}}
        self.sent.pop()
        return Step(kind, [edu], self.list())
