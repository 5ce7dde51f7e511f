import type { TestDatabase } from './testDatabase';

/** A table of the back office as PostgreSQL's catalog has it. */
export interface Table {
	readonly name: string;
	/** The column that says whose a row is; null where rows are nobody's. */
	readonly ownerColumn: string | null;
	readonly columns: readonly string[];
	/** Without those that are always generated. */
	readonly writable: readonly string[];
	readonly guarded: boolean;
	readonly policies: number;
}

/** From the catalog, so that a table that somebody adds is here without being listed. */
export async function everyTable({ owner }: TestDatabase): Promise<Table[]> {
	const { rows } = await owner.query<Table>(
		`select c.relname as name,
			case when c.relname = 'customer' then 'id'
				when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id') then 'customer_id'
			end as "ownerColumn",
			array_agg(a.attname::text order by a.attnum) as columns,
			array_agg(a.attname::text order by a.attnum) filter (where a.attidentity <> 'a' and a.attgenerated = '') as writable,
			c.relrowsecurity and c.relforcerowsecurity as guarded,
			(select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
		from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'msp'::regnamespace and c.relkind in ('r', 'p', 'f')
		group by c.oid order by 1`,
	);
	return rows;
}

/** One customer with a row in every table that holds customers' rows; gives the customer's ID. */
export async function seedEverything({ owner }: TestDatabase, code: string): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		`with c as (insert into msp.customer (customer_code, name, email) values ($1, $1, $1 || '@x.example') returning id),
		o as (insert into msp.company (company_code, name) values ($1, $1) returning company_code),
		u as (insert into msp.unmatched_invoice (company_code, external_id, reason, detail, client_id, change)
			select 'main', 'main:' || company_code, 'unknown_client', 'x', $1, '{}' from o returning id),
		p as (insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ($1, $1, 100, 'EUR', 'x') returning id),
		v as (insert into msp.server (server_code, panel, base_url, username, sealed_token, max_accounts)
			values ($1, 'whm', 'https://x.example', 'root', 'sealed', 1) returning id),
		s as (insert into msp.service (customer_id, plan_id, server_id, order_reference, domain)
			select c.id, p.id, v.id, $1, $1 || '.example' from c, p, v returning id, customer_id),
		i as (insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on)
			select customer_id, id, $1, 'EUR', 100, 100, current_date from s returning id, customer_id),
		il as (insert into msp.invoice_line (customer_id, invoice_id, position, description, quantity, total_minor)
			select customer_id, id, 1, 'x', 1, 100 from i returning invoice_id),
		st as (insert into msp.service_terms (service_id, customer_id, plan_id, followed_plan_id, cycle_months, price_minor, currency, anchor_first, next_period)
			select s.id, s.customer_id, p.id, p.id, 1, 100, 'EUR', current_date, 2 from s, p returning service_id),
		sd as (insert into msp.service_discount (customer_id, service_id, code, kind, percent_hundredths, starts_on, actor)
			select customer_id, id, 'x', 'percent', 1000, current_date, 'a test' from s returning id),
		sc as (insert into msp.service_charge (customer_id, service_id, kind, amount_minor, currency, reference, actor)
			select customer_id, id, 'other', 100, 'EUR', 'x', 'a test' from s returning id),
		cc as (insert into msp.customer_credit (customer_id, currency, amount_minor, reason, reference, actor)
			select id, 'EUR', 100, 'x', 'x', 'a test' from c returning id),
		ic as (insert into msp.invoice_counter (company_code) select company_code from o returning company_code),
		ib as (insert into msp.import_batch (company_code, file_name, content_hash, file_bytes, actor)
			values ('main', $1, encode(sha256(convert_to($1, 'UTF8')), 'hex'), 1, $1) returning id),
		ir as (insert into msp.import_row (batch_id, position, kind, sheet, row_number, outcome)
			select id, 1, 'invoices', 0, 1, 'rejected' from ib returning batch_id),
		im as (insert into msp.import_file (batch_id, part, bytes) select id, 0, 'x' from ib returning batch_id),
		iy as (insert into msp.import_layout (company_code, layout, correction) values ('main', $1, '{}') returning layout),
		e as (insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, customer_id)
			select 'stripe', $1, 'payment_succeeded', array[$1], now(), '{}', id from c returning id),
		x as (insert into msp.payment_transmission (provider, transmission_id, event_id) values ('paypal', $1, $1)
			returning event_id),
		j as (insert into msp.invoice_adjustment (customer_id, invoice_id, amount_minor, reason, actor)
			select customer_id, id, 100, 'x', 'x' from i returning id),
		y as (insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, currency, outcome)
			select customer_id, id, 'stripe', $1, 100, 'EUR', 'paid' from i returning id),
		pr as (insert into msp.payment_request (customer_id, currency, total_minor)
			select id, 'EUR', 100 from c returning id, customer_id),
		pi as (insert into msp.payment_request_invoice (customer_id, request_id, invoice_id, position, amount_minor)
			select pr.customer_id, pr.id, i.id, 1, 100 from pr, i returning request_id),
		t as (insert into msp.task (customer_id, subject_type, subject_id, kind, task_key, correlation_id)
			select customer_id, 'service', id, 'provision', $1, $1 from s returning id, customer_id),
		w as (insert into msp.task_step (task_id, customer_id, name, position, effect, status)
			select id, customer_id, $1, 1, 'x.y', 'done' from t returning id),
		ru as (insert into msp.rental_unit (unit_code, company_code, name, time_zone, currency, most_guests, prices, terms)
			select $1, company_code, $1, 'Europe/Brussels', 'EUR', 4, '{"nightMinor":100}', '{}' from o returning id),
		rb as (insert into msp.rental_booking (booking_code, customer_id, unit_id, reference, arrival, departure, adults, children,
			status, hold_until, hold_limit, currency, total_minor, tourist_tax_minor, first_minor, balance_minor, lines, terms,
			language, booked_at)
			select upper(substr(md5($1), 1, 8)), c.id, ru.id, $1, '2026-07-04', '2026-07-05', 1, 0, 'held', now(), now(), 'EUR',
				100, 0, 100, 0, '[]', '{}', 'en', now() from c, ru returning id, customer_id, unit_id),
		rn as (insert into msp.rental_night (unit_id, night, customer_id, booking_id)
			select unit_id, '2026-07-04', customer_id, id from rb returning night),
		rr as (insert into msp.rental_refund (booking_id, customer_id, currency, paid_minor, refund_minor, refunded_tax_minor,
			percent, days_before, status) select id, customer_id, 'EUR', 100, 100, 0, 100, 90, 'waiting' from rb
			returning booking_id, customer_id),
		rp as (insert into msp.rental_refund_part (booking_id, position, customer_id, amount_minor, payment)
			select booking_id, 1, customer_id, 100, $1 from rr returning position),
		ca as (insert into msp.charge_attempt (customer_id, invoice_id, number, amount_minor, currency)
			select customer_id, id, 1, 100, 'EUR' from i returning id),
		fs as (insert into msp.found_setting (company_code, customer_id, system, kind, is_on)
			select 'main', id, 'invoice_ninja', 'reminders', true from c returning id),
		bp as (insert into msp.billing_policy (scope, customer_id, settings, saved_by) select 'customer', id, '{}', $1 from c
			returning id),
		dc as (insert into msp.dunning_campaign (code, name) values ($1, $1) returning code),
		ds as (insert into msp.dunning_stage (campaign_code, code, offset_days, action) select code, $1, 1, 'remind' from dc
			returning code),
		dr as (insert into msp.dunning_run (actor, mode) values ($1, 'live') returning id),
		da as (insert into msp.dunning_attempt (customer_id, invoice_id, stage_code, due_on, action, status, planned_on, run_id)
			select i.customer_id, i.id, $1, current_date, 'remind', 'sent', current_date, dr.id from i, dr returning id),
		a as (insert into msp.audit_log (customer_id, actor, action, subject, outcome)
			select id, 'a test', 'x.y', $1, 'done' from c returning id),
		k as (insert into msp.api_key (name, prefix, key_hash, scopes, per_minute, created_by)
			values ($1, $1, encode(sha256(convert_to($1, 'UTF8')), 'hex'), '{x:y}', 1, 'a test') returning id),
		l as (insert into msp.api_refusal (route, code) values ($1, 'unknown_key') returning code),
		mb as (insert into msp.migration_batch (source, company_code, content_hash, options, differences, actor)
			values ('sprout', 'main', encode(sha256(convert_to($1, 'UTF8')), 'hex'), '{"keyField":4}', '[]', $1) returning id),
		mr as (insert into msp.migration_row (batch_id, position, kind, source_key, label, plan, content_hash)
			select id, 1, 'client', $1, $1, '{}', encode(sha256(convert_to($1, 'UTF8')), 'hex') from mb returning batch_id),
		r as (insert into msp.payment_event_rejection (provider, reason) values ('stripe', $1) returning reason),
		m as (insert into msp.message_log (customer_id, task_id, template, language, recipient, subject, message_id, status)
			select customer_id, id, 'welcome', 'en', 'x@x.example', 'x', $1, 'sent' from t returning id),
		g as (insert into msp.feed_entry (reader, company_code, entity, external_id) values ($1, $1, 'invoice', $1)
			returning version),
		h as (insert into msp.feed_cursor (reader, company_code, entity, seen_until) values ($1, $1, 'invoice', now())
			returning entity),
		q as (insert into msp.feed_registration (workflow_id, node_id, kind, company_code, address, events, sealed_secret)
			values ($1, $1, 'production', $1, 'https://x.example', '{x}', 'sealed') returning id),
		d as (insert into msp.drift_run (actor) values ($1) returning id),
		ar as (insert into msp.ansible_run (run_id, base_run_id, attempt, runner_kind, runner_name, work, project, inventory,
			asked_limit, tags, skip_tags, variables, secret_names, options, is_check, fingerprint, sealed_key, started_by)
			values ($1, $1, 1, 'controller', $1, '{}', '', '{}', '{}', '{}', '{}', '{}', '{}', '{}', true, '{}', 'sealed', $1)
			returning run_id),
		ah as (insert into msp.ansible_host_result (run_id, host, status, counts, failed_tasks, rescued_tasks, ignored_tasks,
			changes, stats, detached) select run_id, $1, 'ok', '{}', '[]', '[]', '[]', '[]', '{}', '[]' from ar returning host),
		ap as (insert into msp.ansible_approval (run_id, asked_by, until, sealed_ticket)
			select run_id, $1, now(), 'sealed' from ar returning id),
		f as (insert into msp.drift_finding (finding_key, kind, severity, run_id, server_id, customer_id, billing, panel)
			select $1, 'orphan_account', 'warning', d.id, v.id, c.id, '{}', '{}' from d, v, c returning id),
		rcn as (insert into msp.reconciliation_run (company_code, period_from, period_to, time_zone, actor)
			values ('main', '2026-01-01', '2026-01-31', 'UTC', $1) returning id),
		rce as (insert into msp.reconciliation_entry (run_id, entry_key, side, names, fact)
			select id, $1, 'store', array[$1], '{}' from rcn returning id),
		rcw as (insert into msp.reconciliation_row (run_id, state, severity, also, reference, occurred_at, invoice_numbers)
			select id, 'matched', 13, '{}', $1, now(), '{}' from rcn returning id),
		ct as (insert into msp.certificate (customer_id, source, host) select id, 'host', $1 || '.example' from c
			returning id),
		cn as (insert into msp.certificate_notice (certificate_id, audience, expires_at, threshold_days,
			lease_until) select id, 'staff', now(), 30, now() from ct returning id)
		select id from c`,
		[code],
	);
	const [customer] = rows;
	if (!customer) throw new Error('the seed made no customer');
	return customer.id;
}
