-- Up Migration
-- Which panels there are is the pack's to know: core/panels/registry.ts.
alter table msp.server drop constraint server_panel_check;
alter table msp.server add constraint server_panel_check check (panel ~ '^[a-z][a-z0-9_]{1,39}$');

-- SHA-256 of the one certificate to trust, in lower-case hexadecimal.
alter table msp.server add column certificate_fingerprint text check (certificate_fingerprint ~ '^[0-9a-f]{64}$');
-- How many changes and lists may be under way on it at once, over all workers.
alter table msp.server add column max_concurrency integer not null default 2 check (max_concurrency between 1 and 32);

-- What the plan promises: {diskMegabytes, bandwidthMegabytes, mailboxes, databases}, each a number or null for
-- unlimited. Null as a whole: the package of the server says.
alter table msp.plan add column limits jsonb check (jsonb_typeof(limits) = 'object');

-- A place among the few that work on a server at once; it is free when its lease has run out.
create table msp.server_slot (
	server_id uuid not null references msp.server on delete cascade,
	slot integer not null,
	holder uuid not null,
	lease_until timestamptz not null,
	primary key (server_id, slot)
);
alter table msp.server_slot enable row level security;
alter table msp.server_slot force row level security;
create policy staff on msp.server_slot using ((select msp.in_staff_scope())) with check ((select msp.in_staff_scope()));
grant select, insert, update, delete on msp.server_slot to msp_app;
