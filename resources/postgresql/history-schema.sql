-- SPDX-FileCopyrightText: 2026 The Lockstep contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The tables of a history that many gateways share. A gateway whose role may make schemas in the database does this by itself; otherwise:
--
--     psql -d lockstep -f history-schema.sql      as the role that is to own them
--     psql -d lockstep -f history-roles.sql       the roles, and what each may do; again after each update
--
-- It may be run again: what is there stays. user_id stands in every key of users and updates. Bytes (bytea) are texts in UTF-8 that may
-- hold what no text of PostgreSQL does, or compressed JSON.

CREATE SCHEMA IF NOT EXISTS lockstep;

CREATE TABLE IF NOT EXISTS lockstep.format (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    version integer NOT NULL
);

-- A user, what his history says at a glance, and how often it was written: rev tells a gateway that another one wrote meanwhile.
CREATE TABLE IF NOT EXISTS lockstep.users (
    user_id text COLLATE "C" PRIMARY KEY,
    rev bigint NOT NULL DEFAULT 0,
    updates bigint NOT NULL DEFAULT 0,
    last_received bigint NOT NULL DEFAULT 0,
    last_resync bigint NOT NULL DEFAULT 0,
    open_gap bigint NOT NULL DEFAULT 0,
    last_needless bigint NOT NULL DEFAULT 0,
    last_pruned bigint NOT NULL DEFAULT 0,
    last_placeholder bigint NOT NULL DEFAULT 0,
    last_restarted bigint NOT NULL DEFAULT 0,
    last_rewound bigint NOT NULL DEFAULT 0,
    last_rebuilt bigint NOT NULL DEFAULT 0,
    last_malformed bigint NOT NULL DEFAULT 0,
    dropped_list bigint NOT NULL DEFAULT 0,
    head bytea
) WITH (fillfactor = 80);
-- Since format 2: where what is kept of him begins, when that row was received, what stood before it, and up to where older rows are gone.
ALTER TABLE lockstep.users ADD COLUMN IF NOT EXISTS first_kept bigint NOT NULL DEFAULT 1;
ALTER TABLE lockstep.users ADD COLUMN IF NOT EXISTS first_received bigint NOT NULL DEFAULT 0;
ALTER TABLE lockstep.users ADD COLUMN IF NOT EXISTS lowest bigint NOT NULL DEFAULT 1;
ALTER TABLE lockstep.users ADD COLUMN IF NOT EXISTS ground bytea;
-- And rev, then the lowest n that each of the newest revisions wrote, in order. Who knows an older revision reads from there on.
ALTER TABLE lockstep.users ADD COLUMN IF NOT EXISTS recent bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX IF NOT EXISTS users_open_gap ON lockstep.users (user_id) WHERE open_gap > 0;
CREATE INDEX IF NOT EXISTS users_dropped_list ON lockstep.users (user_id) WHERE dropped_list > 0;
CREATE INDEX IF NOT EXISTS users_last_received ON lockstep.users (last_received);

-- The updates of each user in order of arrival, n from 1. month is that of its arrival when it was stored, such as 202611, and never
-- changes. told: 12 bytes for each observation that the row came from, so that what a second gateway tells adds nothing.
CREATE TABLE IF NOT EXISTS lockstep.updates (
    user_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    month integer NOT NULL,
    received bigint NOT NULL,
    kind smallint NOT NULL,
    stream bytea,
    prev bytea,
    device bytea,
    flags integer NOT NULL,
    verdict smallint NOT NULL,
    breaks bigint NOT NULL,
    sources bigint NOT NULL,
    detail bytea,
    marks bigint NOT NULL,
    mark_stream bigint NOT NULL,
    mark_transaction bigint NOT NULL,
    hash bigint NOT NULL,
    name bytea,
    keys bytea,
    told bytea,
    PRIMARY KEY (user_id, n, month)
) PARTITION BY RANGE (month);
CREATE TABLE IF NOT EXISTS lockstep.updates_default PARTITION OF lockstep.updates DEFAULT;
-- Since format 2, month 1: rows that stay although all others of their month are gone.
CREATE TABLE IF NOT EXISTS lockstep.updates_kept PARTITION OF lockstep.updates FOR VALUES FROM (1) TO (2);

