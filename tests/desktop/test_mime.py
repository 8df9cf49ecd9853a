#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which type the desktop takes files for once Lockstep's types are installed: by name, and by what is in them where the name says nothing."""
import configparser
import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

CASE, CAPTURE = "application/x-lockstep-case", "application/x-lockstep-capture"


def case_bytes():
    body = gzip.compress(b'{"lockstep_case": 1}')
    return body[:3] + b"\x10" + body[4:10] + b"Lockstep case\0" + body[10:]


def main(resources):
    if not shutil.which("update-mime-database") or not shutil.which("gio"):
        print("update-mime-database or gio is not here")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "share")
        (data / "mime/packages").mkdir(parents=True)
        shutil.copy(pathlib.Path(resources, "io.github.lockstep.Lockstep.mime.xml"), data / "mime/packages/io.github.lockstep.Lockstep.xml")
        base = pathlib.Path("/usr/share/mime/packages/freedesktop.org.xml")
        if base.exists():
            shutil.copy(base, data / "mime/packages")
        env = dict(os.environ, XDG_DATA_HOME=str(data), XDG_DATA_DIRS=str(data))
        said = subprocess.run(["update-mime-database", data / "mime"], env=env, check=True, capture_output=True, text=True)
        assert not said.stderr.strip(), said.stderr
        transaction = b'{"origin":"remote.example","edus":[]}\n'
        for name, content, expected in [
            ("bob.lockstep-case", case_bytes(), CASE), ("attachment", case_bytes(), CASE),
            ("plain", b'{\n    "kind": "synapse",\n    "lockstep_case": 1}', CASE), ("other.gz", gzip.compress(b"x"), "application/gzip"),
            ("traffic.lockstep-capture", transaction, CAPTURE), ("attached", transaction, CAPTURE), ("web.har", b'{"log":{}}', "application/x-har"),
        ]:
            path = pathlib.Path(folder, name)
            path.write_bytes(content)
            told = subprocess.run(["gio", "info", "-a", "standard::content-type", path], env=env, check=True, capture_output=True, text=True).stdout
            found = told.rsplit("standard::content-type:", 1)[-1].strip()
            assert found == expected, (name, found, expected)
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.read(pathlib.Path(resources, "io.github.lockstep.Lockstep.desktop"))
    entry = desktop["Desktop Entry"]
    assert entry["Exec"].endswith("%U"), entry["Exec"]  # files and links
    assert {CASE, CAPTURE, "x-scheme-handler/lockstep", "x-scheme-handler/matrix"} <= set(entry["MimeType"].split(";")), entry["MimeType"]
    for kind in (CASE, CAPTURE):
        assert pathlib.Path(resources, "mime", kind.replace("/", "-") + ".svg").exists(), kind
    print("every file is of the type that it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
