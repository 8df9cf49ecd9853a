#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""lockstep-gateway check, by the command itself: faults are planted one by one beside a stand-in for Synapse, and each must be found with its
remedy and no other; beside real servers it finds nothing.

    test_check.py planted GATEWAY ROOT      SQLite, no Synapse
    test_check.py postgres GATEWAY ROOT     the roles of roles.sql in a PostgreSQL of its own
    test_check.py pair GATEWAY ROOT         two real Synapse servers"""
import contextlib
import datetime
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

KIND, GATEWAY, ROOT = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
sys.path[:0] = [str(ROOT / "tests/tap"), str(ROOT / "tests/synapse/pair")]
from proxyworld import Program, Server, free_port, wait_for  # noqa: E402

SKIP = 77  # what ctest takes as "skipped"
NAME = "home.example"
TABLES = re.search(r'tables = R"\((.*?)\)";', (ROOT / "tests/synapse/testdatabase.cpp").read_text(), re.S)[1] + """
INSERT INTO schema_version (version, upgraded) VALUES (94, TRUE);
INSERT INTO devices (user_id, device_id, hidden) VALUES ('@me:home.example', 'PHONE', FALSE);
"""
LOGGED = ("{at} - synapse.handlers.device - 1593 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'D', ID: '8', prev: ['7'] \n"
          "{at} - synapse.handlers.device - 1606 - INFO - PUT-1 - Received device list update for @bob:remote.example, requiring resync: False. Devices: D\n")
CONTENT = ("{at} - synapse.8631_debug - 131 - DEBUG - PUT-1 - received transaction [1] including device list updates: [{{'device_id': 'D', 'keys': {{}}, "
           "'prev_id': [7], 'stream_id': 8, 'user_id': '@bob:remote.example'}}]\n")
YAML = """
server_name: {name}
public_baseurl: {public}
log_config: {log_config}
database: {{name: sqlite3, args: {{database: {database}}}}}
listeners: [{{port: {port}, type: http, bind_addresses: [127.0.0.1], resources: [{{names: [client]}}]}}]
"""
LOG_YAML = """
version: 1
formatters: {{precise: {{format: '%(asctime)s - %(name)s - %(lineno)d - %(levelname)s - %(request)s - %(message)s'}}}}
handlers:
  file: {{class: logging.handlers.TimedRotatingFileHandler, filename: {log}, level: {target}}}
  buffer: {{class: synapse.logging.handlers.PeriodicallyFlushingMemoryHandler, target: file, capacity: 10, flushLevel: 30, level: {handler}}}
loggers:
  {logger}: {{level: {device}}}
  synapse.8631_debug: {{level: {content}}}
