// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the Matrix Authentication Service lets pass, in our own words: who may ask for which scope,
// which clients may register, and which redirect address belongs to a client.

export const ADMIN = 'urn:synapse:admin:*';
const apis = ['urn:matrix:client:api:*', 'urn:matrix:org.matrix.msc2967.client:api:*'];
const device = /^urn:matrix:(?:org\.matrix\.msc2967\.)?client:device:([A-Za-z0-9._~!$&'()*+,;=:@/-]{10,})$/;
const devicePrefix = /^urn:matrix:(?:org\.matrix\.msc2967\.)?client:device:/;
const loopback = ['localhost', '127.0.0.1', '[::1]'];

export const words = (scope) => (scope ?? '').split(' ').filter(Boolean);

export function deviceOf(scope) {
  return words(scope).map((word) => device.exec(word)?.[1]).find(Boolean);
}

export function scopeViolations(user, scope) {
  const asked = words(scope);
  const found = [];
  for (const word of asked) {
    const known = ['openid', 'email', 'urn:mas:graphql:*', ...apis].includes(word) || device.test(word)
      || ([ADMIN, 'urn:mas:admin'].includes(word) && user.mayAskForAdmin);
    if (!known) found.push(`scope '${word}' not allowed`);
  }
  const stable = asked.some((word) => word.startsWith('urn:matrix:client:'));
  const unstable = asked.some((word) => word.startsWith('urn:matrix:org.matrix.msc2967.client:'));
  if (stable && unstable) found.push('request cannot mix unstable and stable scopes');
  const devices = asked.filter((word) => devicePrefix.test(word));
  if (devices.length > 1) found.push('only one device scope is allowed at a time');
  if (devices.length && !asked.some((word) => apis.includes(word))) {
    found.push('device scopes are only allowed when the client-server API scope is requested');
  }
  return found;
}

// The scope that an introspection shows: stable and unstable names side by side.
export function bothNames(scope) {
  const all = new Set(words(scope));
  if (apis.some((api) => all.has(api))) apis.forEach((api) => all.add(api));
  const id = deviceOf(scope);
  if (id) {
    all.add(`urn:matrix:client:device:${id}`);
    all.add(`urn:matrix:org.matrix.msc2967.client:device:${id}`);
  }
  return [...all].sort().join(' ');
}

const below = (host, parent) => host === parent || host.endsWith(`.${parent}`);

export function clientViolations(client) {
  const found = [];
  const address = (text) => (typeof text === 'string' ? URL.parse(text) : null);
  const secure = (url) => url?.protocol === 'https:' && ![...loopback, '0.0.0.0'].includes(url.hostname);
  const home = address(client.client_uri);
  if (client.client_uri === undefined) found.push('missing client_uri');
  else if (!secure(home)) found.push('invalid client_uri');
  for (const name of ['tos_uri', 'policy_uri', 'logo_uri']) {
    if (client[name] === undefined) continue;
    const url = address(client[name]);
    if (!secure(url)) found.push(`invalid ${name}`);
    if (!url || !home || !below(url.hostname, home.hostname)) found.push(`${name} not on the same host as the client_uri`);
  }
  const grants = client.grant_types ?? ['authorization_code'];
  if (client.redirect_uris === undefined) {
    if (grants.includes('authorization_code')) found.push('missing redirect_uris');
  } else if (!Array.isArray(client.redirect_uris)) {
    found.push('invalid redirect_uris: it must be an array');
  } else {
    if (grants.includes('authorization_code') && !client.redirect_uris.length) {
      found.push('invalid redirect_uris: it must have at least one redirect_uri');
    }
    for (const text of client.redirect_uris) {
      const url = address(text);
      const scheme = url?.protocol.slice(0, -1);
      const native = client.application_type === 'native' && url && (
        (scheme === 'http' && loopback.includes(url.hostname))
        || (!['http', 'https'].includes(scheme) && !url.host && home
            && below(scheme.split('.').reverse().join('.'), home.hostname)));
      const web = secure(url) && home && below(url.hostname, home.hostname);
      if (!url || url.hash || !(native || web)) found.push('invalid redirect_uri');
    }
  }
  return found;
}

// A loopback address may add a port to one that was registered WITHOUT a port. Nothing else bends:
// another loopback name, another path, or another port than a registered one is another address.
export function redirectBelongs(asked, registered) {
  const url = URL.parse(asked);
  if (!url) return false;
  const plain = registered.map((text) => URL.parse(text)?.href);
  if (plain.includes(url.href)) return true;
  if (!loopback.includes(url.hostname)) return false;
  url.port = '';
  return plain.includes(url.href);
}
