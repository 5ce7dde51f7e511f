-- Up Migration
-- Row-level security, forced: it holds for the owner too.
do $$
declare
	name text;
begin
	foreach name in array array['service', 'invoice', 'payment_event', 'payment', 'provisioning_task',
		'provisioning_step', 'audit_log', 'message_log'] loop
		execute format('alter table msp.%I enable row level security', name);
		execute format('alter table msp.%I force row level security', name);
		execute format(
			'create policy scope on msp.%I using ((select msp.in_staff_scope()) or customer_id = (select msp.current_customer()))
			with check ((select msp.in_staff_scope()) or customer_id = (select msp.current_customer()))', name);
	end loop;

	foreach name in array array['customer', 'plan', 'server', 'service', 'invoice', 'payment', 'provisioning_task',
		'provisioning_step'] loop
		execute format('create trigger touch before update on msp.%I for each row execute function msp.touch_updated_at()', name);
	end loop;
end $$;

alter table msp.customer enable row level security;
alter table msp.customer force row level security;
create policy scope on msp.customer
	using ((select msp.in_staff_scope()) or id = (select msp.current_customer()))
	with check ((select msp.in_staff_scope()) or id = (select msp.current_customer()));

-- Servers hold log-ins: staff only.
alter table msp.server enable row level security;
alter table msp.server force row level security;
create policy staff on msp.server using ((select msp.in_staff_scope())) with check ((select msp.in_staff_scope()));

alter table msp.payment_event_rejection enable row level security;
alter table msp.payment_event_rejection force row level security;
create policy staff on msp.payment_event_rejection
	using ((select msp.in_staff_scope())) with check ((select msp.in_staff_scope()));

-- What is sold is for everybody to read and for staff to change.
alter table msp.plan enable row level security;
alter table msp.plan force row level security;
create policy readable on msp.plan for select using ((select msp.current_customer()) is not null);
create policy staff on msp.plan using ((select msp.in_staff_scope())) with check ((select msp.in_staff_scope()));

grant select, insert, update, delete on all tables in schema msp to msp_app;
-- The audit log only grows.
revoke update, delete on msp.audit_log from msp_app;

-- So that the credential's test can name the migrations that are missing.
grant usage on schema msp_migrations to msp_app;
grant select on msp_migrations.applied to msp_app;
