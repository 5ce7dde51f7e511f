-- Up Migration
-- Servers hold log-ins: staff only.
create table msp.server (
	id uuid primary key default gen_random_uuid(),
	server_code text not null unique check (server_code ~ '^[a-z0-9][a-z0-9.-]{0,62}$'),
	-- Which panels there are is the pack's to know: core/panels/registry.ts.
	panel text not null check (panel ~ '^[a-z][a-z0-9_]{1,39}$'),
	base_url text not null check (base_url ~ '^https?://'),
	username text not null,
	-- Sealed with the server's own subkey; see core/kernel/encryption.ts
	sealed_token text not null,
	certificate_authority text,
	-- SHA-256 of the one certificate to trust, in lower-case hexadecimal.
	certificate_fingerprint text check (certificate_fingerprint ~ '^[0-9a-f]{64}$'),
	ip_address inet,
	nameservers text[] not null default '{}',
	server_group text not null default 'default',
	max_accounts integer not null check (max_accounts >= 0),
	-- Order in which 'fill then next' fills.
	fill_order integer not null default 0,
	accepts_new boolean not null default true,
	-- How many changes and lists may be under way on it at once, over all workers.
	max_concurrency integer not null default 2 check (max_concurrency between 1 and 32),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
select msp.keep_for_staff('server');

-- One of the few changes that may be under way on a server at once; it is free when its lease has run out.
create table msp.server_slot (
	server_id uuid not null references msp.server on delete cascade,
	slot integer not null,
	holder uuid not null,
	lease_until timestamptz not null,
	primary key (server_id, slot)
);
select msp.keep_for_staff('server_slot');
