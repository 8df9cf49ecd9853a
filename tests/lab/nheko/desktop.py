# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Nheko on a screen, a session bus and a home of its own: keys and clicks for it, and what its log and its settings say."""
import configparser
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import time

# No service is started over this bus: no keyring, no notifications, nothing of the machine's user.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={directory}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""

SETTINGS = """[General]
run_without_secure_secrets_service=true

[user]
expose_dbus_api=true
reduced_motion=true
desktop_notifications=false
"""

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
IPC_RMID = 0


def dies_with_us():
    """In a child: it is ended when this program ends, however that ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Desktop:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.processes, self.logs, self.nheko, self.window = [], [], None, None
        for name in ("config/nheko", "cache", "data", "run", "tmp"):
            (self.directory / name).mkdir(parents=True, mode=0o700)
        self.settings = self.directory / "config/nheko/nheko.conf"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.directory), "LANG": "C.UTF-8", "TMPDIR": str(self.directory / "tmp"),
                            "XDG_CONFIG_HOME": str(self.directory / "config"), "XDG_CACHE_HOME": str(self.directory / "cache"),
                            "XDG_DATA_HOME": str(self.directory / "data"), "XDG_RUNTIME_DIR": str(self.directory / "run"),
                            "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software", "LIBGL_ALWAYS_SOFTWARE": "1", "QT_SCALE_FACTOR": "1",
                            # Nheko asks https://alpha.lab for its .well-known; nobody outside is to be asked, nor waited for.
                            "https_proxy": "http://127.0.0.1:1"}

    def started(self, command, **more):
        process = subprocess.Popen(command, env=self.environment, preexec_fn=dies_with_us, stdin=subprocess.DEVNULL, **more)
        self.processes.append(process)
        return process

    def start(self):
        read, write = os.pipe()
        self.started(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.environment["DISPLAY"] = ":" + number.readline().strip()
        bus = self.directory / "bus.conf"
        bus.write_text(BUS.format(directory=self.directory / "run"))
        daemon = self.started(["dbus-daemon", f"--config-file={bus}", "--nofork", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()
        self.settings.write_text(SETTINGS)
        self.start_nheko()

    def start_nheko(self):
        self.logs.append(self.directory / f"nheko-{len(self.logs)}.log")
        with open(self.logs[-1], "w", encoding="utf-8") as output:
            self.nheko = self.started(["nheko", "--log-level", "debug", "--log-type", "stderr"], stdout=output, stderr=subprocess.STDOUT)
        self.until("Nheko is there", lambda: "starting nheko" in self.log() and self.windows("nheko"), seconds=120)
        self.window = self.windows("nheko")[0]
        self.focus(self.window)

    def restart_nheko(self):
        self.end_nheko()
        self.start_nheko()

    def end_nheko(self):
        self.processes.remove(self.nheko)
        self.ended(self.nheko)
        self.remove_shared_memory(self.nheko.pid)

    @staticmethod
    def ended(process):
        process.terminate()
        try:
            process.wait(20)  # the address space of Nheko's database is large, and some kernels take seconds to take it down
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def end(self):
        if self.nheko:
            self.end_nheko()
        for process in reversed(self.processes):
            self.ended(process)

    @staticmethod
    def remove_shared_memory(creator):
        """The segment by which a Nheko finds an older self stays when it is ended by a signal, and the next would take itself for the second."""
        header, *rows = pathlib.Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()
        names = header.split()
        for row in (dict(zip(names, row.split())) for row in rows):
            if int(row["cpid"]) == creator:
                LIBC.shmctl(int(row["shmid"]), IPC_RMID, None)

    def until(self, what, condition, seconds=60, again=None, pause=0.1):
        """Looks every \a pause seconds whether there is \a condition, and returns it; does \a again before each pause."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.nheko.poll() is None, f"{what}: Nheko has ended with {self.nheko.returncode}"
            if again:
                again()
            next_time = time.monotonic() + pause
            while True:
                found = condition()
                if found:
                    print(f"ok - {what}", flush=True)
                    return found
                if time.monotonic() >= next_time:
                    break
                time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s")

    def log(self):
        """What the Nheko that runs has written."""
        return self.logs[-1].read_text(encoding="utf-8", errors="replace") if self.logs else ""

    def whole_log(self):
        return "".join(log.read_text(encoding="utf-8", errors="replace") for log in self.logs)

    def logged(self, pattern):
        """What the last line with \a pattern has for its first group, or None."""
        found = re.findall(pattern, self.log())
        return found[-1] if found else None

    def setting(self, section, name):
        """One of Nheko's own settings, as it has written it down."""
        parser = configparser.RawConfigParser(strict=False)
        parser.read(self.settings, encoding="utf-8")
        return parser.get(section, name)

    def run(self, *command):
        return subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False).stdout

    def windows(self, title):
        return self.run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()

    def size(self):
        found = re.search(r"Geometry: (\d+)x(\d+)", self.run("xdotool", "getwindowgeometry", self.window))
        return int(found[1]), int(found[2])

    def focus(self, window):
        self.run("xdotool", "windowfocus", "--sync", window)

    def keys(self, *keys):
        self.run("xdotool", "key", "--delay", "40", *keys)

    def write(self, text):
        self.run("xdotool", "type", "--delay", "20", text)

    def click(self, x, y):
        self.run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def bus(self, method, *arguments):
        return self.run("dbus-send", "--session", "--print-reply", "--dest=im.nheko.Nheko", "/", f"im.nheko.Nheko.{method}", *(f"string:{a}" for a in arguments))
