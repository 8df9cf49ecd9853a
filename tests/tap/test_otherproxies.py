#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lockstep's lines in proxies that operators have already, whose configuration is not that of Synapse's documentation:
test_otherproxies.py GATEWAY RESOURCES

Each is the least form of what public projects, wikis and answers give, in words of our own; the lines are put where the README says."""
import os
import pathlib
import re
import sys
import unittest

import test_proxies as proxies
from test_proxies import FEDERATION_HOST, HOST, SKIP, SKIPPED, Proxy


TO_SYNAPSE = "proxy_pass http://127.0.0.1:8008; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;"
# Where the lines go: {api} and {tap}.
NGINX = {
    # An installer of apps for home servers: plain prefixes, one of them for everything, and a small limit of the whole server.
    "Prefixes": ("client_max_body_size 16k;", f"""
        {{api}} {{tap}}
        location /_matrix/ {{ {TO_SYNAPSE} client_max_body_size 200M; proxy_read_timeout 60s; }}
        location /_synapse/client/ {{ {TO_SYNAPSE} }}
        location / {{ return 404; }}"""),
    # Panels that write "^~" in front of everything.
    "PrefixesThatWin": ("", f"""
        location ^~ /_matrix {{ {TO_SYNAPSE} client_max_body_size 50m;
            {{inside}} }}
        location ^~ /_synapse {{ {TO_SYNAPSE} }}
        {{api}} {{tap}}
        location / {{ return 404; }}"""),
    # A distribution's module: headers for all proxies in the http block, compression, and connections that are kept.
    "RecommendedSettings": ("""
        gzip on; gzip_proxied any; gzip_types application/json; map $http_upgrade $connection_upgrade { default upgrade; '' close; }
        proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header Connection $connection_upgrade;
        proxy_http_version 1.1; proxy_redirect off; server_tokens off;""", """
        {api} {tap}
        location /_matrix { proxy_pass http://127.0.0.1:8008; }
        location /_synapse/client { proxy_pass http://127.0.0.1:8008; }
        location / { return 404; }"""),
    # A playbook: the backend in a variable, case-insensitive expressions, the login at the authentication service.
    "Variables": ("", f"""
        {{api}} {{tap}}
        location ~ ^/_matrix/client/(.*)/(login|logout|refresh) {{ return 418; }}
        location ~* ^(/_matrix|/_synapse/client|/_synapse/oidc) {{ set $backend "127.0.0.1:8008"; proxy_pass http://$backend; proxy_set_header
            Host $host; proxy_set_header X-Forwarded-For $remote_addr; client_max_body_size 50M; proxy_max_temp_file_size 0; }}"""),
    # Workers: maps choose the upstream, by expressions in the order of the documentation of workers.
    "Workers": ("""
        upstream main { server 127.0.0.1:8008; keepalive 8; } upstream generic { server 127.0.0.1:8008; keepalive 8; }
        map $uri $worker { default main; ~^/_matrix/client/(api/v1|r0|v3|unstable)/devices generic; ~^/_matrix/federation/ generic;
            ~^/_matrix/client/(r0|v3|unstable)/user/ generic; }""", f"""
        {{api}} {{tap}}
        location ~ ^(/_matrix|/_synapse/client) {{ proxy_pass http://$worker; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; client_max_body_size 50M; }}"""),
    # Everything of a name goes to Synapse; security headers, and methods and addresses that are limited.
    "AllOfIt": ("limit_req_zone $binary_remote_addr zone=all:1m rate=200r/s;", f"""
        add_header Strict-Transport-Security "max-age=31536000" always; add_header X-Content-Type-Options nosniff always;
        limit_req zone=all burst=400;
        {{api}} {{tap}}
        location / {{ {TO_SYNAPSE} }}"""),
}
DEFAULTS = "defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n"
FEDERATION = "frontend federation\n  bind {federation}\n  http-request set-header X-Forwarded-For %[src]\n{tap}\n  default_backend {synapse}\n"
HAPROXY = {
    # Paths in one line, no host.
    "Paths": DEFAULTS + """
frontend web
  bind {client}
  http-request set-header X-Forwarded-For %[src]
{api}
  acl is_matrix path_beg /_matrix /_synapse
  use_backend synapse if is_matrix
  default_backend other
""" + FEDERATION.replace("{synapse}", "synapse") + "backend synapse\n  server s 127.0.0.1:8008\nbackend other\n  http-request return status 404\n",
    # A map of expressions, and a variable that names the backend; browsers' questions are answered by the proxy.
    "Map": DEFAULTS + """  option http-server-close
frontend web
  bind {client}
  http-request set-header X-Forwarded-For %[src]
{api}
  http-request set-var(req.backend) path,map_reg({folder}/paths.map,main)
  use_backend %[var(req.backend)]
""" + FEDERATION.replace("{synapse}", "main") + "backend main\n  server s 127.0.0.1:8008\nbackend reader\n  server s 127.0.0.1:8008\n",
    # "forwardfor" instead of a header that is set; login and refresh of tokens at the authentication service.
    "Forwardfor": DEFAULTS + """  option forwardfor
frontend web
  bind {client}
{api}
  acl is_mas path_reg ^/_matrix/client/[^/]+/(login|logout|refresh)
  use_backend mas if is_mas
  default_backend synapse
""" + FEDERATION.replace("{synapse}", "synapse").replace("  http-request set-header X-Forwarded-For %[src]\n", "") +
    "backend mas\n  http-request return status 418\nbackend synapse\n  server s 127.0.0.1:8008\n",
    # Addresses are normalised, as guides to hardening have it: what Synapse's documentation warns of is not among it.
    "Normalised": DEFAULTS + """
frontend web
  bind {client}
  http-request set-header X-Forwarded-For %[src]
  http-request deny if { path -m sub /../ }
  http-response set-header Strict-Transport-Security max-age=31536000
{api}
  use_backend synapse if { path_beg /_matrix } or { path_beg /_synapse/client }
""" + FEDERATION.replace("{synapse}", "synapse") + "backend synapse\n  balance leastconn\n  server s 127.0.0.1:8008 check\n",
}
CADDY = {
    # handle for everything, and a page behind it.
    "Handle": ("""
{api}
  handle /_matrix/* {
    reverse_proxy 127.0.0.1:8008
  }
  handle /_synapse/client/* {
    reverse_proxy 127.0.0.1:8008
  }
  handle {
    respond 404
  }"""),
    "Route": ("""
  route /_matrix/* {
    reverse_proxy 127.0.0.1:8008
  }
  route /_synapse/* {
    reverse_proxy 127.0.0.1:8008
  }
{api}"""),
    "HandleInFront": ("""
  handle /_matrix/* {
    reverse_proxy 127.0.0.1:8008
  }
  handle /_synapse/client/* {
    reverse_proxy 127.0.0.1:8008
  }
{api}"""),
    "Matcher": ("""
{api}
  encode zstd gzip
  @matrix path /_matrix/* /_synapse/client/*
  handle @matrix {
    reverse_proxy 127.0.0.1:8008 {
      header_up X-Real-IP {remote_host}
    }
  }
  header Strict-Transport-Security max-age=31536000"""),
}
APACHE = {
    # One name, and all of it Synapse's.
    "AllOfIt": "{api}\n    ProxyPass / http://127.0.0.1:8008/ nocanon\n    ProxyPassReverse / http://127.0.0.1:8008/",
    "Locations": "<Location /_matrix>\n      ProxyPass http://127.0.0.1:8008/_matrix nocanon\n    </Location>\n"
                 "    <Location /_synapse/client>\n      ProxyPass http://127.0.0.1:8008/_synapse/client nocanon\n    </Location>\n{blocks}",
}


def between(text, after):
    """What the shipped file adds behind the line that begins with \\a after: from "Lockstep" to "end"."""
    part = text[text.index(after):]
    begin = re.search(r"\n[ ]*# Lockstep", part).start()
    return part[begin:part.index("# end", begin)]


class Other(Proxy):
    form = ""
    test_long_poll = test_abandoned_polls_leave_room = test_limits_go_by_the_client = test_the_gateway_comes_back = None

    def with_ports(self, text):
        for documented, port in ((8008, self.world.synapse.port), (8779, self.world.gateway_port), (8780, self.world.tap.port),
                                 (8781, self.world.behind_port)):
            text = re.sub(rf"(127\.0\.0\.1|localhost):{documented}\b", f"127.0.0.1:{port}", text)
        return text

    def begin(self, world):
        self.world = world
        getattr(self, "begin_" + self.program)(world)

    def setUp(self):
        type(self).start = self.begin
        super().setUp()

    def begin_nginx(self, world):
        http_block, locations = NGINX[self.form]
        lines = {"{api}": world.example("nginx/lockstep.conf"), "{tap}": world.example("nginx/lockstep-tap.conf")}
        outside, inside = lines["{api}"].split("# The same under the names")
        if self.form == "PrefixesThatWin":  # as the file says of such
            lines |= {"{api}": outside, "{inside}": "# The same" + inside}
        for name, text in lines.items():
            locations = locations.replace(name, text)
        world.nginx("other", self.with_ports(http_block) + f"server {{ server_name {HOST}; listen 127.0.0.1:{world.client_port}; "
                    f"listen 127.0.0.1:{world.federation_port};\n{self.with_ports(locations)} }}", world.client_port)

    def begin_haproxy(self, world):
        ours = world.example("haproxy/lockstep.cfg")
        (world.folder / "paths.map").write_text("^/_matrix/client/(api/v1|r0|v3|unstable)/devices/ reader\n^/_matrix/client/(r0|v3|unstable)/user/ main\n")
        text = HAPROXY[self.form].replace("{client}", f"127.0.0.1:{world.client_port}").replace("{federation}", f"127.0.0.1:{world.federation_port}")
        # Whoever has no "matrix-host" leaves it out.
        text = text.replace("{api}", between(ours, "frontend https").replace("if matrix-host lockstep-path", "if lockstep-path")).replace("{folder}", str(world.folder))
        text = text.replace("{tap}", between(ours, "frontend matrix-federation"))
        text += self.with_ports(ours[ours.index("\nbackend lockstep"):])
        file = world.folder / "other.cfg"
        file.write_text(self.with_ports(text))
        world.run(["haproxy", "-db", "-f", str(file)])

    def begin_caddy(self, world):
        ours = world.example("caddy/Caddyfile")
        site = CADDY[self.form].replace("{api}", between(ours, f"\n{HOST} {{"))
        federation = between(ours, f"{FEDERATION_HOST}:8448 {{") + "\n  reverse_proxy /_matrix/* 127.0.0.1:8008\n"
        file = world.folder / "Caddyfile"
        file.write_text("{\n  admin off\n  auto_https off\n}\n" + self.with_ports(
            f"http://{HOST}:{world.client_port} {{{site}\n}}\nhttp://{FEDERATION_HOST}:{world.federation_port} {{{federation}}}\n"))
        world.run(["caddy", "run", "--config", str(file), "--adapter", "caddyfile"])

    def begin_apache2(self, world):
        example = world.example
        ours = example("apache/lockstep.conf")
        kept = ours[:ours.index("    ProxyPass /_matrix http")]
        ours, blocks = ours.split("# Where Synapse's ProxyPass stands in")
        blocks = re.sub(r"(?m)^#", "", blocks[blocks.index("\n#\n"):])
        lines = APACHE[self.form].replace("{api}", between(ours, "*:443>")).replace("{blocks}", blocks)
        host = kept[:kept.index("    # Lockstep")] + lines + "\n</VirtualHost>\n"
        world.example = lambda name: self.with_ports(host) + ours[ours.index("<VirtualHost *:8448>"):] if name == "apache/lockstep.conf" else example(name)
        proxies.start_apache(world)


def forms():
    for program, table, behind in (("nginx", NGINX, False), ("haproxy", HAPROXY, True), ("caddy", CADDY, True), ("apache2", APACHE, True)):
        for form in table:
            name = f"{program.capitalize()}{form}Test"
            yield name, type(name, (Other, unittest.TestCase), {"program": program, "form": form, "tap_is_behind": behind})


globals().update(forms())

if __name__ == "__main__":
    proxies.GATEWAY, proxies.RESOURCES = sys.argv[1], pathlib.Path(sys.argv[2])
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    result = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]], exit=False).result
    sys.exit(1 if not result.wasSuccessful() else SKIP if len(set(SKIPPED)) == 4 else 0)
