#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may look, as a gateway without named roles decides it beside a real Synapse whose sign-in is delegated.

verdicts.py GATEWAY, with the variables of synapse-mas. Synapse decides who is an admin; each session is refused with the cause
that is true for it. The sessions of Synapse's own sign-in are tests/synapse/pair's.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

API, ADMIN = "urn:matrix:client:api:*", "urn:synapse:admin:*"


def call(url, body=None, token=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        env = os.environ
        cls.gateway = subprocess.Popen([GATEWAY, "--server-name", env["MAS_HS_NAME"], "--client-api", env["MAS_HS_DIRECT"], "--database",
                                        "sqlite:" + env["MAS_HS_DB"], "--log", env["MAS_HS_LOG"], "--history", cls.folder.name + "/history.sqlite",
                                        "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        cls.url = cls.gateway.stdout.readline().strip().removeprefix("listening on ")

    @classmethod
    def tearDownClass(cls):
        cls.gateway.terminate()
        cls.gateway.wait()
        cls.gateway.stdout.close()
        cls.folder.cleanup()

    def look(self, token):
        return call(self.url + "/_lockstep/v1/info", token=token)

    def password(self, user):
        return call(os.environ["MAS_HS_URL"] + "/_matrix/client/v3/login", {
            "type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": user + "-password"})[1]["access_token"]

    def issued(self, kind, **more):
        return call(f"{os.environ['MAS_URL']}/test/{kind}-token", more)[1]["access_token"]

    def refused(self, token, *says):
        status, body = self.look(token)
        self.assertEqual((status, body.get("errcode")), (403, "M_FORBIDDEN"), body)
        self.assertNotIn("Make the user an admin", body["error"])  # of no effect here
        for part in says:
            self.assertIn(part, body["error"])

    def test_a_session_with_the_scope(self):
        status, body = self.look(self.issued("personal", user="admin", scope=f"{API} {ADMIN}"))
        self.assertEqual((status, body.get("caller")), (200, {"user_id": "@admin:" + os.environ["MAS_HS_NAME"], "role": "operator", "contents": False}))

    def test_an_admins_session_without_the_scope(self):
        self.refused(self.issued("personal", user="admin", scope=API), ADMIN)

    def test_a_users_session_without_the_scope(self):
        self.refused(self.issued("personal", user="alice", scope=API), ADMIN, "personal access token")

    def test_an_admins_password_session(self):
        self.refused(self.password("admin"), "made by a password", "Sign in through the browser")

    def test_a_users_password_session(self):
        self.refused(self.password("alice"), "made by a password", "Sign in through the browser")

    def test_a_password_session_that_the_service_made_an_admins(self):
        self.assertEqual(self.look(self.issued("compat", user="admin", device="COMPATADMIN", admin=True))[0], 200)

    def test_a_token_that_is_none(self):
        status, body = self.look("mat_nonsense")
        self.assertEqual((status, body["errcode"]), (401, "M_UNKNOWN_TOKEN"))


if __name__ == "__main__":
    GATEWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
