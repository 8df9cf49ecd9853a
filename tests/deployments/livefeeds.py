# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A homeserver's log, handed on line by line while it grows: to a pipe, to a real systemd-journald, to systemd-journal-remote."""
import os
import pathlib
import socket
import subprocess
import threading
import time

from harness import wait_for

JOURNALD = "/lib/systemd/systemd-journald"
REMOTE = "/lib/systemd/systemd-journal-remote"


class Lines:
    """A log's lines as they come, given to a function, as a service manager gets them from standard output."""

    def __init__(self, log, take):
        self.tail = subprocess.Popen(["tail", "-n", "+1", "-s", "0.05", "-F", str(log)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.failed = None
        self.thread = threading.Thread(target=self.run, args=(take,), daemon=True)
        self.thread.start()

    def run(self, take):
        for line in self.tail.stdout:
            try:
                take(line.rstrip(b"\n"))
            except (OSError, ValueError) as error:
                self.failed = error
                return

    def end(self):
        self.tail.terminate()
        self.tail.wait()
        self.thread.join()
        self.tail.stdout.close()


class Pipe:
    """Of each log a pipe that its writers and this program hold open, so that what is written waits for a reader that is away."""

    def __init__(self, folder, logs):
        self.paths, self.held, self.lines = [], [], []
        for name, log in logs.items():
            path = pathlib.Path(folder) / f"{name}.fifo"
            os.mkfifo(path)
            end = os.open(path, os.O_RDWR)
            self.paths.append(path)
            self.held.append(end)
            self.lines.append(Lines(log, lambda line, end=end: os.write(end, line + b"\n")))

    def end(self):
        for lines in self.lines:
            lines.end()
        for end in self.held:
            os.close(end)


class RemoteJournal:
    """Journal entries of another host, as they arrive here: systemd's own receiver, fed with one entry a line."""

    def __init__(self, folder, logs):
        self.folder = pathlib.Path(folder) / "remote"
        self.folder.mkdir()
        self.writer = subprocess.Popen([REMOTE, f"--output={self.folder}/remote.journal", "--split-mode=none", "-"], stdin=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
        self.began, self.lock = time.monotonic(), threading.Lock()
        self.lines = [Lines(log, lambda line, name=name: self.take(name, line)) for name, log in logs.items()]

    def take(self, name, line):
        with self.lock:
            fields = [b"__REALTIME_TIMESTAMP=%d" % (time.time() * 1e6), b"__MONOTONIC_TIMESTAMP=%d" % ((time.monotonic() - self.began) * 1e6 + 1),
                      b"_BOOT_ID=00000000000000000000000000000001", b"_HOSTNAME=host", b"_PID=7", b"_TRANSPORT=stdout",
                      b"_SYSTEMD_UNIT=%s.service" % name.encode()]
            self.writer.stdin.write(b"\n".join(fields) + b"\nMESSAGE\n" + len(line).to_bytes(8, "little") + line + b"\n\n")
            self.writer.stdin.flush()

    def end(self):
        for lines in self.lines:
            lines.end()
        self.writer.stdin.close()
        self.writer.wait(timeout=20)


class Journald:
    """A systemd-journald in a mount namespace of its own, to which each log's lines come as a service's standard output does: over its
    socket "stdout", with the unit that the service manager names."""

    CONF = "[Journal]\nStorage=persistent\nReadKMsg=no\nAudit=\nForwardToSyslog=no\nRateLimitIntervalSec=0\nSystemMaxFiles=100\n"
    # A network namespace of `ip netns` has a /sys without control groups, where journald does not start.
    START = ("mkdir -p /run/systemd /var/log/journal && mount --bind \"$0/run\" /run/systemd && mount --bind \"$0/log\" /var/log/journal && "
             f"{{ mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup; }} && exec {JOURNALD}")

    def __init__(self, folder, logs):
        self.home = pathlib.Path(folder) / "journald"
        for name in ("run/journal", "run/journald.conf.d", "log"):
            (self.home / name).mkdir(parents=True)
        (self.home / "run/journald.conf.d/test.conf").write_text(self.CONF)
        (self.home / "run/journal/flushed").touch()  # the disk is there: no journal in memory before it
        self.folder, self.made = self.home / "log", [pathlib.Path(path) for path in ("/run/systemd", "/var/log/journal") if not os.path.exists(path)]
        self.daemon = subprocess.Popen(["unshare", "--mount", "sh", "-c", self.START, str(self.home)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.streams, self.lines = [], []
        try:
            wait_for("systemd-journald", self.is_up, 15)
        except AssertionError:
            self.end()
            raise
        for name, log in logs.items():
            stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            stream.connect(str(self.home / "run/journal/stdout"))
            # Identifier, unit, priority, whether a level stands before each line, and what else is to get it.
            stream.sendall(f"{name}\n{name}.service\n6\n0\n0\n0\n0\n".encode())
            self.streams.append(stream)
            self.lines.append(Lines(log, lambda line, stream=stream: stream.sendall(line + b"\n")))

    def is_up(self):
        if self.daemon.poll() is not None:
            raise AssertionError(f"systemd-journald ended: {self.daemon.stderr.read().decode()}")
        return (self.home / "run/journal/stdout").exists() and self.files()

    def files(self):
        return sorted(self.folder.glob("*/*.journal"))

    def control(self, *words):
        """journalctl, as an administrator of that host calls it."""
        subprocess.run(["nsenter", f"--mount=/proc/{self.daemon.pid}/ns/mnt", "journalctl", *words], check=True, capture_output=True, timeout=30)

    def rotate(self):
        before = len(self.files())
        self.control("--rotate")
        assert len(self.files()) > before, "journald began no new file"

    def vacuum(self):
        """What is closed goes away."""
        self.control("--vacuum-files=1")
        assert len(self.files()) == 1, self.files()

    def end(self):
        for lines in self.lines:
            lines.end()
        for stream in self.streams:
            stream.close()
        self.daemon.terminate()
        self.daemon.wait(timeout=20)
        self.daemon.stderr.close()
        for path in self.made:
            path.rmdir()
