-- Up Migration
set local msp.scope = 'staff';

-- What the payments on an invoice meant for a service that is not set up yet, when they were last settled. The service
-- follows when this changes: so the events of the payments may come in any order.
alter table msp.invoice add column service_order text not null default 'wait'
	check (service_order in ('wait', 'set_up', 'call_off'));
update msp.invoice set service_order = case status when 'paid' then 'set_up' else 'call_off' end
	where status in ('paid', 'refunded');
