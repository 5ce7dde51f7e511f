-- Up Migration
-- Where a customer lives, as far as anybody said: line1, line2, city, postalCode, state, country.
alter table msp.customer add column address jsonb not null default '{}' check (jsonb_typeof(address) = 'object');
-- A buyer is looked for by the address of the mail, in small letters.
create index customer_by_email on msp.customer (lower(email)) where email is not null;

alter table msp.payment_event
	-- Who said by hand whose the money is, and when.
	add column placed_by text,
	add column placed_at timestamptz,
	-- When the provider delivered the event once more after it had been dealt with, as a person asks for.
	add column resent_at timestamptz;
-- What was left without an order: few, and looked for each minute.
create index payment_event_left on msp.payment_event (processed_at)
	where processed_at is not null and invoice_id is null and outcome in ('unknown_customer', 'unknown_plan', 'unknown_order');
