#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""pair_desktop.py TST_DESKTOP: a real window under Xvfb against a real Synapse whose cache was altered behind its back.
Exits with 77, and says why, where the pair cannot run."""
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "synapse/pair"))
import harness  # noqa: E402
import scenario  # noqa: E402
from harness import BOB, HS1, LOG, pair  # noqa: E402

harness.skip_unless_possible()

pair("start", "sqlite")
try:
    homeserver = harness.Homeserver("sqlite")
    scenario.seed()
    for number in range(4):
        scenario.change(number)
    time.sleep(2)
    pair("drop")
    scenario.change(4)
    time.sleep(2)
    pair("pass")
    scenario.change(6)
    scenario.main(["queue", "12"])
    time.sleep(2)
    homeserver.execute(f"DELETE FROM device_lists_remote_cache WHERE user_id = '{BOB}' AND device_id = 'BOBTABLET';")
    homeserver.execute(f"INSERT INTO device_lists_remote_cache (user_id, device_id, content) VALUES ('{BOB}', 'GHOST', '{{}}');")
    pair("restart", "1")  # Synapse's copy in memory hides the alteration from it
    environment = {**os.environ, "LOCKSTEP_DESKTOP_DATABASE": homeserver.uri(), "LOCKSTEP_DESKTOP_SERVER_NAME": HS1,
                   "LOCKSTEP_DESKTOP_CLIENT_API": scenario.URL[1], "LOCKSTEP_DESKTOP_LOG": str(LOG), "LOCKSTEP_DESKTOP_USER": BOB,
                   "LOCKSTEP_DESKTOP_EXPECT": "BOBTABLET|GHOST"}
    done = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", sys.argv[1], "synapse"], env=environment, timeout=180)
    sys.exit(done.returncode)
finally:
    pair("stop")
