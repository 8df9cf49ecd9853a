// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Stands in for the Matrix Authentication Service before a real Synapse. oidc-provider is the
// OAuth server; this file adds what Synapse asks of MAS and the answers in which MAS differs.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { Store, keepOnlyAccessToken } from './store.mjs';
import * as policy from './policy.mjs';
import * as pages from './pages.mjs';

const port = Number(process.env.MAS_PORT ?? 31080);
const issuer = process.env.MAS_ISSUER ?? `http://127.0.0.1:${port}/`;
const synapse = (process.env.MAS_SYNAPSE ?? 'http://127.0.0.1:31010').replace(/\/$/, '');
const secret = process.env.MAS_SECRET ?? 'mas-secret';
const serverName = process.env.MAS_SERVER_NAME ?? 'localhost:31448';
const settings = {
  ttl: Number(process.env.MAS_ACCESS_TTL ?? 300),
  codeTtl: Number(process.env.MAS_DEVICE_CODE_TTL ?? 1200),
  interval: Number(process.env.MAS_DEVICE_INTERVAL ?? 5),
  autofill: process.env.MAS_USER_CODE_AUTOFILL !== '0', // verification_uri_complete is optional at MAS
  deviceGrant: process.env.MAS_DEVICE_GRANT !== '0',
  slowDown: process.env.MAS_SLOW_DOWN === '1', // RFC 8628's answer to a hasty client; MAS never gives it
  down: false, // for tests: introspection answers 500
};

const users = new Map([
  ['admin', { password: 'admin-password', mayAskForAdmin: true }],
  ['alice', { password: 'alice-password', mayAskForAdmin: false }],
]);
for (const [name, user] of users) user.sub = createHash('sha256').update(name).digest('hex').slice(0, 26).toUpperCase();

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const homeserver = 'urn:matrix:homeserver'; // the one resource all tokens are for
const askedScopes = new Set(['openid', 'email', policy.ADMIN]);
const sessions = new Map(); // grant id -> { user, device, scope, client }
const others = new Map(); // token -> { user, device, scope, until, refresh }: compat and personal sessions
const seen = []; // introspections, newest last
const used = new Set(); // access tokens that Synapse has asked about
const next = new Map(); // spent refresh token -> the tokens issued for it, null where it was itself given up
const polled = new Map(); // device code -> time of the last poll

// ---- Synapse, as MAS provisions it --------------------------------------------------------

