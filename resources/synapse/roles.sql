-- SPDX-FileCopyrightText: 2026 The Lockstep contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The two roles of lockstep-gateway in Synapse's PostgreSQL database. Run it there once, as the owner of the tables or a superuser:
--   psql -d synapse -f roles.sql
-- First put your database's name in place of "synapse" and passwords of your own in place of "change-me" and "change-me-too".
--
-- lockstep_reader  reads the columns that the gateway shows, nothing else: no password hashes, access tokens, events or addresses.
-- lockstep_marker  may add the marker that makes Synapse fetch a device list again. It can neither read nor change anything.
--
-- Run it again after an upgrade of Synapse that makes one of these tables anew; grants that are there already do no harm, but
-- leave out the two CREATE ROLE statements then.

CREATE ROLE lockstep_reader LOGIN PASSWORD 'change-me' CONNECTION LIMIT 20;
CREATE ROLE lockstep_marker LOGIN PASSWORD 'change-me-too' CONNECTION LIMIT 4;

-- What the gateway asks for by itself, once more where it cannot be forgotten.
ALTER ROLE lockstep_reader SET default_transaction_read_only = on;
ALTER ROLE lockstep_reader SET statement_timeout = '4s';
ALTER ROLE lockstep_reader SET lock_timeout = '500ms';
ALTER ROLE lockstep_reader SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE lockstep_marker SET statement_timeout = '4s';
ALTER ROLE lockstep_marker SET lock_timeout = '500ms';

GRANT CONNECT ON DATABASE synapse TO lockstep_reader, lockstep_marker;
GRANT USAGE ON SCHEMA public TO lockstep_reader, lockstep_marker;

GRANT SELECT (version) ON schema_version TO lockstep_reader;
GRANT SELECT (user_id, stream_id) ON device_lists_remote_extremeties TO lockstep_reader;
GRANT SELECT (user_id, device_id, content) ON device_lists_remote_cache TO lockstep_reader;
GRANT SELECT (user_id, added_ts) ON device_lists_remote_resync TO lockstep_reader;
GRANT SELECT (user_id, keytype, keydata, stream_id) ON e2e_cross_signing_keys TO lockstep_reader;
GRANT SELECT (stream_id, user_id) ON device_lists_stream TO lockstep_reader;
GRANT SELECT (destination, stream_id, user_id, ts) ON device_lists_outbound_pokes TO lockstep_reader;
-- Who is joined to some room, and nothing else of it: tells requests to resync that nobody needs any more.
GRANT SELECT (type, state_key, membership) ON current_state_events TO lockstep_reader;
GRANT SELECT (destination, retry_last_ts, retry_interval, failure_ts) ON destinations TO lockstep_reader;
GRANT SELECT (user_id, device_id, last_seen, hidden) ON devices TO lockstep_reader;
-- Who is in a room with whom: local users may refresh those whom they share a room with. Without it only admins may.
GRANT SELECT (room_id, type, state_key, membership) ON current_state_events TO lockstep_reader;
GRANT SELECT (room_id, user_id, membership) ON local_current_membership TO lockstep_reader;
-- Sender, type, recipients and size of waiting messages are in these texts; leave them out and the queues are not shown.
GRANT SELECT (user_id, device_id, stream_id, message_json) ON device_inbox TO lockstep_reader;
GRANT SELECT (destination, stream_id, queued_ts, messages_json) ON device_federation_outbox TO lockstep_reader;

-- Why queues wait, and what the homeserver itself is behind with. What a version of Synapse does not have yet is left out.
GRANT SELECT (user_id, device_id) ON dehydrated_devices TO lockstep_reader;
GRANT SELECT (destination, user_id, stream_id) ON device_lists_outbound_last_success TO lockstep_reader;
GRANT SELECT (lock, stream_id, room_id) ON device_lists_changes_converted_stream_position TO lockstep_reader;
GRANT SELECT (stream_name, instance_name, stream_id) ON stream_positions TO lockstep_reader;
GRANT SELECT (device_id) ON device_lists_outbound_pokes TO lockstep_reader;
GRANT SELECT (instance_name) ON device_inbox, device_federation_outbox TO lockstep_reader;
GRANT SELECT (user_id, room_id, stream_id, converted_to_destinations) ON device_lists_changes_in_room TO lockstep_reader;
DO $$BEGIN GRANT SELECT (inserted_ts) ON device_lists_changes_in_room TO lockstep_reader; EXCEPTION WHEN undefined_column THEN NULL; END$$;
DO $$BEGIN GRANT SELECT (instance_name) ON device_lists_changes_in_room, device_lists_stream, device_lists_outbound_pokes TO lockstep_reader; EXCEPTION WHEN undefined_column THEN NULL; END$$;
DO $$BEGIN GRANT SELECT (action, status, params) ON scheduled_tasks TO lockstep_reader; EXCEPTION WHEN undefined_table THEN NULL; END$$;

-- A local user's list as other servers are told of it, for the comparison of two servers' views of one user: public keys only.
GRANT SELECT (device_id) ON device_lists_stream TO lockstep_reader;
GRANT SELECT (display_name) ON devices TO lockstep_reader;
GRANT SELECT (user_id, device_id, key_json) ON e2e_device_keys_json TO lockstep_reader;
GRANT SELECT (user_id, key_id, target_user_id, target_device_id, signature) ON e2e_cross_signing_signatures TO lockstep_reader;

-- What Synapse still builds, for "lockstep-gateway check".
GRANT SELECT (update_name) ON background_updates TO lockstep_reader;

GRANT INSERT (user_id, added_ts) ON device_lists_remote_resync TO lockstep_marker;
