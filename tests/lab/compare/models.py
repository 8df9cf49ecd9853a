# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a receiver knows of one user, twice: in the strict reading of the specification (what the lab does), and as Synapse's
handlers/device.py keeps it, quirks included. A difference between the two is explained by the quirk that makes it."""

TOO_MANY = 1000  # devices; Synapse ignores a longer list


class Strict:
    """One unknown prev_id is enough for a resync; an id that is known came before; a resync that is due makes everything wait."""

    def __init__(self):
        self.known, self.stale = set(), False

    def decide(self, updates):
        """"resync" if a new one is needed, "waits" if one is due already, "no"; the update that decided."""
        outcome, cause = "no", None
        for update in updates:
            stream_id, prev = str(update["stream_id"]), [str(p) for p in update.get("prev_id", [])]
            if prev and stream_id in self.known:
                continue
            if self.stale:
                outcome, cause = ("waits", update) if outcome == "no" else (outcome, cause)
            elif prev and all(p in self.known for p in prev):
                self.known.add(stream_id)
            else:
                self.stale, outcome, cause = True, "resync", update
        return outcome, cause

    def fetched(self, answer):
        if answer is not None:
            self.known, self.stale = {str(answer["stream_id"])}, False


class Synapse:
    """One extremity in the database, a set of ids in memory; after a resync the set holds a number and never matches."""

    def __init__(self):
        self.extremity, self.seen, self.snapshot, self.why_old = None, set(), None, None

    def decide(self, updates):
        """Whether the batch needs a resync, and the prev_id that made it so ("" for an empty prev_id)."""
        batch = set()
        for update in updates:
            stream_id, prev = str(update["stream_id"]), [str(p) for p in update.get("prev_id", [])]
            if not prev:
                return True, ""
            for p in prev:
                if p != self.extremity and p not in self.seen and p not in batch:
                    return True, p
            batch.add(stream_id)
        for update in updates:
            self.extremity, self.why_old = str(update["stream_id"]), None
        self.seen |= batch
        return False, None

    def fetched(self, answer, skipped):
        if answer is None:
            return
        self.snapshot, self.seen = str(answer["stream_id"]), set()
        if len(answer["devices"]) > TOO_MANY:
            self.why_old = "a list of more than 1,000 devices is ignored, and its stream_id with it"
        elif skipped:
            self.why_old = "a list that equals the cache is skipped, and its stream_id with it"
        else:
            self.extremity, self.why_old = self.snapshot, None


def explain(updates, strict_known, strict, synapse_before, synapse):
    """Why the two differ, by quirk; None if nothing that is known of Synapse says so."""
    (resync, prev), (outcome, cause) = synapse, strict
    extremity, why_old, snapshot = synapse_before.extremity, synapse_before.why_old, synapse_before.snapshot
    if resync and outcome == "no":
        known = next((u for u in updates if str(u["stream_id"]) in strict_known and prev in map(str, u.get("prev_id", []))), None)
        if known is not None:
            return "a repetition, or part of a list that was fetched: the lab knows its stream_id, Synapse looks at prev_id alone"
        if prev == snapshot and why_old:
            return why_old
        if prev == snapshot:
            return "after a resync its stream_id is remembered as a number, and prev_ids are text: known only until the next update"
        return None
    if outcome == "waits":
        return "a resync that failed is due: the lab waits for it, Synapse decides by the old extremity"
    if not resync and outcome == "resync":
        unknown = [str(p) for p in cause.get("prev_id", []) if str(p) not in strict_known]
        if unknown and all(p == extremity for p in unknown) and why_old:
            return why_old + "; the old one still counts"
    return None
