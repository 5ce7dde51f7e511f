-- Up Migration
-- The roles belong to the server, not to this database: roles.ts has made them. msp_owner runs this and owns the schema,
-- msp_app is what n8n's nodes log in as.
create schema if not exists msp;
grant usage on schema msp to msp_app;

-- So that the credential's test can name the migrations that are missing.
grant usage on schema msp_migrations to msp_app;
grant select on msp_migrations.applied to msp_app;

-- The scope is set with SET LOCAL at the start of each transaction and ends with it.
-- Nothing set means nothing seen.
create function msp.current_customer() returns uuid language sql stable parallel safe
	return nullif(current_setting('msp.customer_id', true), '')::uuid;

create function msp.in_staff_scope() returns boolean language sql stable parallel safe
	return coalesce(current_setting('msp.scope', true) = 'staff', false);

create function msp.touch_updated_at() returns trigger language plpgsql as $$
begin
	new.updated_at := now();
	return new;
end $$;

-- Row-level security, forced: it holds for the owner too. Each migration calls one of the two for each of its tables.
create function msp.keep_for_customer(name text, customer_column text) returns void language plpgsql as $$
begin
	perform msp.keep_for_staff(name);
	execute format('create policy customer on msp.%I using (%I = (select msp.current_customer()))
		with check (%I = (select msp.current_customer()))', name, customer_column, customer_column);
end $$;

create function msp.keep_for_staff(name text) returns void language plpgsql as $$
begin
	execute format('alter table msp.%I enable row level security', name);
	execute format('alter table msp.%I force row level security', name);
	execute format('create policy staff on msp.%I using ((select msp.in_staff_scope()))
		with check ((select msp.in_staff_scope()))', name);
	execute format('grant select, insert, update, delete on msp.%I to msp_app', name);
	if exists (select from information_schema.columns where table_schema = 'msp' and table_name = name
			and column_name = 'updated_at') then
		execute format('create trigger touch before update on msp.%I for each row execute function msp.touch_updated_at()', name);
	end if;
end $$;
revoke execute on function msp.keep_for_customer, msp.keep_for_staff from public;
