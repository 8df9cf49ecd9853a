-- SPDX-FileCopyrightText: 2026 The Lockstep contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Roles for a history that many gateways share. Run it as a superuser, or as the owner of the tables who may make roles, in the database
-- of the history and after history-schema.sql:
--
--     createdb lockstep
--     psql -d lockstep -f history-schema.sql
--     psql -d lockstep -f history-roles.sql
--
-- lockstep_history_writer  what --history names: writes updates, has partitions made, and owns nothing
-- lockstep_history_reader  what --history-read may name: only reads
--
-- It may be run again, and is to be after an update. Passwords are set afterwards:  ALTER ROLE lockstep_history_writer PASSWORD '…';

DO $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lockstep_history_writer') THEN
        CREATE ROLE lockstep_history_writer LOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lockstep_history_reader') THEN
        CREATE ROLE lockstep_history_reader LOGIN;
    END IF;
END
$body$;

GRANT USAGE ON SCHEMA lockstep TO lockstep_history_writer, lockstep_history_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA lockstep TO lockstep_history_writer, lockstep_history_reader;
GRANT INSERT, UPDATE ON lockstep.users, lockstep.updates, lockstep.gateways TO lockstep_history_writer;
-- What --history-keep-days and --history-keep-updates let go of.
GRANT DELETE ON lockstep.updates TO lockstep_history_writer;
GRANT INSERT, UPDATE ON lockstep.keeper TO lockstep_history_writer;
GRANT EXECUTE ON FUNCTION lockstep.drop_month(integer) TO lockstep_history_writer;
GRANT INSERT, UPDATE, DELETE ON lockstep.positions TO lockstep_history_writer;
GRANT EXECUTE ON FUNCTION lockstep.make_month(integer) TO lockstep_history_writer;