-- Who writes, and how many batches of each are stored: a gateway that finds fewer than it wrote knows that the store went back.
CREATE TABLE IF NOT EXISTS lockstep.gateways (
    gateway text PRIMARY KEY,
    name text NOT NULL DEFAULT '',
    seq bigint NOT NULL DEFAULT 0,
    updates bigint NOT NULL DEFAULT 0,
    since bigint NOT NULL DEFAULT 0,
    open_gaps bigint NOT NULL DEFAULT 0,
    seen bigint NOT NULL DEFAULT 0
);

-- Since format 2: rows that are no longer kept.
ALTER TABLE lockstep.gateways ADD COLUMN IF NOT EXISTS removed bigint NOT NULL DEFAULT 0;

-- Which gateway removes older rows, and until when (ms since the epoch) no other one does.
CREATE TABLE IF NOT EXISTS lockstep.keeper (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    gateway text NOT NULL,
    until bigint NOT NULL
);

-- How far each gateway has read its logs.
CREATE TABLE IF NOT EXISTS lockstep.positions (
    gateway text NOT NULL,
    file bytea NOT NULL,
    path bytea NOT NULL,
    "offset" bigint NOT NULL,
    state bytea,
    seen bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (gateway, file)
);

-- Makes the partition of a month, as the owner of the tables: whoever may write rows may have partitions made for them. False: not a month
-- of the last five years and the next three months, or rows of it are in the default partition already.
CREATE OR REPLACE FUNCTION lockstep.make_month(wanted integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    first date;
    following integer;
BEGIN
    IF wanted % 100 NOT BETWEEN 1 AND 12 OR wanted NOT BETWEEN 200001 AND 299912 THEN
        RETURN false;
    END IF;
    first := make_date(wanted / 100, wanted % 100, 1);
    IF first < now() - interval '60 months' OR first > now() + interval '3 months' THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(x'6c6f636b'::integer, 1);
    IF to_regclass('lockstep.updates_' || wanted) IS NOT NULL THEN
        RETURN true;
    END IF;
    following := to_char(first + interval '1 month', 'YYYYMM')::integer;
    EXECUTE format('CREATE TABLE lockstep.updates_%s PARTITION OF lockstep.updates FOR VALUES FROM (%s) TO (%s)', wanted, wanted, following);
    RETURN true;
EXCEPTION WHEN check_violation THEN
    RETURN false;
END
$body$;
REVOKE ALL ON FUNCTION lockstep.make_month(integer) FROM PUBLIC;

-- Drops the partition of a month, as the owner of the tables, if no row of it is to be kept; false if somebody is in the way, or a row is to
-- stay. It waits a third of a second for its locks. All of the month is looked at before; once nothing can come into it, and others who write
-- wait, only the users who were written since: what comes in is of one of them, and what is out of a history does not come back.
CREATE OR REPLACE FUNCTION lockstep.drop_month(wanted integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '300ms' AS $body$
DECLARE
    needed boolean;
    seen xid := pg_snapshot_xmin(pg_current_snapshot())::xid;
    until timestamptz;
    written record;
BEGIN
    IF wanted % 100 NOT BETWEEN 1 AND 12 OR wanted NOT BETWEEN 200001 AND 299912 OR to_regclass('lockstep.updates_' || wanted) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM lockstep.updates_%s r JOIN lockstep.users u ON u.user_id = r.user_id '
                   'WHERE r.n >= u.first_kept)', wanted) INTO needed;
    IF needed THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(x'6c6f636b'::integer, 1);
    until := clock_timestamp() + interval '1 second';
    -- Nothing comes into the month from here on; who reads goes on.
    EXECUTE format('LOCK TABLE lockstep.updates_%s IN SHARE MODE', wanted);
    FOR written IN SELECT u.user_id, u.first_kept FROM lockstep.users u WHERE age(u.xmin) <= age(seen) LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM lockstep.updates_%s WHERE user_id = $1 AND n >= $2)', wanted)
            INTO needed USING written.user_id, written.first_kept;
        IF needed OR clock_timestamp() > until THEN
            RETURN false;
        END IF;
    END LOOP;
    EXECUTE format('ALTER TABLE lockstep.updates DETACH PARTITION lockstep.updates_%s', wanted);
    EXECUTE format('DROP TABLE lockstep.updates_%s', wanted);
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END
$body$;
REVOKE ALL ON FUNCTION lockstep.drop_month(integer) FROM PUBLIC;

INSERT INTO lockstep.format AS f (version) VALUES (2) ON CONFLICT (only_one) DO UPDATE SET version = greatest(f.version, excluded.version);
