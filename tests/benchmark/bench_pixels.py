#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_pixels.py GATEWAY DESKTOP [CHANGES [FOLDER]]: from the homeserver's database to the screen

Beside the pair with workers: a gateway that reads no log, with Redis and, as its peer in the same run, by the clock alone; the desktop program
in a real window of an X server. A change of a remote list (the name of a device) and one of a queue (one message more) are made CHANGES times
(20), and it is timed from the last moment at which another session of PostgreSQL did not see the change yet to the first one at which the
X server's memory has other pixels in the place where the window shows it. That place is learnt before: what differed after each of a few
changes, and never while nothing happened; a picture of each window goes to FOLDER. Nothing is checked: ctest does not run it. Needs root, the pair, Xvfb and psql."""
import contextlib
import mmap
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "synapse/pair"))
import harness  # noqa: E402
import scenario  # noqa: E402
import test_workers as workers  # noqa: E402
from harness import BOB, pair, wait_for  # noqa: E402

LEARNT = 4  # changes
SIDE = 4  # of a square, pixels
MOST = 100  # squares that are watched
PAUSE = 2.3  # seconds; a page that has just read its rows waits for two until it reads them again
WIDTH, HEIGHT = 1440, 900


class Screen:
    """An X server, and its picture as it lies in its memory."""

    def __init__(self, folder):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.display = ":" + told.readline().strip()
        with open(folder / "Xvfb_screen0", "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # A dump of XWD's format: its header, then the colours of the map, then the rows.
        header = struct.unpack(">25I", self.memory[:100])
        self.line = header[12]
        self.begin = header[0] + 12 * header[19]

    def rows(self):
        return [self.memory[self.begin + y * self.line:self.begin + y * self.line + 4 * WIDTH] for y in range(HEIGHT)]

    def squares(self, cells):
        memory, line, width = self.memory, self.line, 4 * SIDE
        begins = [self.begin + y * SIDE * line + x * width for x, y in cells]
        return [memory[begin + row * line:begin + row * line + width] for begin in begins for row in range(SIDE)]

    def end(self):
        self.memory.close()
        self.server.terminate()
        self.server.wait()


def differences(before, after):
    """The squares in which two pictures differ: column and row."""
    width = 4 * SIDE
    return {(x // width, y // SIDE) for y, (old, new) in enumerate(zip(before, after)) if old != new
            for x in range(0, len(old), width) if old[x:x + width] != new[x:x + width]}


class Place:
    """Where the window shows a change, and nothing else."""

    def __init__(self, screen, change):
        restless, common = set(), None
        for _ in range(LEARNT):
            restless |= self.changes_of(screen, lambda: None, 3)
            seen = self.changes_of(screen, change, 3)
            common = seen if common is None else common & seen
        common -= restless
        if not common:
            raise SystemExit("the window does not show the change")
        # A part of them is enough, from all over the place.
        self.cells = sorted(common)[::max(1, len(common) // MOST)]
        self.count, self.screen = len(common), screen

    @staticmethod
    def changes_of(screen, change, seconds):
        before = screen.rows()
        change()
        time.sleep(seconds)
        return differences(before, screen.rows())

    def look(self):
        return self.screen.squares(self.cells)


class Watch:
    """A session of PostgreSQL that asks for a value again and again: when each was seen first, and when the one before it was seen last."""

    def __init__(self, sql):
        self.psql = subprocess.Popen(["psql", "-XqAt", "-F", "\t", f"postgresql://synapse:synapse@127.0.0.1:{harness.port()}/synapse_hs1"],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.psql.stdin.write(f"SELECT extract(epoch FROM clock_timestamp()), ({sql}) \\watch 0.004\n")
        self.psql.stdin.flush()
        self.value, self.last_without = None, 0.0
        self.seen = 0
        threading.Thread(target=self.follow, daemon=True).start()
        wait_for("PostgreSQL", lambda: self.value is not None)

    def follow(self):
        at = 0.0
        for line in self.psql.stdout:
            parts = line.rstrip("\n").split("\t")
            if len(parts) != 2:
                continue
            if parts[1] != self.value:
                self.last_without, self.value = at, parts[1]
                self.seen += 1
            at = float(parts[0])

    def end(self):
        self.psql.terminate()
        self.psql.wait()


def measure(place, watch, change, count):
    """Milliseconds, sorted; those that did not come in ten seconds are left out."""
    values = []
    for number in range(count):
        time.sleep(PAUSE + 0.053 * number % 0.5)  # not in step with any clock
        before, seen = place.look(), watch.seen
        change()
        deadline = time.monotonic() + 10
        while place.look() == before and time.monotonic() < deadline:
            time.sleep(0.001)
        painted = time.time()
        if time.monotonic() >= deadline:
            continue
        wait_for("the commit", lambda: watch.seen > seen)
        values.append(1000 * (painted - watch.last_without))
    return sorted(values)


@contextlib.contextmanager
def window(desktop, screen, gateway, *arguments):
    with tempfile.TemporaryDirectory(prefix="lockstep-pixels-") as home:
        environment = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb", "LOCKSTEP_PASSWORD": "admin-password", "HOME": home,
                       "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home, "LC_ALL": "C.UTF-8"}
        program = subprocess.Popen([desktop, "--server", scenario.URL[1], "--user", "admin", "--gateway", gateway.url, "--size", f"{WIDTH}x{HEIGHT}",
                                    "--settings", f"{home}/settings", *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            time.sleep(5)
            # The only one of the list, of whom the devices are then shown.
            subprocess.run(["xdotool", "mousemove", "250", "182", "click", "1", "mousemove", "100", "600"], env=environment)
            time.sleep(3)
            yield program
        finally:
            program.terminate()
            program.wait(timeout=20)


def measure_all():
    if reason := workers.why_not():
        sys.exit(f"NOT MEASURED: {reason}")
    gateway_program, desktop = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    count, pictures = int((sys.argv[3:] or [20])[0]), (sys.argv[4:] or [""])[0]
    workers.PROGRAM = gateway_program
    workers.start_pair()
    bob = scenario.login(2, "bob", device="BOBPHONE")["access_token"]
    admin = scenario.login(1, "admin", "admin-password", "SENDER")["access_token"]
    names = iter(range(10, 10**9))

    def rename():
        number = next(names)
        name = ("WWWWWWWW" if number % 2 else "iiiiiiii") + f" {number}"
        scenario.call(2, "PUT", "/_matrix/client/v3/devices/BOBPHONE", {"display_name": name}, bob)

    def send():
        workers.message_to_admin(admin, next(names))

    what = {"list": (rename, ["--page", "users"],
                     f"SELECT stream_id FROM device_lists_remote_extremeties WHERE user_id = '{BOB}'"),
            "queue": (send, ["--page", "queues"], "SELECT max(stream_id) FROM device_inbox")}
    with tempfile.TemporaryDirectory(prefix="lockstep-screen-") as folder:
        for name, option in (("with Redis", f"redis://lockstep:lockstep@127.0.0.1:{workers.REDIS_PORT}"), ("by the clock", "off")):
            gateway = workers.without_logs("--redis", option)
            try:
                wait_for("the first scan", lambda: workers.sources(gateway, "heads")[0]["state"] == "ok")
                for kind, (change, arguments, sql) in what.items():
                    screen, watch = Screen(pathlib.Path(folder)), Watch(sql)
                    change()
                    with window(desktop, screen, gateway, *arguments):
                        if pictures:
                            subprocess.run(["import", "-display", screen.display, "-window", "root", f"{pictures}/{kind}.png"], check=True)
                        place = Place(screen, change)
                        values = measure(place, watch, change, count)
                    watch.end()
                    screen.end()
                    if len(values) < count:
                        print(f"{name}: {kind}: {count - len(values)} changes of {count} did not come to the screen within ten seconds", flush=True)
                    if not values:
                        continue
                    print(f"{name}: {kind} from the database to the screen, median of {len(values)}: {statistics.median(values):.0f} ms, "
                          f"p95 {values[int(0.95 * (len(values) - 1) + 0.5)]:.0f}, best {values[0]:.0f}, worst {values[-1]:.0f} "
                          f"({place.count} squares)", flush=True)
            finally:
                gateway.stop()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        measure_all()
    finally:
        pair("stop")
