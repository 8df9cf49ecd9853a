// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The few pages a person or a script sees. Plain forms, no script needed.
const safe = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export const page = (title, body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${safe(title)}</title>
<style>body{font:16px sans-serif;max-width:30em;margin:3em auto}input,button{font:inherit;padding:.4em;margin:.3em 0}li{font-family:monospace}</style>
</head><body><h1>${safe(title)}</h1>${body}</body></html>`;

export const login = (uid, hint, wrong) => page('Sign in', `${wrong ? '<p id="error">Invalid credentials</p>' : ''}
<form method="post" action="/interaction/${safe(uid)}/login">
<label>Name<br><input name="username" value="${safe(hint ?? '')}" autofocus></label><br>
<label>Password<br><input name="password" type="password"></label><br><button>Continue</button></form>`);

export const consent = (uid, client, user, scopes) => page('Allow access?', `<p>${safe(client)} wants to act as <b>${safe(user)}</b>:</p>
<ul>${scopes.map((scope) => `<li>${safe(scope)}</li>`).join('')}</ul>
<form method="post" action="/interaction/${safe(uid)}/consent"><button>Continue</button></form>
<form method="post" action="/interaction/${safe(uid)}/cancel"><button>Cancel</button></form>`);

// As MAS does it: status 200, no redirect; only the code flow has a way back to the client.
export const refused = (client, user, violations, back) => page('The authorization request was denied', `<p id="denied">${safe(client)} asked for what
<b>${safe(user)}</b> may not give.</p><ul>${violations.map((text) => `<li>${safe(text)}</li>`).join('')}</ul>${back ? `<a id="cancel" href="${safe(back)}">Cancel</a>` : ''}`);
