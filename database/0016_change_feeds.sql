-- Up Migration
-- What was given out of the changes of an outside system: to whom, with which content, under which events. One row for
-- each object that a reader was told of. core/feeds/rule.ts says what is given out.
create table msp.feed_entry (
	-- Who reads: the workflow, unless the operator named another.
	reader text not null check (length(reader) between 1 and 200),
	company_code text not null check (company_code ~ '^[a-z0-9-]{1,40}$'),
	entity text not null check (length(entity) between 1 and 40),
	external_id text not null check (length(external_id) between 1 and 100),
	-- SHA-256 of the content that was given out last. Null: it was announced, and could not be read yet.
	content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
	-- The events under which this content was given out.
	events text[] not null default '{}',
	-- When each signal was heard last that may repeat without a change of content, by its event.
	heard jsonb not null default '{}' check (jsonb_typeof(heard) = 'object'),
	-- Counts what was recorded: a reader that read before somebody else recorded reads again.
	version integer not null default 1,
	change_id uuid not null default gen_random_uuid(),
	-- By the outside system's clock, in whole seconds.
	changed_at timestamptz,
	recorded_at timestamptz not null default clock_timestamp(),
	-- Until then nobody else gives it out. Null: it has arrived.
	lease_until timestamptz,
	attempts integer not null default 0 check (attempts >= 0),
	primary key (reader, company_code, entity, external_id)
) with (fillfactor = 80);
create unique index feed_entry_change on msp.feed_entry (change_id);
create index feed_entry_open on msp.feed_entry (reader, company_code, entity, lease_until) where lease_until is not null;
select msp.keep_for_staff('feed_entry');

-- How far a reader has read, by the outside system's own stamps.
create table msp.feed_cursor (
	reader text not null check (length(reader) between 1 and 200),
	company_code text not null check (company_code ~ '^[a-z0-9-]{1,40}$'),
	entity text not null check (length(entity) between 1 and 40),
	seen_until timestamptz not null,
	moved_at timestamptz not null default now(),
	primary key (reader, company_code, entity)
);
select msp.keep_for_staff('feed_cursor');

-- The address that a trigger registers, and the secret that its deliveries carry. It is kept until its webhooks are gone.
create table msp.feed_registration (
	id uuid primary key default gen_random_uuid(),
	-- The node that the address belongs to. Empty for the addresses that an operator adds by hand: they share one secret.
	workflow_id text not null check (length(workflow_id) <= 200),
	node_id text not null check (length(node_id) <= 200),
	kind text not null check (kind in ('production', 'test', 'manual')),
	company_code text not null check (company_code ~ '^[a-z0-9-]{1,40}$'),
	address text not null check (length(address) <= 2048),
	events text[] not null,
	sealed_secret text not null,
	-- Invoice Ninja's ID of the webhook of each event.
	webhooks jsonb not null default '{}' check (jsonb_typeof(webhooks) = 'object'),
	registered_at timestamptz not null default now(),
	-- When the node gave it up. Its webhooks may still be there.
	ended_at timestamptz
);
create unique index feed_registration_live on msp.feed_registration (workflow_id, node_id, kind, company_code)
	where ended_at is null;
select msp.keep_for_staff('feed_registration');
