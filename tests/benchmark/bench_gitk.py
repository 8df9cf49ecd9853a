#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_gitk.py BIN EDGES TRANSACTIONS [gitk] [qgit]: one graph in Lockstep's window and in those of gitk and qgit, under Xvfb.

EDGES has a line for each update, "stream_id prev_id …", in order of arrival: each becomes a commit, and so does an update that is named and
not there, after what stood before it. TRANSACTIONS are the same
updates as federation transactions, one JSON a line, which `lockstep FILE` opens. BIN has lockstep. Of each program, in turn and three times:
  first     s from the start until rows of the graph are on the screen; of Lockstep from the click on the user, whose updates were read into
            a history before ("read"), as those of git were into a repository
  complete  s until its processes, with git's, hardly use processor time any more: all is read and laid out
  page      ms from a Page Down until another picture is on the screen, p50 and p95 of 60; how often one can look is the limit, and is told
  memory    MiB, resident, of all of its processes together
Nothing is asserted; ctest does not run it. Needs git, gitk, qgit, xdotool and python3-pil.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DEBIAN = "/usr/bin/python3"
PAGES = 60
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 3))
MOST = 240
QUIET = 1.5
# Where the user stands in Lockstep's list, the rows of its history, and those of the other windows, on a screen of 1200x800.
USER = (190, 138, 330, 147)
HISTORY = (660, 250, 1180, 540)
GRAPH = (20, 60, 700, 330)
TICK = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and all below it."""
    below, all_of = {}, [pid]
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = pathlib.Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
                below.setdefault(int(fields[1]), []).append(int(entry))
            except OSError:
                pass
    for one in all_of:
        all_of += below.get(one, [])
    return all_of


def ticks(pid):
    total = 0
    for one in tree(pid):
        try:
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])
        except OSError:
            pass
    return total


def resident(pid):
    total = 0
    for one in tree(pid):
        try:
            total += next(int(line.split()[1]) for line in pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return total / 1024


def screen():
    from PIL import ImageGrab
    for _ in range(100):  # a busy machine's display is there a while after xvfb-run says so
        try:
            return ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the screen cannot be looked at")


def is_full(picture, place):
    """Whether rows stand there in most of the height: letters and lines on many lines of the screen."""
    grey = picture.convert("L").crop(place)
    wide, high = grey.size
    data = grey.tobytes()
    busy = sum(len(set(data[y * wide:(y + 1) * wide])) > 6 for y in range(high))
    return busy > high * 0.45


class Peer:
    def __init__(self, name, command, place, directory=None):
        self.name, self.command, self.place, self.directory = name, command, place, directory

    def wait(self, process, place):
        """Until rows stand there and nothing is worked on: s till the one and till the other."""
        began = time.monotonic()
        first, seen = None, [(began, ticks(process.pid))]
        while time.monotonic() - began < MOST:
            if first is None and is_full(screen(), place):
                first = time.monotonic() - began
            seen.append((time.monotonic(), ticks(process.pid)))
            # A cursor that blinks and a clock cost a tick now and then.
            before = next((one for one in reversed(seen) if seen[-1][0] - one[0] >= QUIET), None)
            if first is not None and before and seen[-1][1] - before[1] <= 3:
                return first, max(before[0] - began, first)
            time.sleep(0.05)
        return first, None

    def run(self, environment):
        process = subprocess.Popen(self.command, cwd=self.directory, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            read = None
            if self.name == "lockstep":
                read = self.wait(process, USER)[0]
                subprocess.run(["xdotool", "mousemove", "260", "142"])
                time.sleep(0.2)
            began = time.monotonic()
            if self.name == "lockstep":
                subprocess.run(["xdotool", "click", "1", "sleep", "0.1", "mousemove", "755", "186", "click", "1"])
            clicking = time.monotonic() - began
            first, complete = (None if one is None else one + clicking for one in self.wait(process, self.place))
            memory = resident(process.pid)
            pages = self.scroll()
            if folder := os.environ.get("BENCH_PICTURES"):
                screen().save(pathlib.Path(folder) / f"{self.name}.png")
            return read, first, complete, memory, pages
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def scroll(self):
        subprocess.run(["xdotool", "mousemove", str(self.place[0] + 60), str(self.place[1] + 60), "click", "1"])
        time.sleep(1)
        took = []
        for _ in range(PAGES):
            before = screen().tobytes()
            began = time.monotonic()
            subprocess.run(["xdotool", "key", "Next"])
            while screen().tobytes() == before and time.monotonic() - began < 5:
                pass
            took.append((time.monotonic() - began) * 1000)
        return sorted(took)


def commits(edges):
    """The graph for git fast-import."""
    marks, last, number = {}, None, 0

    def commit(text, parents):
        nonlocal number
        number += 1
        lines = [f"commit refs/heads/main\nmark :{number}\ncommitter u <u@hs> {1700000000 + number} +0000\ndata {len(text)}\n{text}"]
        lines += [f"{'merge' if at else 'from'} :{parent}" for at, parent in enumerate(parents)]
        return "\n".join(lines) + "\n\n"

    for line in edges:
        stream, *named = line.split()
        text = ""
        for one in named:
            if one not in marks:
                text += commit(f"never received {one}", [last] if last else [])
                marks[one] = number
        text += commit(f"update {stream}", list(dict.fromkeys(marks[one] for one in named)))
        last = marks[stream] = number
        yield text.encode()


def mended_gitk(home):
    """That of Debian 12 (2.39.5-0+deb12u3) gives git --stdin behind the names of commits, which git refuses: nothing is ever shown."""
    text = pathlib.Path(shutil.which("gitk")).read_text()
    mended = home / "gitk"
    mended.write_text(text.replace("--parents --boundary $args --stdin]", "--parents --boundary --stdin $args]"))
    return mended


def main():
    binaries, edges, transactions = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    wanted = sys.argv[4:] or ["gitk", "qgit"]
    with tempfile.TemporaryDirectory() as directory:
        home = pathlib.Path(directory)
        environment = dict(os.environ, HOME=directory, XDG_CONFIG_HOME=directory, XDG_RUNTIME_DIR=directory, QT_QPA_PLATFORM="xcb", LC_ALL="C.UTF-8")
        repository = home / "graph"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", repository], check=True)
        importing = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet"], stdin=subprocess.PIPE)
        with open(edges, encoding="ascii") as lines, importing.stdin:
            for text in commits(lines):
                importing.stdin.write(text)
        if importing.wait() != 0:
            raise SystemExit("git fast-import failed")
        print("commits:", subprocess.run(["git", "-C", repository, "rev-list", "--all", "--count"], capture_output=True, text=True).stdout.strip(), flush=True)
        peers = [Peer("lockstep", [binaries / "lockstep", "--size", "1200x800", "--settings", home / "l.ini", "--page", "users", transactions],
                      HISTORY)]
        if "gitk" in wanted:
            peers.append(Peer("gitk", ["wish", mended_gitk(home), "--", "--all"], GRAPH, repository))
        if "qgit" in wanted:
            peers.append(Peer("qgit", ["qgit", "--all"], GRAPH, repository))
        looks = []
        for _ in range(10):
            began = time.monotonic()
            screen()
            looks.append((time.monotonic() - began) * 1000)
        print(f"a look at the screen takes {statistics.median(looks):.0f} ms; load {os.getloadavg()[0]:.1f}", flush=True)
        for turn in range(ROUNDS):
            for peer in peers:
                read, first, complete, memory, pages = peer.run(environment)
                say = lambda value: f"{value:.1f} s" if value is not None else f"not in {MOST} s"
                print(f"{turn + 1} {peer.name:9} {'read ' + say(read) + '  ' if read else ''}first {say(first):>12}  complete {say(complete):>12}  page p50 {pages[len(pages) // 2]:.0f} ms, "
                      f"p95 {pages[len(pages) * 95 // 100]:.0f} ms  memory {memory:.0f} MiB  load {os.getloadavg()[0]:.1f}", flush=True)
                time.sleep(1)


if __name__ == "__main__":
    try:
        import PIL  # noqa: F401
    except ImportError:
        os.execv(DEBIAN, [DEBIAN, *sys.argv])
    if "DISPLAY" not in os.environ:
        sys.exit(subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1200x800x24 -ac", sys.executable, __file__, *sys.argv[1:]]).returncode)
    main()
