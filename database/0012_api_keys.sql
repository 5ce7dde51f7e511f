-- Up Migration
-- What lets another system call the pack's own API. The key itself is shown once and kept nowhere.
create table msp.api_key (
	id uuid primary key default gen_random_uuid(),
	name text not null check (length(name) between 1 and 100),
	-- The beginning of the key, by which people tell one from another. It opens nothing.
	prefix text not null unique,
	-- SHA-256 of the key. The key is 256 random bits, so there is nothing to guess that a slower hash would protect.
	key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
	scopes text[] not null check (cardinality(scopes) > 0),
	per_minute integer not null check (per_minute between 1 and 60000),
	created_by text not null,
	created_at timestamptz not null default now(),
	-- Null: it does not end by itself.
	expires_at timestamptz,
	revoked_at timestamptz,
	last_used_at timestamptz,
	-- The minute whose calls are counted, by the database's clock, which all workers share.
	minute timestamptz,
	calls integer not null default 0
) with (fillfactor = 80);
select msp.keep_for_staff('api_key');

-- How many calls were refused, and why. Nothing of a call is kept.
create table msp.api_refusal (
	day date not null default current_date,
	route text not null check (length(route) <= 200),
	code text not null check (length(code) <= 40),
	count bigint not null default 1 check (count > 0),
	last_at timestamptz not null default now(),
	primary key (day, route, code)
);
select msp.keep_for_staff('api_refusal');
