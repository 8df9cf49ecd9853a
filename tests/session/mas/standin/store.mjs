// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Everything the authorization server knows, in memory: gone with the process, as a test wants it.
const tables = new Map(); // model -> id -> { payload, until }

const table = (model) => tables.get(model) ?? tables.set(model, new Map()).get(model);

export class Store {
  constructor(model) {
    this.rows = table(model);
    this.grace = model === 'DeviceCode' ? 3600000 : 0; // a client shall hear "expired", not "unknown"
  }

  async upsert(id, payload, seconds) {
    this.rows.set(id, { payload, until: seconds === undefined ? Infinity : Date.now() + seconds * 1000 });
  }

  async find(id) {
    const row = this.rows.get(id);
    if (row && row.until + this.grace <= Date.now()) { this.rows.delete(id); return undefined; }
    return row?.payload;
  }

  async #by(key, value) {
    for (const [id, row] of this.rows) if (row.payload[key] === value) return this.find(id);
  }

  findByUid(uid) { return this.#by('uid', uid); }
  findByUserCode(code) { return this.#by('userCode', code); }

  async consume(id) {
    const row = this.rows.get(id);
    if (row) row.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) { this.rows.delete(id); }

  async revokeByGrantId(grantId) {
    for (const [id, row] of this.rows) if (row.payload.grantId === grantId) this.rows.delete(id);
  }
}

// Drops the access tokens of one grant except the newest: a refresh ends the token before it.
export function keepOnlyAccessToken(grantId, jti) {
  const rows = table('AccessToken');
  for (const [id, row] of rows) if (row.payload.grantId === grantId && id !== jti) rows.delete(id);
}
