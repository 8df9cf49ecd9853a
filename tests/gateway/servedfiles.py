# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file system that answers, until it does not: FUSE, with some files in one folder."""
import ctypes
import os
import select
import stat
import struct
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, INTERRUPT, BATCH_FORGET = (
    1, 2, 3, 14, 15, 18, 25, 26, 27, 28, 29, 36, 42)
ENOENT, ENOSYS = 2, 38


class ServedFiles:
    """Mounted on `folder` as long as this lives. While `is_dead` it takes questions and answers none, so that not even SIGKILL ends those
    who ask; afterwards it answers them too. The kernel may remember for `valid` seconds what it was told."""

    def __init__(self, folder, files, valid=1):
        self.folder, self.valid, self.is_dead = os.fsencode(folder), valid, False
        self.nodes = {2 + n: (os.fsencode(name), content) for n, (name, content) in enumerate(files.items())}
        self.unanswered, self.over = [], threading.Event()
        self.device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other"
        if libc.mount(b"served", self.folder, b"fuse", 0, options.encode()) != 0:
            os.close(self.device)
            raise OSError(ctypes.get_errno(), "mount")
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def close(self):
        self.is_dead = False
        time.sleep(0.3)  # for what waits
        libc.umount2(self.folder, 1)  # MNT_FORCE
        libc.umount2(self.folder, 2)  # MNT_DETACH
        self.over.set()
        self.thread.join()
        os.close(self.device)

    def serve(self):
        while not self.over.is_set():
            if not self.is_dead:
                while self.unanswered:
                    self.answer(self.unanswered.pop(0))
            if not select.select([self.device], [], [], 0.05)[0]:
                continue
            try:
                question = os.read(self.device, 1 << 20)
            except OSError:
                return  # unmounted
            if self.is_dead:
                self.unanswered.append(question)
            else:
                self.answer(question)

    def attributes(self, node):
        mode, size = (stat.S_IFDIR | 0o755, 0) if node == 1 else (stat.S_IFREG | 0o644, len(self.nodes[node][1]))
        now = int(time.time()) - 100
        return struct.pack("<6Q10I", node, size, (size + 511) // 512, now, now, now, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def answer(self, question):
        _length, kind, unique, node = struct.unpack("<IIQQ", question[:24])
        if kind in (FORGET, BATCH_FORGET, INTERRUPT):
            return
        result = self.result(kind, node, question[40:])
        error, data = (-result, b"") if isinstance(result, int) else (0, result)
        try:
            os.write(self.device, struct.pack("<IiQ", 16 + len(data), error, unique) + data)
        except OSError:
            pass  # who asked is gone

    def result(self, kind, node, rest):
        if kind == INIT:
            ahead = struct.unpack("<4I", rest[:16])[2]
            return struct.pack("<4IHHIIHHI7I", 7, 31, ahead, 0, 12, 9, 1 << 17, 1, 32, 0, 0, *[0] * 7)[:64]
        if kind == LOOKUP:
            wanted = rest.split(b"\0")[0]
            found = [n for n, (name, _) in self.nodes.items() if name == wanted]
            return struct.pack("<4Q2I", found[0], 0, self.valid, self.valid, 0, 0) + self.attributes(found[0]) if found else ENOENT
        if kind == GETATTR:
            return struct.pack("<Q2I", self.valid, 0, 0) + self.attributes(node)
        if kind in (OPEN, OPENDIR):
            return struct.pack("<Q2I", 1, 0, 0)
        if kind in (READ, READDIR):
            _handle, offset, size = struct.unpack("<QQI", rest[:20])
            if kind == READ:
                return self.nodes[node][1][offset:offset + size]
            entries = b""
            for n, (name, _content) in self.nodes.items():
                entries += struct.pack("<2Q2I", n, n, len(name), stat.S_IFREG >> 12) + name + b"\0" * (-len(name) % 8)
            return b"" if offset else entries
        return b"" if kind in (FLUSH, RELEASE, RELEASEDIR) else ENOSYS
