-- Up Migration
-- The roles belong to the server, not to this database: roles.ts has made them. msp_owner runs this and owns the schema,
-- msp_app is what n8n's nodes log in as.
create schema if not exists msp;
grant usage on schema msp to msp_app;

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
