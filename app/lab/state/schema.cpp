// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/schema.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

QStringList schemaStatements()
{
    return {
        // One counter for everything: sync tokens, stream_ids of device list updates, positions in queues.
        u"CREATE TABLE stream (position INTEGER NOT NULL)"_s,
        u"INSERT INTO stream VALUES (0)"_s,
        u"CREATE TABLE server (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"_s, // signing key, settings
        // accounts
        u"CREATE TABLE users (user_id TEXT PRIMARY KEY, password_hash BLOB NOT NULL, admin INTEGER NOT NULL, created INTEGER NOT NULL, "
        u"update_stream INTEGER NOT NULL DEFAULT 0, "
        "display_name TEXT, avatar_url TEXT) WITHOUT ROWID"_s,
        u"CREATE TABLE devices (user_id TEXT, device_id TEXT, display_name TEXT, last_seen INTEGER, last_seen_ip TEXT, PRIMARY KEY (user_id, device_id)) WITHOUT ROWID"_s,
        u"CREATE TABLE tokens (token_hash BLOB PRIMARY KEY, user_id TEXT NOT NULL, device_id TEXT NOT NULL, kind TEXT NOT NULL, expires INTEGER, pair INTEGER NOT NULL) WITHOUT ROWID"_s,
        u"CREATE INDEX tokens_device ON tokens (user_id, device_id)"_s,
        u"CREATE TABLE filters (user_id TEXT, filter_id INTEGER, filter TEXT NOT NULL, PRIMARY KEY (user_id, filter_id)) WITHOUT ROWID"_s,
        // room_id is empty for what belongs to no room
        u"CREATE TABLE account_data (user_id TEXT, room_id TEXT, type TEXT, content TEXT NOT NULL, stream_id INTEGER NOT NULL, PRIMARY KEY (user_id, room_id, type)) WITHOUT ROWID"_s,
        u"CREATE TABLE client_transactions (user_id TEXT, device_id TEXT, path TEXT, status INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (user_id, device_id, path)) WITHOUT ROWID"_s,
        u"CREATE INDEX client_transactions_at ON client_transactions (user_id, device_id, at)"_s,
        // keys of local users
        u"CREATE TABLE device_keys (user_id TEXT, device_id TEXT, keys TEXT NOT NULL, PRIMARY KEY (user_id, device_id)) WITHOUT ROWID"_s,
        u"CREATE TABLE one_time_keys (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, device_id TEXT NOT NULL, algorithm TEXT NOT NULL, key_id TEXT NOT NULL, key TEXT NOT NULL)"_s,
        u"CREATE UNIQUE INDEX one_time_keys_key ON one_time_keys (user_id, device_id, algorithm, key_id)"_s,
        u"CREATE TABLE fallback_keys (user_id TEXT, device_id TEXT, algorithm TEXT, key_id TEXT NOT NULL, key TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (user_id, device_id, algorithm)) WITHOUT ROWID"_s,
        u"CREATE TABLE cross_signing_keys (user_id TEXT, usage TEXT, stream_id INTEGER, key TEXT NOT NULL, PRIMARY KEY (user_id, usage, stream_id)) WITHOUT ROWID"_s,
        // signatures that a user's own user-signing key made on others' master keys: shown to that user alone
        u"CREATE TABLE user_signatures (user_id TEXT, target TEXT, key_id TEXT, signed TEXT NOT NULL, PRIMARY KEY (user_id, target, key_id)) WITHOUT ROWID"_s,
        // backups of room keys; a version that was deleted is remembered
        u"CREATE TABLE key_backups (user_id TEXT, version INTEGER, algorithm TEXT NOT NULL, auth_data TEXT NOT NULL, etag INTEGER NOT NULL, deleted INTEGER NOT NULL, PRIMARY KEY (user_id, version)) WITHOUT ROWID"_s,
        u"CREATE TABLE backed_up_keys (user_id TEXT, version INTEGER, room_id TEXT, session_id TEXT, key TEXT NOT NULL, PRIMARY KEY (user_id, version, room_id, session_id)) WITHOUT ROWID"_s,
        // rooms
        u"CREATE TABLE rooms (room_id TEXT PRIMARY KEY) WITHOUT ROWID"_s,
        u"CREATE TABLE members (room_id TEXT, user_id TEXT, server TEXT NOT NULL, membership TEXT NOT NULL, stream_id INTEGER NOT NULL, was_joined INTEGER NOT NULL, PRIMARY KEY (room_id, user_id)) WITHOUT ROWID"_s,
        u"CREATE INDEX members_user ON members (user_id, membership)"_s,
        u"CREATE INDEX members_stream ON members (room_id, stream_id)"_s,
        u"CREATE INDEX members_server ON members (room_id, membership, server, user_id)"_s,
        // state_key is NULL for messages
        u"CREATE TABLE events (room_id TEXT, stream_id INTEGER, event_id TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, type TEXT NOT NULL, "
        u"state_key TEXT, content TEXT NOT NULL, at INTEGER NOT NULL, "
        "redacts TEXT, redacted_by TEXT, PRIMARY KEY (room_id, stream_id)) WITHOUT ROWID"_s,
        u"CREATE INDEX events_state ON events (room_id, type, state_key, stream_id) WHERE state_key IS NOT NULL"_s,
        // the newest of each; position: where its room's owner has it, so that what arrives late changes nothing
        u"CREATE TABLE room_state (room_id TEXT, type TEXT, state_key TEXT, event_id TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (room_id, type, state_key)) WITHOUT ROWID"_s,
        // which device sent an event in which transaction: its own /sync says so
        u"CREATE TABLE sent_events (event_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, device_id TEXT NOT NULL, txn_id TEXT NOT NULL) WITHOUT ROWID"_s,
        // what sync shows: a user's list changed (for_user: seen by that user alone, else empty), or no shared room is left
        u"CREATE TABLE list_changes (for_user TEXT, user_id TEXT, stream_id INTEGER NOT NULL, PRIMARY KEY (for_user, user_id)) WITHOUT ROWID"_s,
        u"CREATE INDEX list_changes_stream ON list_changes (stream_id)"_s,
        u"CREATE TABLE list_left (for_user TEXT, user_id TEXT, stream_id INTEGER NOT NULL, PRIMARY KEY (for_user, user_id)) WITHOUT ROWID"_s,
        // send-to-device
        u"CREATE TABLE inbox (user_id TEXT, device_id TEXT, stream_id INTEGER, sender TEXT NOT NULL, type TEXT NOT NULL, message_id TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (user_id, device_id, stream_id)) WITHOUT ROWID"_s,
        u"CREATE TABLE seen_messages (origin TEXT, message_id TEXT, at INTEGER NOT NULL, PRIMARY KEY (origin, message_id)) WITHOUT ROWID"_s,
        u"CREATE INDEX seen_messages_at ON seen_messages (at)"_s,
        // publisher: heads are the stream_ids that no update refers to yet
        u"CREATE TABLE heads (user_id TEXT, stream_id INTEGER, hidden INTEGER NOT NULL, PRIMARY KEY (user_id, stream_id)) WITHOUT ROWID"_s,
        u"CREATE TABLE told_servers (user_id TEXT, destination TEXT, PRIMARY KEY (user_id, destination)) WITHOUT ROWID"_s,
        // federation out: EDUs in order, the transaction under way, backoff
        u"CREATE TABLE outgoing (destination TEXT, id INTEGER, edu_type TEXT NOT NULL, user_id TEXT, content TEXT NOT NULL, queued INTEGER NOT NULL, PRIMARY KEY (destination, id)) WITHOUT ROWID"_s,
        u"CREATE TABLE transactions_out (destination TEXT PRIMARY KEY, txn_id TEXT NOT NULL, last_id INTEGER NOT NULL, content BLOB NOT NULL) WITHOUT ROWID"_s,
        u"CREATE TABLE destinations (destination TEXT PRIMARY KEY, failing_since INTEGER NOT NULL DEFAULT 0, retry_last INTEGER NOT NULL DEFAULT 0, retry_interval INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"_s,
        // transactions that the destination refused for good; kept for whoever wants to know why
        u"CREATE TABLE parked (destination TEXT, txn_id TEXT, error TEXT NOT NULL, content BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (destination, txn_id)) WITHOUT ROWID"_s,
        // federation in
        u"CREATE TABLE transactions_in (origin TEXT, txn_id TEXT, status INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (origin, txn_id)) WITHOUT ROWID"_s,
        u"CREATE INDEX transactions_in_at ON transactions_in (origin, at)"_s,
        // tracker
        u"CREATE TABLE tracked (user_id TEXT PRIMARY KEY, server TEXT NOT NULL, stream_id TEXT, stale_since INTEGER NOT NULL DEFAULT 0, retry_at INTEGER NOT NULL DEFAULT 0, retry_interval INTEGER NOT NULL DEFAULT 0, error TEXT, state BLOB) WITHOUT ROWID"_s,
        u"CREATE INDEX tracked_stale ON tracked (stale_since, user_id)"_s,
        u"CREATE TABLE remote_devices (user_id TEXT, device_id TEXT, display_name TEXT, keys TEXT, PRIMARY KEY (user_id, device_id)) WITHOUT ROWID"_s,
        u"CREATE TABLE remote_cross_signing (user_id TEXT, usage TEXT, stream_id INTEGER, key TEXT NOT NULL, PRIMARY KEY (user_id, usage, stream_id)) WITHOUT ROWID"_s,
        // updates that wait for a fetch; without content: those that asked for it
        u"CREATE TABLE waiting (user_id TEXT, tag INTEGER, stream_id TEXT NOT NULL, chains INTEGER, txn_id TEXT, place INTEGER, content TEXT, PRIMARY KEY (user_id, tag)) WITHOUT ROWID"_s,
        u"CREATE INDEX waiting_stream ON waiting (user_id, stream_id)"_s,
        // what the history is to have, until it has it
        u"CREATE TABLE observed (id INTEGER PRIMARY KEY, entry BLOB NOT NULL)"_s,
    };
}

} // namespace Lockstep::Lab
