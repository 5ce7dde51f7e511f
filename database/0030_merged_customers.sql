-- Up Migration
-- Two customers who are one: everything of the one becomes the other's (core/customerMerge). The row stays, so that old
-- references lead on.
alter table msp.customer
	add column merged_into uuid references msp.customer,
	add constraint customer_merged_into_another check (merged_into <> id);
create index customer_merged on msp.customer (merged_into) where merged_into is not null;

-- What was merged is one step away: nobody is merged into a customer who is merged.
create function msp.check_merged_customer() returns trigger language plpgsql as $$
begin
	if exists (select from msp.customer where id = new.merged_into and merged_into is not null)
			or exists (select from msp.customer where merged_into = new.id) then
		raise exception 'a customer is merged into one who is merged' using errcode = 'check_violation',
			constraint = 'customer_merged_once';
	end if;
	return null;
end $$;
create trigger merged_once after insert or update of merged_into on msp.customer for each row
	when (new.merged_into is not null) execute function msp.check_merged_customer();

-- Whoever read a customer before it was merged, and writes a row for it afterwards, begins again: the code of this error makes
-- the store do the work anew, which then finds the other customer. Writing the reference has waited for the merge.
create function msp.refuse_merged_customer() returns trigger language plpgsql as $$
begin
	if tg_level = 'STATEMENT' then
		if not exists (select from new_rows n join msp.customer c on c.id = n.customer_id where c.merged_into is not null) then
			return null;
		end if;
	elsif not exists (select from msp.customer where id = new.customer_id and merged_into is not null) then
		return null;
	end if;
	raise exception 'the customer was merged into another one' using errcode = 'serialization_failure';
end $$;

-- Lets the rows of a table follow their customer when it is merged. The keys that carry the customer are checked together at
-- the end of a merge, and as before everywhere else. Each migration calls it for each of its tables that have customer_id.
create function msp.follow_merged_customer(name text) returns void language plpgsql as $$
declare
	relation regclass := format('msp.%I', name)::regclass;
	key record;
begin
	for key in
		select c.conname, c.confrelid = 'msp.customer'::regclass as is_customer from pg_constraint c
		where c.contype = 'f' and c.conrelid = relation and exists (select from pg_attribute a
			where a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname = 'customer_id')
	loop
		execute format('alter table %s alter constraint %I deferrable initially immediate', relation, key.conname);
		-- A table that has no key of its own to the customer has one to a row that has.
		continue when not key.is_customer;
		execute format('create trigger of_merged_customer after insert on %s referencing new table as new_rows
			for each statement execute function msp.refuse_merged_customer()', relation);
		execute format('create trigger to_merged_customer after update of customer_id on %s for each row
			when (new.customer_id is distinct from old.customer_id and new.customer_id is not null)
			execute function msp.refuse_merged_customer()', relation);
	end loop;
end $$;
revoke execute on function msp.follow_merged_customer from public;

-- The audit log stays as it was written, and is written at the end of any work.
select msp.follow_merged_customer(c.relname) from pg_class c
	join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped
	where c.relnamespace = 'msp'::regnamespace and c.relkind = 'r' and c.relname <> 'audit_log';

-- The client of the accounting system whose invoice it is there, at its latest reading. Clients may be merged there, too.
alter table msp.invoice add column source_client_id text check (source_client_id <> '');
