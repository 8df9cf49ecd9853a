#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak.py BIN [MINUTES] [SPEED]: a window that stays open beside a busy lab. Nothing is asserted by time; ctest does not run it.

The lab (in a process of its own, its data in files) plays "Life and trouble" SPEED times as fast, for MINUTES. Three windows under Xvfb:
  history   shows a row of @bob:beta.lab's history, which grows all the time
  overview  stays on the page it starts with
  fresh     is opened at the end, at the same place as "history"
What "history" has more than "fresh" is what an hour has left behind; the rest is what such a history costs. Each minute it prints of both
windows the resident memory and the processor time of that minute, the rows that the lab has recorded, and whether the marked row stands
where it stood. Every window has its own settings, and all of them a runtime folder and a display of their own.
"""

import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

USER = "@bob:beta.lab"
ROW = 12
HERE = pathlib.Path(__file__).resolve()


def yaml_at(speed, directory):
    """The built-in scenario with its waits cut; the program takes a scenario from a file as well."""
    lines = []
    for line in (HERE.parents[2] / "resources/scenarios/default.yaml").read_text().splitlines():
        if "- wait: {ms:" in line:
            ms = int(line.split("ms:")[1].strip(" }"))
            line = f"  - wait: {{ms: {max(1, round(ms / speed))}}}"
        lines.append(line)
    path = pathlib.Path(directory) / "soak.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


class Window:
    def __init__(self, program, api, directory, name):
        self.name = name
        self.runtime = pathlib.Path(directory) / name
        self.runtime.mkdir(mode=0o700)
        self.environment = dict(os.environ, LOCKSTEP_PASSWORD="lab-admin", XDG_RUNTIME_DIR=str(self.runtime), QT_QPA_PLATFORM="xcb",
                                HOME=str(self.runtime), XDG_CONFIG_HOME=str(self.runtime), LC_ALL="C.UTF-8", DBUS_SESSION_BUS_ADDRESS="disabled:")
        self.program = program
        self.process = subprocess.Popen([program, "--server", api, "--user", "admin", "--size", "1400x860", "--settings", str(self.runtime / "s.ini")],
                                        env=self.environment, stderr=subprocess.DEVNULL)
        self.cpu_before = 0

    def go(self, place):
        return subprocess.run([self.program, f"lockstep://alpha.lab/{place}"], env=self.environment, timeout=60, capture_output=True).returncode

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu_since(self):
        now = self.cpu()
        before, self.cpu_before = self.cpu_before, now
        return now - before

    def memory(self):
        """Anonymous memory in KiB: what the program holds, without files that are mapped."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Anonymous"))

    def picture(self, path):
        ids = subprocess.run(["xdotool", "search", "--pid", str(self.process.pid), "--onlyvisible", "--name", "Lockstep|lab"], capture_output=True, text=True).stdout.split()
        if not ids:
            return
        subprocess.run(["xdotool", "windowraise", ids[-1]])
        time.sleep(1.5)
        subprocess.run(["import", "-window", ids[-1], str(path)], timeout=60)

    def end(self):
        self.process.terminate()
        self.process.wait(60)


def recorded(data):
    with sqlite3.connect(f"file:{data / 'alpha.lab.history.sqlite'}?mode=ro", uri=True, timeout=30) as database:
        return database.execute("SELECT updates FROM extent").fetchone()[0]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    speed = float(sys.argv[3]) if len(sys.argv) > 3 else 10
    keep = pathlib.Path(os.environ.get("SOAK_PICTURES", tempfile.mkdtemp(prefix="soak-")))
    keep.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(directory) / "data"
        data.mkdir()
        lab = subprocess.Popen([program / "lockstep-lab", "--data", data, "--no-rate-limits", "--scenario", yaml_at(speed, directory)], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
        windows = []
        try:
            servers = json.loads(lab.stdout.readline())["servers"]
            api = next(server["client_api"] for server in servers if "alpha" in json.dumps(server))
            time.sleep(30)
            for name in ("history", "overview"):
                windows.append(Window(program / "lockstep", api, directory, name))
            time.sleep(10)
            print("led to the row:", windows[0].go(f"users/{USER}/updates/{ROW}"), flush=True)
            time.sleep(20)
            windows[0].picture(keep / "start.png")
            print(f"{'min':>4} {'rows':>7}  history: MiB  s/min   overview: MiB  s/min", flush=True)
            table = []
            for minute in range(minutes + 1):
                row = [minute, recorded(data)]
                for window in windows:
                    row += [window.memory() / 1024, window.cpu_since()]
                table.append(row)
                print(f"{row[0]:4} {row[1]:7}  {row[2]:12.1f} {row[3]:6.1f}   {row[4]:13.1f} {row[5]:6.1f}", flush=True)
                if minute < minutes:
                    time.sleep(60)
            windows[0].picture(keep / "end.png")
            fresh = Window(program / "lockstep", api, directory, "fresh")
            windows.append(fresh)
            time.sleep(20)
            fresh.go(f"users/{USER}/updates/{ROW}")
            time.sleep(60)
            fresh.picture(keep / "fresh.png")
            print(f"fresh, at the same place: {fresh.memory() / 1024:.1f} MiB; history now: {windows[0].memory() / 1024:.1f} MiB, overview {windows[1].memory() / 1024:.1f} MiB")
            half = table[len(table) // 2:]
            if len(half) > 2:
                for name, column in (("history", 2), ("overview", 4)):
                    slope = statistics.linear_regression([one[0] for one in half], [one[column] for one in half]).slope
                    print(f"{name}: {slope * 60:+.1f} MiB an hour in the second half, {60 * (half[-1][1] - half[0][1]) / (half[-1][0] - half[0][0]):.0f} rows an hour")
                    print(f"{name}: processor {statistics.mean(one[column + 1] for one in table[2:len(table) // 2]):.1f} s a minute in the first half, "
                          f"{statistics.mean(one[column + 1] for one in half):.1f} in the second")
            print("pictures:", keep)
        finally:
            for window in windows:
                window.end()
            lab.terminate()
            lab.wait(60)


if __name__ == "__main__":
    main()