async function tellSynapse(call, body) {
  const answer = await fetch(`${synapse}/_synapse/mas/${call}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10000),
  });
  if (!answer.ok) throw new Error(`${call}: ${answer.status} ${await answer.text()}`);
  return answer.status;
}

async function provisionUsers() {
  for (const name of users.keys()) await tellSynapse('provision_user', { localpart: name, set_displayname: name });
}

const devicesOf = (name) => [...sessions.values(), ...others.values()].filter((s) => s.user === name && s.device).map((s) => s.device);
const syncDevices = (name) => tellSynapse('sync_devices', { localpart: name, devices: [...new Set(devicesOf(name))] });

// ---- the OAuth server -----------------------------------------------------------------------

const provider = new Provider(issuer, {
  adapter: Store,
  cookies: { keys: [randomBytes(16).toString('hex')] },
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
  clientDefaults: { grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_basic' },
  findAccount: (ctx, id) => users.has(id) && { accountId: id, claims: () => ({ sub: users.get(id).sub, username: id }) },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    deviceFlow: {
      enabled: settings.deviceGrant,
      charset: 'base-20',
      mask: '******',
      userCodeInputSource: (ctx, form, out, error) => { ctx.body = pages.page('Link a device', `${error ? '<p id="error">Wrong code</p>' : ''}${form}<button form="op.deviceInputForm">Continue</button>`); },
      userCodeConfirmSource: (ctx, form, client, info, code) => { ctx.body = pages.page('Link this device?', `<p>Code ${code}</p>${form}<button form="op.deviceConfirmForm">Continue</button>`); },
      successSource: (ctx) => { ctx.body = pages.page('Device linked', '<p id="linked">You may close this page.</p>'); },
    },
    introspection: { enabled: true },
    registration: {
      enabled: true,
      issueRegistrationAccessToken: false,
      idFactory: (ctx) => `01${createHash('sha256').update(JSON.stringify(ctx.oidc.body, Object.keys(ctx.oidc.body).sort())).digest('hex').slice(0, 24).toUpperCase()}`,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => homeserver,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx) => {
        for (const word of policy.words(ctx.oidc.params?.scope)) askedScopes.add(word);
        return { scope: [...askedScopes].join(' '), accessTokenFormat: 'opaque', accessTokenTTL: settings.ttl };
      },
    },
    revocation: { enabled: true, allowedPolicy: (ctx, client, token) => token.clientId === client.clientId },
    userinfo: { enabled: false },
  },
  jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
  pkce: { required: () => true },
  renderError: (ctx, out) => { ctx.body = pages.page(out.error, `<p id="error">${out.error_description ?? ''}</p>`); },
  responseTypes: ['code'],
  rotateRefreshToken: true,
  routes: {
    authorization: '/authorize',
    code_verification: '/link',
    device_authorization: '/oauth2/device',
    introspection: '/oauth2/introspect-client',
    jwks: '/oauth2/keys.json',
    registration: '/oauth2/registration',
    revocation: '/oauth2/revoke',
    token: '/oauth2/token',
  },
  scopes: ['openid', 'email'],
  ttl: {
    AccessToken: () => settings.ttl,
    AuthorizationCode: 600,
    DeviceCode: () => settings.codeTtl,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 86400 * 30,
    Session: 86400,
  },
});

// ---- helpers for the routes of our own ------------------------------------------------------

async function textOf(ctx) {
  const parts = [];
  for await (const part of ctx.req) {
    parts.push(part);
    if (parts.reduce((sum, p) => sum + p.length, 0) > 65536) ctx.throw(413);
  }
  return Buffer.concat(parts).toString();
}

// Reads a body that oidc-provider shall read again.
async function formOf(ctx) {
  return (ctx.req.body = Object.fromEntries(new URLSearchParams(await textOf(ctx))));
}

const oauthError = (ctx, status, error, text) => {
  ctx.status = status;
  ctx.set('cache-control', 'no-store');
  ctx.body = text ? { error, error_description: text } : { error };
};
const matrixError = (ctx, status, errcode, error) => { ctx.status = status; ctx.body = { errcode, error }; };

const routes = [
  // What Synapse asks for every token, with the shared secret.
  ['POST', /^\/oauth2\/introspect$/, async (ctx) => {
    if (ctx.get('authorization') !== `Bearer ${secret}`) return oauthError(ctx, 401, 'access_denied', 'bearer token presented is invalid');
    if (settings.down) return oauthError(ctx, 500, 'server_error');
    const { token } = await formOf(ctx);
    const answer = await introspect(token);
    seen.push({ at: Date.now(), active: answer.active, username: answer.username, deviceHeader: ctx.get('x-mas-supports-device-id') });
    if (seen.length > 1000) seen.shift();
    ctx.body = answer;
  }],

  ['GET', /^\/interaction\/([\w-]+)$/, async (ctx, uid) => {
    const { prompt, params, session } = await provider.interactionDetails(ctx.req, ctx.res);
    ctx.type = 'html';
    if (prompt.name === 'login') { ctx.body = pages.login(uid, params.login_hint); return; }
    const client = await provider.Client.find(params.client_id);
    const name = client.clientName ?? client.clientId;
    const violations = policy.scopeViolations(users.get(session.accountId), params.scope);
    if (violations.length) {
      const back = params.redirect_uri && new URL(params.redirect_uri);
      if (back) { back.searchParams.set('error', 'access_denied'); if (params.state) back.searchParams.set('state', params.state); }
      ctx.body = pages.refused(name, session.accountId, violations, back?.href);
    } else ctx.body = pages.consent(uid, name, session.accountId, policy.words(params.scope));
  }],

  ['POST', /^\/interaction\/([\w-]+)\/login$/, async (ctx, uid) => {
    const { username, password } = await formOf(ctx);
    const name = (username ?? '').replace(/^@([^:]+):.*$/, '$1');
    if (!users.has(name) || users.get(name).password !== password) { ctx.type = 'html'; ctx.body = pages.login(uid, username, true); return; }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: name } }, { mergeWithLastSubmission: false }));
    ctx.status = 303;
  }],

  ['POST', /^\/interaction\/([\w-]+)\/consent$/, async (ctx, uid) => {
    const { params, session } = await provider.interactionDetails(ctx.req, ctx.res);
    const violations = policy.scopeViolations(users.get(session.accountId), params.scope);
    if (violations.length) { ctx.type = 'html'; ctx.body = pages.refused(params.client_id, session.accountId, violations); return; }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(policy.words(params.scope).filter((w) => ['openid', 'email'].includes(w)).join(' '));
    grant.addResourceScope(homeserver, params.scope ?? '');
    const result = { consent: { grantId: await grant.save() } };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true }));
    ctx.status = 303;
  }],

  ['POST', /^\/interaction\/([\w-]+)\/cancel$/, async (ctx) => {
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { error: 'access_denied' }, { mergeWithLastSubmission: false }));
    ctx.status = 303;
  }],

  // The compatibility layer that a proxy routes to MAS: password sign-in, never with the admin scope.
  ['GET', /^\/_matrix\/client\/(?:r0|v3)\/login$/, (ctx) => {
    ctx.body = { flows: [{ type: 'm.login.password' }, { type: 'm.login.sso', 'org.matrix.msc3824.delegated_oidc_compatibility': true, oauth_aware_preferred: true }, { type: 'm.login.token' }] };
  }],
  ['POST', /^\/_matrix\/client\/(?:r0|v3)\/login$/, async (ctx) => {
    let body;
    try { body = JSON.parse(await textOf(ctx)); } catch { return matrixError(ctx, 400, 'M_NOT_JSON', 'Body is not a valid JSON'); }
    if (body.type !== 'm.login.password') return matrixError(ctx, 400, 'M_UNRECOGNIZED', 'Unsupported login type');
    const name = (body.identifier?.user ?? body.user ?? '').replace(/^@([^:]+):.*$/, '$1');
    if (!users.has(name) || users.get(name).password !== body.password) return matrixError(ctx, 403, 'M_FORBIDDEN', 'Invalid username/password');
    const device = body.device_id ?? randomBytes(5).toString('hex').toUpperCase();
    const session = newSession('mct', { user: name, device, refresh: body.refresh_token && `mcr_${randomBytes(20).toString('hex')}` });
    await tellSynapse('upsert_device', { localpart: name, device_id: device, display_name: body.initial_device_display_name ?? null });
    ctx.body = { user_id: `@${name}:${serverName}`, device_id: device, ...session };
  }],
  ['POST', /^\/_matrix\/client\/(?:r0|v3)\/refresh$/, async (ctx) => {
    const { refresh_token: asked } = JSON.parse(await textOf(ctx));
    const [token, old] = [...others].find(([, session]) => asked && session.refresh === asked) ?? [];
    if (!old) return matrixError(ctx, 401, 'M_UNKNOWN_TOKEN', 'Invalid refresh token');
    others.delete(token);
    ctx.body = newSession('mct', { ...old, refresh: `mcr_${randomBytes(20).toString('hex')}` });
  }],
  ['POST', /^\/_matrix\/client\/(?:r0|v3)\/logout$/, async (ctx) => {
    const token = ctx.get('authorization').replace(/^Bearer /, '');
    const session = others.get(token);
    if (!session) return matrixError(ctx, 401, 'M_UNKNOWN_TOKEN', 'Invalid access token');
    others.delete(token);
    await syncDevices(session.user);
    ctx.body = {};
  }],

  // For tests only; MAS has none of this.
  ['GET', /^\/test\/state$/, (ctx) => { ctx.body = { settings, sessions: [...sessions.values()], introspections: seen }; }],
  ['POST', /^\/test\/settings$/, async (ctx) => {
    const body = JSON.parse(await textOf(ctx));
    for (const key of Object.keys(body)) if (typeof settings[key] === typeof body[key]) settings[key] = body[key];
    ctx.body = settings;
  }],
  ['POST', /^\/test\/provision$/, async (ctx) => { await provisionUsers(); ctx.body = {}; }],
  // mas-cli manage issue-compatibility-token, with or without Synapse's admin scope
  ['POST', /^\/test\/compat-token$/, async (ctx) => {
    const { user, device = randomBytes(5).toString('hex').toUpperCase(), admin = false } = JSON.parse(await textOf(ctx));
    if (!users.has(user)) return oauthError(ctx, 404, 'no such user');
    await tellSynapse('upsert_device', { localpart: user, device_id: device });
    ctx.body = { ...newSession('mct', { user, device, scope: admin ? `${compatScope} ${policy.ADMIN}` : compatScope }), device_id: device };
  }],
  // POST /api/admin/v1/personal-sessions, for machines
  ['POST', /^\/test\/personal-token$/, async (ctx) => {
    const { user, scope, expires_in: seconds } = JSON.parse(await textOf(ctx));
    if (!users.has(user)) return oauthError(ctx, 404, 'no such user');
    ctx.body = newSession('mpt', { user, scope, device: policy.deviceOf(scope), seconds });
  }],
  ['GET', /^\/account\/?$/, (ctx) => { ctx.type = 'html'; ctx.body = pages.page('Account', '<p>Nothing to manage here.</p>'); }],
  ['GET', /^\/health$/, (ctx) => { ctx.body = 'ok'; }],
];

const compatScope = 'urn:matrix:client:api:*';

function newSession(kind, { user, device, scope = compatScope, refresh, seconds }) {
  const token = `${kind}_${randomBytes(20).toString('hex')}`;
  const life = seconds ?? (refresh ? settings.ttl : undefined);
  others.set(token, { kind, user, device, scope, refresh, until: life === undefined ? Infinity : Date.now() + life * 1000 });
  return { access_token: token, ...(refresh && { refresh_token: refresh, expires_in_ms: life * 1000 }) };
}

async function introspect(token) {
  const old = others.get(token);
  if (old) {
    if (old.until <= Date.now()) return { active: false };
    return {
      active: true,
      scope: policy.bothNames(old.scope),
      client_id: old.kind === 'mct' ? 'legacy' : undefined,
      username: old.user,
      token_type: 'access_token',
      sub: users.get(old.user).sub,
      device_id: old.kind === 'mct' ? old.device : undefined, // an OAuth session's device is in its scope only
      expires_in: Number.isFinite(old.until) ? Math.floor((old.until - Date.now()) / 1000) : undefined,
    };
  }
  const found = token && await provider.AccessToken.find(token);
  if (!found || found.isExpired || !sessions.has(found.grantId)) return { active: false };
  used.add(token);
  const now = Math.floor(Date.now() / 1000);
  return {
    active: true,
    scope: policy.bothNames(found.scope),
    client_id: found.clientId,
    username: found.accountId,
    token_type: 'access_token',
    exp: found.exp,
    expires_in: found.exp - now,
    iat: found.iat,
    nbf: found.iat,
    sub: users.get(found.accountId).sub,
  };
}

// ---- what stands before and after oidc-provider ----------------------------------------------

async function beforeAuthorize(ctx) {
  const client = ctx.query.client_id && await provider.Client.find(ctx.query.client_id);
  if (!client || ctx.query.redirect_uri === undefined) return false;
  if (policy.redirectBelongs(ctx.query.redirect_uri, client.redirectUris)) {
    ctx.query = { ...ctx.query, redirect_uri: new URL(ctx.query.redirect_uri).href };
    return false;
  }
  ctx.status = 400;
  ctx.body = pages.page('invalid_request', '<p id="error">redirect_uri is not allowed for this client</p>');
  return true;
}

async function beforeRegistration(ctx) {
  let body;
  try { body = JSON.parse(await textOf(ctx)); } catch { oauthError(ctx, 400, 'invalid_request'); return true; }
  const found = policy.clientViolations(body);
  if (found.length) {
    oauthError(ctx, 400, found.some((text) => text.includes('redirect_uri')) ? 'invalid_redirect_uri' : 'invalid_client_metadata', found.join('; '));
    return true;
  }
  if (!(body.grant_types ?? ['authorization_code']).includes('authorization_code')) body.response_types ??= [];
  body.redirect_uris &&= body.redirect_uris.map((text) => new URL(text).href);
  if (!settings.deviceGrant && body.grant_types) body.grant_types = body.grant_types.filter((type) => type !== deviceGrant);
  ctx.req.body = body;
  return false;
}

// A client that registered as public and sends a secret, be it empty, has not authenticated as registered.
async function wrongCredentials(ctx, form) {
  const client = form.client_id && await provider.Client.find(form.client_id);
  if (!client || client.clientAuthMethod !== 'none' || form.client_secret === undefined) return false;
  oauthError(ctx, 401, 'invalid_client', 'authentication method mismatch');
  return true;
}

// A spent refresh token is no theft while nobody has used what it was exchanged for: the answer got
// lost, and MAS issues anew. Otherwise it is refused, and the session lives on.
async function beforeRefresh(ctx, form) {
  if (!next.has(form.refresh_token)) return false;
  const after = next.get(form.refresh_token);
  if (!after || next.has(after.refresh) || used.has(after.access)) { oauthError(ctx, 400, 'invalid_grant'); return true; }
  form.refresh_token = after.refresh;
  return false;
}

function pollsTooFast(form) {
  const last = polled.get(form.device_code) ?? 0;
  polled.set(form.device_code, Date.now());
  return Date.now() - last < settings.interval * 1000 - 250;
}

// A code that was exchanged is refused; MAS ends the session only where a code of the code grant
// comes back more than 20 s later, and oidc-provider's way for that case is the same.
const exchanged = new Map(); // code or device code -> time

function isSpent(form) {
  const at = exchanged.get(form.code ?? form.device_code);
  return at !== undefined && (form.device_code !== undefined || Date.now() - at < 20000);
}

async function afterToken(ctx, form, spent) {
  if (ctx.status === 200) {
    const { access_token: access, refresh_token: refresh } = ctx.body;
    const token = ctx.oidc.entities.AccessToken;
    const client = ctx.oidc.client;
    if (form.grant_type === 'refresh_token') {
      if (form.refresh_token !== spent) next.set(form.refresh_token, null);
      next.set(spent, { access, refresh });
      keepOnlyAccessToken(token.grantId, token.jti);
      return;
    }
    exchanged.set(form.code ?? form.device_code, Date.now());
    const device = policy.deviceOf(token.scope);
    sessions.set(token.grantId, { user: token.accountId, device, scope: token.scope, client: client.clientName ?? client.clientId });
    if (device) await tellSynapse('upsert_device', { localpart: token.accountId, device_id: device, display_name: client.clientName ?? null });
  } else if (['authorization_pending', 'access_denied', 'expired_token'].includes(ctx.body?.error)) {
    ctx.status = 403; // MAS's choice; RFC 8628 has 400
  } else if (ctx.body?.error === 'unauthorized_client') {
    ctx.status = 401;
  }
}

async function ofToken(value) {
  return value && (await provider.AccessToken.find(value) ?? await provider.RefreshToken.find(value));
}

provider.use(async (ctx, following) => {
  for (const [method, pattern, act] of routes) {
    const match = ctx.method === method && pattern.exec(ctx.path);
    if (!match) continue;
    try { await act(ctx, ...match.slice(1)); } catch (error) {
      console.error(`${ctx.method} ${ctx.path}: ${error.message}`);
      ctx.status = error.name === 'SessionNotFound' ? 400 : 500;
      ctx.body = pages.page('error', `<p id="error">${error.name}</p>`);
    }
    return;
  }

  let form = {}; let spent; let ended;
  if (ctx.method === 'GET' && ctx.path === '/authorize' && await beforeAuthorize(ctx)) return;
  if (ctx.method === 'POST' && ctx.path === '/oauth2/registration' && await beforeRegistration(ctx)) return;
  if (ctx.method === 'POST' && ['/oauth2/token', '/oauth2/revoke', '/oauth2/device'].includes(ctx.path)) {
    form = await formOf(ctx);
    if (await wrongCredentials(ctx, form)) return;
  }
  if (ctx.method === 'POST' && ctx.path === '/oauth2/token') {
    spent = form.refresh_token;
    if (form.grant_type === 'refresh_token' && await beforeRefresh(ctx, form)) return;
    if (form.redirect_uri && URL.canParse(form.redirect_uri)) form.redirect_uri = new URL(form.redirect_uri).href;
    if (isSpent(form)) { oauthError(ctx, 400, 'invalid_grant'); return; }
    if (form.grant_type === deviceGrant && pollsTooFast(form) && settings.slowDown) { oauthError(ctx, 400, 'slow_down'); return; }
  }
  if (ctx.method === 'POST' && ctx.path === '/oauth2/revoke') ended = await ofToken(form.token);

  await following();

  if (ctx.path === '/oauth2/token') await afterToken(ctx, form, spent);
  if (ended && ctx.status === 200 && !await ofToken(form.token)) {
    const session = sessions.get(ended.grantId);
    sessions.delete(ended.grantId);
    // MAS does this in a job of its own, a moment later
    if (session) setTimeout(() => syncDevices(session.user).catch((error) => console.error(error.message)), 100);
  }
  if (ctx.path === '/oauth2/device' && ctx.body?.error_description?.includes('not allowed for this client')) oauthError(ctx, 401, 'unauthorized_client');
  if (ctx.path === '/oauth2/device' && ctx.status === 200) {
    ctx.body.interval = settings.interval;
    if (!settings.autofill) delete ctx.body.verification_uri_complete;
  }
  if (ctx.path === '/.well-known/openid-configuration' && ctx.status === 200) {
    Object.assign(ctx.body, {
      introspection_endpoint: new URL('/oauth2/introspect', issuer).href,
      account_management_uri: new URL('/account/', issuer).href,
      account_management_actions_supported: ['org.matrix.profile', 'org.matrix.devices_list', 'org.matrix.device_view', 'org.matrix.device_delete', 'org.matrix.cross_signing_reset'],
      prompt_values_supported: ['login'],
      revocation_endpoint_auth_methods_supported: ctx.body.token_endpoint_auth_methods_supported,
    });
    delete ctx.body.authorization_response_iss_parameter_supported;
    if (!settings.deviceGrant) delete ctx.body.device_authorization_endpoint;
  }
  // MAS sends no "iss" back with a code.
  const to = ctx.response.get('location');
  if (to && URL.canParse(to)) {
    const url = new URL(to);
    if (url.searchParams.has('iss')) { url.searchParams.delete('iss'); ctx.set('location', url.href); }
  }
});

const server = provider.listen(port, '127.0.0.1', () => console.log(`listening ${issuer}`));
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => { server.close(); server.closeAllConnections(); process.exit(0); });