root: {{level: INFO, handlers: [buffer]}}
"""


def stamp(ago=0):
    return (datetime.datetime.now() - datetime.timedelta(seconds=ago)).strftime("%Y-%m-%d %H:%M:%S,000")


def synapse(_method, path, token):
    if path == "/_matrix/client/versions":
        return 200, {"versions": ["v1.11"]}
    if path == "/_synapse/admin/v1/server_version":
        return 200, {"server_version": "1.160.0"}
    if path == "/_matrix/key/v2/server":
        return 200, {"server_name": NAME}
    if token not in ("admin", "plain"):
        return 401, {"errcode": "M_UNKNOWN_TOKEN" if token else "M_MISSING_TOKEN", "error": "Invalid access token passed."}
    if path.endswith("/whoami"):
        return 200, {"user_id": f"@{token}:{NAME}"}
    if path.startswith("/_synapse/admin"):
        return (200, {"destinations": [], "total": 0, "admin": True}) if token == "admin" else (403, {"errcode": "M_FORBIDDEN", "error": "You are not a server admin"})
    return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}


class Report:
    def __init__(self, done, seconds):
        self.code, self.seconds, self.errors = done.returncode, seconds, done.stderr
        self.json = json.loads(done.stdout)
        self.checks = self.json["checks"]

    def wrong(self):
        return [c for c in self.checks if c["state"] in ("fault", "warning")]

    def __str__(self):
        return "\n".join(f'{c["area"]}/{c["state"]} {c["subject"]}: {c["text"]} -> {c["remedy"]}' for c in self.checks if c["state"] != "ok") + self.errors


def run_check(arguments, token="admin", user=None, **environment):
    command = [GATEWAY, "check", "--json", *arguments]
    if user:
        command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60,
                          env={**os.environ, **({"LOCKSTEP_TOKEN": token} if token else {}), **environment})
    return Report(done, time.monotonic() - began)


class Checked(unittest.TestCase):
    def find(self, report, state, area, text, remedy, others=0):
        """Exactly this is wrong (and so many things that follow from it), in words that name it and the way out."""
        wrong = report.wrong()
        found = [c for c in wrong if c["area"] == area and c["state"] == state and re.search(text, c["subject"] + ": " + c["text"])]
        self.assertEqual(len(found), 1, f"{area} {text}\n{report}")
        self.assertRegex(found[0]["remedy"] or found[0]["text"], remedy)
        self.assertEqual(len(wrong), 1 + others, str(report))
        self.assertEqual(report.code, 2 if any(c["state"] == "fault" for c in wrong) else 1)

    def well(self, report):
        self.assertEqual((report.code, report.wrong()), (0, []), str(report))


class World:
    """A healthy installation: a stand-in for Synapse, its database, log and configuration, and a gateway that runs."""

    def __init__(self, case):
        self.case = case
        self.folder = pathlib.Path(case.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-check-")))
        os.chmod(self.folder, 0o755)
        self.synapse = Server(synapse)
        case.addCleanup(self.synapse.stop)
        self.listen = f"127.0.0.1:{free_port()}"
        self.database, self.log = self.folder / "homeserver.db", self.folder / "homeserver.log"
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.executescript(TABLES)
        self.log.write_text((LOGGED + CONTENT).format(at=stamp()))
        self.history = self.folder / "state/history.sqlite"
        self.values = {"device": "DEBUG", "content": "DEBUG", "handler": "NOTSET", "target": "NOTSET", "logger": "synapse.handlers.device"}
        self.write()

    def write(self, **values):
        self.values |= values
        (self.folder / "log.yaml").write_text(LOG_YAML.format(log=self.log, **self.values))
        self.config = self.folder / "homeserver.yaml"
        self.config.write_text(YAML.format(name=NAME, log_config=self.folder / "log.yaml", database=self.database, port=self.synapse.port,
                                           public=self.values.get("public", f"http://{self.listen}")))

    def sql(self, text):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            database.executescript(text)

    def arguments(self, *more, **instead):
        given = {"homeserver-config": self.config, "history": self.history, "listen": self.listen, **instead}
        return [word for key, value in given.items() if value is not None for word in (f"--{key}", str(value))] + [str(m) for m in more]

    def gateway(self, *more, **instead):
        errors = self.folder / "gateway.errors"
        program = Program([GATEWAY, *self.arguments(*more, **instead)], int(self.listen.rsplit(":", 1)[1]), errors)
        self.case.addCleanup(program.stop)
        return program

    def check(self, *more, token="admin", user=None, environment=None, **instead):
        return run_check(self.arguments(*more, **instead), token, user, **(environment or {}))


class PlantedTest(Checked):
    def setUp(self):
        self.world = World(self)
        self.running = self.world.gateway() if "no_gateway" not in self._testMethodName else None

    def state(self):
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns, hashlib.sha256(p.read_bytes()).hexdigest()) for p in self.world.folder.rglob("*") if p.is_file()}

    def test_healthy(self):
        self.well(self.world.check())

    def test_writes_nothing(self):
        self.running.stop()
        before = self.state()
        traced = shutil.which("strace")
        self.world.check()
        self.assertEqual(self.state(), before)
        if traced:
            trace = self.world.folder / "trace"
            subprocess.run([traced, "-f", "-e", "trace=openat,unlink,rename,mkdir,ftruncate", "-o", trace, GATEWAY, "check", *self.world.arguments()],
                           capture_output=True, check=False)
            written = [line for line in trace.read_text().splitlines()
                       if re.search(r"O_WRONLY|O_RDWR|O_CREAT|unlink|rename|mkdir", line) and "/dev/" not in line and "-shm" not in line]
            self.assertEqual(written, [])

    def test_text_for_a_person(self):
        done = subprocess.run([GATEWAY, "check", *self.world.arguments(**{"server-name": "other.example"})], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertNotIn("\x1b", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^Database\n")
        self.assertRegex(done.stdout, r"(?m)^  FAULT       server name: It is the database of home\.example and not of other\.example\.\n.*\n +→ Correct --server-name")
        self.assertRegex(done.stdout, r"(?m)^\d+ faults, \d+ warnings, \d+ ok, \d+ not checked")

    def test_token_by_standard_input_and_never_shown(self):
        done = subprocess.run([GATEWAY, "check", "--token-stdin", *self.world.arguments()], input="plain\n", capture_output=True, text=True, check=False)
        self.assertIn("@plain:home.example is not a server admin", done.stdout)
        done = subprocess.run([GATEWAY, "check", "--token-stdin", *self.world.arguments()], input="syt_secret_word\n", capture_output=True, text=True, check=False)
        self.assertIn("does not know this access token", done.stdout)
        self.assertNotIn("syt_secret_word", done.stdout + done.stderr)

    # --- configuration

    def test_unknown_key(self):
        file = self.world.folder / "gateway.yaml"
        file.write_text("server-name: home.example\nlogs: x\n")
        self.find(run_check(["--config", str(file)]), "fault", "configuration", 'line 2: there is no key "logs"', "Correct")

    def test_no_homeserver_yaml(self):
        self.find(self.world.check(**{"homeserver-config": self.world.folder / "none.yaml"}), "fault", "configuration", "no file .*none.yaml", "Correct")

    def test_contradiction(self):
        self.find(self.world.check("--read-only", "--marker-database", "sqlite:/x"), "warning", "configuration", "--marker-database is of no use", "Leave one")

    def test_signing_key(self):
        key = self.world.folder / "signing.key"
        self.find(self.world.check(**{"signing-key": key}), "fault", "configuration", "signing.key cannot be read", "signing_key_path")
        key.write_text("not a key, and secret\n")
        report = self.world.check(**{"signing-key": key})
        self.find(report, "fault", "configuration", "no signing key of Synapse's", "signing_key_path")
        self.assertNotIn("secret", json.dumps(report.json))
        key.write_text("ed25519 a_ABCD " + "A" * 43 + "\n")
        os.chmod(key, 0o640)
        self.well(self.world.check(**{"signing-key": key}))
        os.chmod(key, 0o644)
        self.find(self.world.check(**{"signing-key": key}), "warning", "configuration", "Others .* may read .*signing.key", "chmod 640")
        self.find(self.world.check(**{"signing-key": "auto"}), "fault", "configuration", "home.example.signing.key cannot be read", "signing_key_path")

    def test_another_servers_name(self):
        self.find(self.world.check(**{"server-name": "other.example"}), "fault", "database", "database of home.example and not of other.example",
                  "Correct --server-name", others=2)  # the contradiction, and the token's owner

    def test_admin_of_another_server(self):
        self.find(self.world.check("--operator", "@op:elsewhere.example"), "warning", "configuration", "@op:elsewhere.example is no user of", "Name a user")

    # --- homeserver

    def test_homeserver_is_down(self):
        self.world.synapse.stop()
        report = self.world.check()
        self.find(report, "fault", "homeserver", "does not answer", "Start Synapse")

    def test_admin_api_is_hidden(self):
        proxy = Server(lambda m, p, t: synapse(m, p, t) if not p.startswith("/_synapse/admin") else (404, {"errcode": "M_UNRECOGNIZED", "error": "?"}))
        self.addCleanup(proxy.stop)
        self.find(self.world.check(token=None, **{"client-api": f"http://127.0.0.1:{proxy.port}"}), "warning", "homeserver", "admin API: It does not answer", "--client-api.*--operator")

    def test_token_is_gone(self):
        self.find(self.world.check(token="old"), "fault", "homeserver", "does not know this access token", "Sign in again")

    def test_no_admin(self):
        self.find(self.world.check(token="plain"), "warning", "homeserver", "@plain:home.example is not a server admin", "--operator")

    # --- database

    def test_database_is_gone(self):
        self.find(self.world.check(database="sqlite:/none/homeserver.db"), "fault", "database", "/none/homeserver.db", "Correct --database")

    def test_not_synapses_database(self):
        other = self.world.folder / "other.db"
        with contextlib.closing(sqlite3.connect(other)) as database:
            database.executescript("CREATE TABLE x (y)")
        self.find(self.world.check(database=f"sqlite:{other}"), "fault", "database", "is not Synapse's main database", "Name Synapse's own database")

    def test_missing_index(self):
        self.world.sql("DROP INDEX device_inbox_user_stream_id")
        self.find(self.world.check(), "warning", "database", r"index on device_inbox \(user_id,device_id,stream_id\)", "background updates")

    def test_building(self):
        self.world.sql("INSERT INTO background_updates VALUES ('device_inbox_stream_index', '{}', NULL, 1), ('event_search', '{}', NULL, 2)")
        self.find(self.world.check(), "warning", "database", "still works on device_inbox_stream_index,?", "background_updates/status")

    def test_unknown_schema(self):
        self.world.sql("UPDATE schema_version SET version = 999")
        self.find(self.world.check(), "warning", "database", "schema version 999", "newer Lockstep")

    def test_database_of_a_user_who_may_not_write(self):
        for path in (self.world.history.parent, self.world.history):
            os.chown(path, 65534, 65534)
        for extra in self.world.history.parent.iterdir():
            os.chown(extra, 65534, 65534)
        self.find(self.world.check(user=65534), "warning", "database", "resync marker: .*so that Refresh will fail", "Synapse's own user")

    # --- logs

    def test_debug_is_off(self):
        self.world.write(device="INFO")
        self.find(self.world.check(), "warning", "log", "DEBUG is off for synapse.handlers.device on the main process: its level is INFO", "log.yaml.*reload")

    def test_contents_are_off(self):
        self.world.write(content="INFO")
        self.find(self.world.check(), "warning", "log", "DEBUG is off for synapse.8631_debug on the main process", "Set synapse.8631_debug to DEBUG")

    def test_logger_is_silenced(self):
        self.world.write(device="CRITICAL")
        self.find(self.world.check(), "fault", "log", "its level is CRITICAL. Nothing at all is told", "Set synapse.handlers.device to DEBUG")

    def test_handler_drops_debug(self):
        self.world.write(handler="INFO")
        self.find(self.world.check(), "warning", "log", r"its handlers drop it: buffer \(INFO\)", "log.yaml")

    def test_level_behind_a_buffer_is_not_asked_for(self):
        self.world.write(target="ERROR")
        self.well(self.world.check())

    def test_forgotten_switch(self):
        self.world.write(logger="synapse.storage.SQL")
        self.find(self.world.check(), "fault", "log", "synapse.handlers.device is switched off on the main process.*disable_existing_loggers: false", "log.yaml")

    def test_log_configuration_that_python_refuses(self):
        self.world.write(device="debug")
        self.find(self.world.check(), "fault", "log", r'log.yaml, line \d+: "level" is "debug"', "does not start")

    def test_worker_without_debug(self):
        worker = self.world.folder / "inbound.yaml"
        log = self.world.folder / "inbound.log"
        log.write_text(LOGGED.format(at=stamp()) + CONTENT.format(at=stamp()))
        (self.world.folder / "inbound.log.yaml").write_text(LOG_YAML.format(log=log, **self.world.values | {"device": "INFO"}))
        worker.write_text("worker_app: synapse.app.generic_worker\nworker_name: inbound\n"
                          f"worker_log_config: {self.world.folder}/inbound.log.yaml\n"
                          "worker_listeners: [{type: http, port: 8083, resources: [{names: [federation]}]}]\n")
        self.find(self.world.check("--homeserver-config", worker), "warning", "log", "DEBUG is off for synapse.handlers.device on worker inbound", "inbound.log.yaml")
        worker.write_text(worker.read_text().replace("worker_log_config", "x"))
        self.find(self.world.check("--homeserver-config", worker), "warning", "log", 'worker "inbound": It has no log configuration', "worker_log_config", others=1)

    def test_log_is_missing(self):
        self.find(self.world.check(log=self.world.folder / "none.log"), "fault", "log", "none.log", "Correct --log")

    def test_log_may_not_be_read(self):
        self.world.log.chmod(0o600)
        for path in (self.world.folder, *self.world.folder.rglob("*")):
            if path != self.world.log:
                os.chown(path, 65534, 65534)
        self.find(self.world.check(user=65534), "fault", "log", "homeserver.log", "adm")

    def test_log_is_silent(self):
        self.world.log.write_text((LOGGED + CONTENT).format(at=stamp(3 * 3600)))
        self.find(self.world.check(), "warning", "log", "Nothing was written for 3 h|Nothing was written for 18\\d min", "log of the Synapse that runs")

    def test_log_of_another_program(self):
        other = self.world.folder / "syslog"
        other.write_text(f"{stamp()} cron[1]: session opened\n" * 20)
        self.find(self.world.check(log=other), "warning", "log", "None of its last lines looks like one of Synapse", "Name Synapse's own log")

    def test_log_without_ids(self):
        self.world.log.write_text(LOGGED.format(at=stamp()).splitlines(True)[1])
        self.find(self.world.check(), "warning", "log", "1 updates without stream_id and prev_id: DEBUG is off for synapse.handlers.device", "log.yaml")

    def test_no_journal(self):
        self.find(self.world.check(log="journal:/none/there/matrix-synapse.service"), "fault", "log", "/none/there does not exist", "check the path")

    def test_journal(self):
        remote = pathlib.Path("/usr/lib/systemd/systemd-journal-remote")
        if not remote.exists():
            print("!!! SKIPPED: systemd-journal-remote is not installed", flush=True)
            self.skipTest("no systemd-journal-remote")
        folder = self.world.folder / "journal"
        folder.mkdir()
        now = int(time.time() * 1e6)
        entries = [("matrix-synapse.service", line) for line in (LOGGED + CONTENT).format(at=stamp()).splitlines()] + [("cron.service", "hello")]
        text = "".join(f"__CURSOR=s=aa;i={i + 1};b=bb;m={now};t={now + i};x=1\n__REALTIME_TIMESTAMP={now + i}\n__MONOTONIC_TIMESTAMP={1000 + i}\n"
                       f"_BOOT_ID=00000000000000000000000000000001\n_SYSTEMD_UNIT={unit}\n_PID=12\nMESSAGE={line}\n\n" for i, (unit, line) in enumerate(entries))
        subprocess.run([remote, "-o", folder / "remote.journal", "-"], input=text, text=True, check=True, capture_output=True, timeout=60)
        report = self.world.check(log=f"journal:{folder}/matrix-*")
        self.well(report)
        self.assertIn("updates of device lists in it are understood", " ".join(c["text"] for c in report.checks))
        self.find(self.world.check(log=f"journal:{folder}/none.service"), "fault", "log", "The journal has no entry of", "list-units")

    # --- redis, tap, proxy

    def test_redis_is_down(self):
        self.find(self.world.check(redis=f"redis://127.0.0.1:{free_port()}"), "warning", "redis", "127.0.0.1", "--redis")

    def test_tap_is_closed(self):
        self.find(self.world.check(tap=f"127.0.0.1:{free_port()}"), "fault", "tap", "A gateway runs, but its tap does not answer", "same --tap")

    def test_nobody_answers_for_keys(self):
        self.running.stop()
        tap = free_port()
        self.world.gateway("--tap", f"127.0.0.1:{tap}")
        self.find(self.world.check(tap=f"127.0.0.1:{tap}", notary=f"http://127.0.0.1:{free_port()}"), "fault", "tap", "signing keys", "--notary", others=1)  # no traffic yet

    def test_proxy_without_our_lines(self):
        proxy = Server(synapse)
        self.addCleanup(proxy.stop)
        self.world.write(public=f"http://127.0.0.1:{proxy.port}/")
        self.find(self.world.check(), "warning", "proxy", "does not lead to the gateway .HTTP status 404|does not lead to the gateway .HTTP status 401", "resources/proxies.md")

    def test_proxy_with_the_wrong_port(self):
        proxy = Server(lambda *_: (502, {}))
        self.addCleanup(proxy.stop)
        self.world.write(public=f"http://127.0.0.1:{proxy.port}/")
        self.find(self.world.check(), "warning", "proxy", "reaches no gateway .HTTP status 502", "Start the gateway")

    # --- history, clock, gateway

    def test_history_may_not_be_written(self):
        for path in (self.world.database, self.world.folder):
            os.chown(path, 65534, 65534)
        self.running.stop()
        self.world.history.parent.chmod(0o755)
        for path in self.world.history.parent.iterdir():
            path.chmod(0o644)
        report = self.world.check(user=65534)
        self.find(report, "fault", "history", "may not be written to", "permissions", others=2)  # no gateway runs, for the proxy neither

    def test_history_is_something_else(self):
        other = self.world.folder / "notes"
        other.write_text("this is no SQLite file, but a text\n")
        self.find(self.world.check(history=other), "fault", "history", "not a SQLite file", "--history")

    def test_disk_is_full(self):
        mount = self.world.folder / "small"
        mount.mkdir()
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", mount], check=False).returncode:
            self.skipTest("no tmpfs can be mounted here")
        self.addCleanup(subprocess.run, ["umount", str(mount)], check=False)
        self.find(self.world.check(history=mount / "history.sqlite"), "fault", "history", "20 MiB are free", "Make room")

    def test_clock_is_wrong(self):
        ahead = Server(synapse)
        self.addCleanup(ahead.stop)
        handler = ahead.server.RequestHandlerClass
        original = handler.date_time_string
        handler.date_time_string = lambda self, timestamp=None: original(self, time.time() + 7200)
        self.find(self.world.check(**{"client-api": f"http://127.0.0.1:{ahead.port}"}), "fault", "clock", "homeserver's clock: It is (119 min|120 min|2 h) ahead", "Synchronise")

    def test_no_gateway_runs(self):
        self.world.write(public=f"http://127.0.0.1:{self.world.synapse.port}")
        self.find(self.world.check(), "warning", "gateway", "No gateway runs", "systemctl start lockstep-gateway")

    def test_no_gateway_but_another_program(self):
        other = Server(port=int(self.world.listen.rsplit(":", 1)[1]))
        self.addCleanup(other.stop)
        self.world.write(public=f"http://127.0.0.1:{self.world.synapse.port}")
        self.find(self.world.check(), "fault", "gateway", "Another program", "ss -ltnp")

    def test_no_gateway_because_of_the_address(self):
        self.world.write(public=f"http://127.0.0.1:{self.world.synapse.port}")
        report = self.world.check(listen="192.0.2.7:8779")
        self.find(report, "fault", "gateway", "none could listen there", "address of this machine", others=1)  # nor is it loopback

    # --- time, and the API

    def test_nothing_answers(self):
        """Servers that take connections and never say a word: half a minute at most."""
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(64)
            address = f"127.0.0.1:{silent.getsockname()[1]}"
            report = self.world.check("--tap", address, "--notary", f"http://{address}", "--redis", f"redis://{address}", database=f"postgresql://x:y@{address}/z",
                                      listen=address, **{"client-api": f"http://{address}", "server-name": NAME})
        self.assertEqual(report.code, 2)
        self.assertLess(report.seconds, 30)
        for area in ("homeserver", "database", "redis", "tap", "gateway"):
            self.assertTrue(any(c["area"] == area for c in report.wrong()), f"{area}\n{report}")

    def test_api(self):
        def get(token):
            request = urllib.request.Request(f"http://{self.world.listen}/_lockstep/v1/check", headers={"Authorization": "Bearer " + token})
            with urllib.request.urlopen(request, timeout=40) as answer:
                return json.load(answer)

        first = get("admin")
        self.assertEqual({c["state"] for c in first["checks"]} - {"ok", "not_checked"}, set(), first)
        self.world.write(device="INFO")
        self.assertEqual(get("admin"), first, "one that is a few seconds old serves all")
        time.sleep(5.2)
        now = get("admin")
        self.assertGreater(now["at"], first["at"])
        self.assertEqual([c["subject"] for c in now["checks"] if c["state"] == "warning"], ["loggers of the main process"])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            get("plain")
        self.assertEqual(refused.exception.code, 403)


class Cluster:
    """A PostgreSQL of its own, with Synapse's tables as their owner, and the roles that roles.sql makes."""

    def __init__(self, case):
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder = pathlib.Path(case.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-check-pg-")))
        shutil.chown(self.folder, "postgres")
        self.port, self.programs = free_port(), programs
        self.run(programs / "initdb", "-D", self.folder / "data", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        self.run(programs / "pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o",
                 f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}", "start")
        case.addCleanup(self.stop)
        self.sql("CREATE ROLE synapse LOGIN; CREATE DATABASE synapse OWNER synapse", database="postgres")
        self.sql(TABLES, user="synapse")
        self.sql((ROOT / "resources/synapse/roles.sql").read_text())

    def standby(self, case):
        """A copy of it that follows."""
        copy = object.__new__(Cluster)
        copy.folder = pathlib.Path(case.enterContext(tempfile.TemporaryDirectory(prefix="lockstep-check-standby-")))
        shutil.chown(copy.folder, "postgres")
        copy.port, copy.programs = free_port(), self.programs
        self.run(self.programs / "pg_basebackup", "-D", copy.folder / "data", "-R", "-X", "stream", "--checkpoint=fast",
                 "-d", f"host=127.0.0.1 port={self.port} user=postgres")
        copy.run(self.programs / "pg_ctl", "-D", copy.folder / "data", "-w", "-l", copy.folder / "log", "-o",
                 f"-F -p {copy.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={copy.folder}", "start")
        case.addCleanup(copy.stop, "immediate")
        return copy

    def stop(self, how="fast"):
        with contextlib.suppress(subprocess.CalledProcessError):  # it may be stopped already
            self.run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", how, "-w", "stop")

    def ask(self, text):
        return subprocess.run(["psql", "-qAtX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", text, "synapse"],
                              capture_output=True, text=True, check=True).stdout.strip()

    def run(self, *command):
        with open(self.folder / "output", "a", encoding="utf-8") as output:
            subprocess.run(["runuser", "-u", "postgres", "--", *map(str, command)], check=True, stdout=output, stderr=output, cwd="/", timeout=120)

    def sql(self, text, user="postgres", database="synapse"):
        for part in text.split(";\n") if database == "postgres" else [text]:
            statements = part.split("; ") if database == "postgres" else [part]
            for statement in statements:
                subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", user, database],
                               input=statement, text=True, check=True, capture_output=True, timeout=60)

    def uri(self, role):
        return f"postgresql://{role}@127.0.0.1:{self.port}/synapse"


class PostgresTest(Checked):
    def setUp(self):
        self.cluster = Cluster(self)
        self.world = World(self)
        self.databases = {"database": self.cluster.uri("lockstep_reader"), "marker-database": self.cluster.uri("lockstep_marker")}
        self.world.gateway(**self.databases)

    def check(self, **instead):
        return self.world.check(**{**self.databases, **instead})

    def test_roles(self):
        report = self.check()
        self.well(report)
        self.assertRegex("\n".join(c["text"] for c in report.checks), "It may read what is shown, and write nothing")
        self.assertIn("the database's clock", [c["subject"] for c in report.checks if c["state"] == "ok"])
        self.find(self.check(database=self.cluster.uri("synapse")), "warning", "database", r"role synapse: It may write to \d+ tables", "roles.sql")
        self.find(self.check(**{"marker-database": self.cluster.uri("lockstep_reader")}), "warning", "database", "role lockstep_reader may not insert it", "roles.sql.*--read-only")
        self.find(self.check(**{"marker-database": self.cluster.uri("synapse")}), "warning", "database", "role synapse may do more", "roles.sql")
        self.find(self.check(**{"marker-database": self.cluster.uri("nobody")}), "fault", "database", "resync marker: .*nobody", "--marker-database")
        self.cluster.sql("CREATE TABLE access_tokens (token TEXT); GRANT SELECT ON access_tokens TO lockstep_reader")
        self.find(self.check(), "warning", "database", "may read access_tokens", "roles.sql")

    def test_what_is_not_granted(self):
        self.cluster.sql("REVOKE SELECT ON device_inbox FROM lockstep_reader; REVOKE SELECT (user_id, device_id, stream_id, message_json) ON device_inbox FROM lockstep_reader")
        self.find(self.check(), "warning", "database", "queues of local devices: They cannot be read", "roles.sql again")
        self.cluster.sql("REVOKE SELECT (user_id, device_id, content) ON device_lists_remote_cache FROM lockstep_reader")
        self.find(self.check(), "fault", "database", "may not read device_lists_remote_cache", "roles.sql")

    def test_index_that_failed(self):
        self.cluster.sql("UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'device_inbox_user_stream_id'::regclass")
        self.find(self.check(), "warning", "database", "device_inbox_user_stream_id is being built", "REINDEX INDEX CONCURRENTLY device_inbox_user_stream_id")

    def test_standby(self):
        standby = self.cluster.standby(self)
        of_standby = {"database": standby.uri("lockstep_reader")}
        report = self.check(**of_standby)
        self.well(report)
        told = [c for c in report.checks if c["subject"] == "standby"]
        self.assertEqual([c["state"] for c in told], ["ok"], str(report))
        self.assertIn("It is a standby", told[0]["text"])
        self.assertEqual([c for c in self.check().checks if c["subject"] == "standby"], [])
        self.find(self.check(**of_standby, **{"marker-database": standby.uri("lockstep_marker")}), "warning", "database",
                  "is a standby, which nothing can be written to", "primary with --marker-database")
        # It has what it does not show yet.
        self.cluster.sql("INSERT INTO device_lists_remote_extremeties VALUES ('@old:remote.example', '1')")
        wait_for(lambda: standby.ask("SELECT count(*) FROM device_lists_remote_extremeties WHERE user_id = '@old:remote.example'") == "1")
        standby.sql("SELECT pg_wal_replay_pause()")
        self.cluster.sql("INSERT INTO device_lists_remote_extremeties VALUES ('@new:remote.example', '1')")
        time.sleep(11)
        self.find(self.check(**of_standby), "warning", "database", "has not replayed what it received; its newest transaction is 1[0-9] s old", "what holds it up")
        standby.sql("SELECT pg_wal_replay_resume()")
        self.cluster.stop()
        wait_for(lambda: standby.ask("SELECT count(*) FROM pg_stat_wal_receiver") == "0")
        report = self.check(**of_standby)
        self.assertRegex(str(report), r"database/warning standby: It is a standby that receives nothing from its primary at the moment.* old\.")

    def test_nothing_is_written(self):
        # Transactions that wrote anything have a number.
        def newest():
            return subprocess.run(["psql", "-qAtX", "-h", "127.0.0.1", "-p", str(self.cluster.port), "-U", "postgres", "-c", "SELECT pg_current_snapshot()", "synapse"],
                                  capture_output=True, text=True, check=True).stdout
        before = newest()
        self.check()
        self.assertEqual(newest(), before)


class PairTest(Checked):
    """Two real Synapse servers on SQLite: nothing is wrong; then what operators do wrong with them."""

    @classmethod
    def setUpClass(cls):
        harness.pair("start", "sqlite")
        cls.addClassCleanup(harness.pair, "stop")
        scenario.seed()
        cls.token = scenario.login(1, "admin", "admin-password", "LOCKSTEPTEST", "Lockstep test")["access_token"]
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lockstep-check-")))
        cls.listen = f"127.0.0.1:{free_port()}"
        config = (harness.DATA / "hs1/homeserver.yaml").read_text().replace("/data/", f"{harness.DATA}/")
        cls.config = cls.folder / "homeserver.yaml"
        # The proxy in front is nginx, with the shipped lines.
        cls.proxy = free_port()
        cls.config.write_text(re.sub(r"public_baseurl:.*", f"public_baseurl: http://127.0.0.1:{cls.proxy}/", config)
                              .replace(f"{harness.DATA}/hs1/log.yaml", f"{cls.folder}/log.yaml"))
        (cls.folder / "log.yaml").write_text((harness.DATA / "hs1/log.yaml").read_text().replace("/data/", f"{harness.DATA}/"))
        lines = (ROOT / "resources/nginx/lockstep.conf").read_text().replace("127.0.0.1:8779", cls.listen)
        temporary = "".join(f"{kind}_temp_path {cls.folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (cls.folder / "nginx.conf").write_text(
            f"pid {cls.folder}/pid; error_log {cls.folder}/errors; daemon off; events {{}} http {{ access_log off; {temporary}\n"
            f"server {{ listen 127.0.0.1:{cls.proxy};\n{lines}\nlocation ~ ^(/_matrix|/_synapse/client) {{ proxy_pass http://127.0.0.1:18008; }} }} }}\n")
        cls.addClassCleanup(Program(["nginx", "-c", str(cls.folder / "nginx.conf")], cls.proxy, cls.folder / "nginx.output").stop)
        gateway = Program([GATEWAY, *cls.arguments()], int(cls.listen.rsplit(":", 1)[1]), cls.folder / "gateway.errors")
        cls.addClassCleanup(gateway.stop)
        scenario.change(1)
        wait_for(lambda: harness.logged_updates(harness.BOB), 30)
        homeserver = harness.Homeserver("sqlite")
        # A young Synapse builds for a while, and check says so.
        wait_for(lambda: homeserver.execute("SELECT count(*) FROM background_updates") == [(0,)], 150)

    @classmethod
    def arguments(cls, **instead):
        given = {"homeserver-config": cls.config, "history": cls.folder / "history.sqlite", "listen": cls.listen, **instead}
        return [word for key, value in given.items() for word in (f"--{key}", str(value))]

    def check(self, token=None, **instead):
        return run_check(self.arguments(**instead), token or self.token)

    def test_healthy(self):
        homeserver = harness.Homeserver("sqlite")
        asked = "SELECT * FROM device_lists_remote_resync"
        before = homeserver.execute(asked)
        report = self.check()
        self.well(report)
        self.assertEqual({c["area"] for c in report.checks if c["state"] == "ok"},
                         {"configuration", "homeserver", "database", "log", "proxy", "history", "clock", "gateway"}, str(report))
        self.assertEqual([c for c in report.checks if c["state"] == "not_checked"], [], str(report))
        self.assertEqual(homeserver.execute(asked), before)
        print(f"    {len(report.checks)} checks in {report.seconds:.2f} s", flush=True)

    def test_what_goes_wrong_with_it(self):
        scenario.register(1, "plain")
        plain = scenario.login(1, "plain", "password", "LOCKSTEPPLAIN", "Lockstep test")["access_token"]
        self.find(self.check(token=plain), "warning", "homeserver", "@plain:.* is not a server admin", "--operator")
        self.find(self.check(token="syt_invented"), "fault", "homeserver", "does not know this access token", "Sign in again")
        self.find(self.check(**{"client-api": "http://127.0.0.1:18449"}), "fault", "homeserver", "no Matrix client API", "client", others=0)
        self.find(self.check(**{"client-api": f"http://127.0.0.1:{self.proxy}"}), "warning", "homeserver", "admin API: It does not answer", "Synapse's own port", others=1)
        report = self.check(database=f"sqlite:{harness.DATA}/hs2/homeserver.db")  # which may still build
        self.assertIn(f"It is the database of {harness.HS2} and not of {harness.HS1}.", [c["text"] for c in report.wrong() if c["state"] == "fault"], str(report))


if __name__ == "__main__":
    if KIND == "pair":
        import harness
        import scenario
        os.environ["PATH"] += ":/usr/sbin"
        if os.geteuid() != 0 or not (harness.TREE / "usr/bin/synapse_homeserver").exists() or not shutil.which("nginx"):
            print("!!! SKIPPED, NOT TESTED AGAINST REAL SYNAPSE SERVERS: it needs root, nginx and the tree that 'tests/synapse/pair/synapse-pair install' makes")
            sys.exit(SKIP)
    if KIND == "postgres" and (os.geteuid() != 0 or not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        print("!!! SKIPPED: it needs root and PostgreSQL's server programs")
        sys.exit(SKIP)
    if KIND == "planted" and os.geteuid() != 0:
        print("Not root: what needs another user's permissions is left out.")
    suite = {"planted": [PlantedTest], "postgres": [PostgresTest], "pair": [PairTest]}[KIND]
    loader = unittest.defaultTestLoader
    names = sys.argv[4:]
    tests = unittest.TestSuite(loader.loadTestsFromName(n, sys.modules["__main__"]) for n in names) if names else \
        unittest.TestSuite(loader.loadTestsFromTestCase(c) for c in suite)
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1)
