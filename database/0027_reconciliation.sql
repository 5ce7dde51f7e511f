-- Up Migration
-- One comparison of the money at Stripe and PayPal, the payments of Invoice Ninja and the store's, for a company and a
-- period. It changes nothing but these tables.
create table msp.reconciliation_run (
	id uuid primary key default gen_random_uuid(),
	company_code text not null references msp.company (company_code) on update cascade,
	period_from date not null,
	-- The last day of the period.
	period_to date not null,
	time_zone text not null check (length(time_zone) between 1 and 64),
	-- What became of each side: core/reconciliation/sources.ts.
	sources jsonb not null default '{}' check (jsonb_typeof(sources) = 'object'),
	-- How many moneys are in each state.
	counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
	-- What came, went back and was kept as a fee, by side and currency.
	totals jsonb not null default '[]' check (jsonb_typeof(totals) = 'array'),
	actor text not null,
	started_at timestamptz not null default now(),
	-- Null while it works, and for ever where it died.
	finished_at timestamptz,
	check (period_to >= period_from)
);
create index reconciliation_run_by_company on msp.reconciliation_run (company_code, started_at);
select msp.keep_for_staff('reconciliation_run');

-- What a side says of one money, until the run has compared it: unlogged, for a run that dies is made anew.
create unlogged table msp.reconciliation_entry (
	id bigint primary key generated always as identity,
	run_id uuid not null,
	-- What makes two readings the same entry.
	entry_key text not null check (length(entry_key) <= 600),
	side text not null check (side in ('stripe', 'paypal', 'invoice_ninja', 'store')),
	-- Every ID of the money that the side knows: entries that share one are about the same money.
	names text[] not null,
	-- The smallest ID of an entry of the same money.
	money bigint,
	fact jsonb not null check (jsonb_typeof(fact) = 'object'),
	unique (run_id, entry_key)
);
create index reconciliation_entry_by_money on msp.reconciliation_entry (run_id, money);
create index reconciliation_entry_by_name on msp.reconciliation_entry using gin (names);
select msp.keep_for_staff('reconciliation_entry');

-- One money, as the sides have it, and whether they agree.
create table msp.reconciliation_row (
	id uuid primary key default gen_random_uuid(),
	run_id uuid not null references msp.reconciliation_run on delete cascade,
	state text not null check (state in ('missing_in_store', 'missing_at_provider', 'currency_differs', 'amount_differs',
		'noted_twice', 'dispute_differs', 'refund_differs', 'deleted_in_ninja', 'missing_in_ninja', 'not_placed',
		'dispute_open', 'period_edge', 'on_its_way', 'matched')),
	-- The place of the state: what a person must look at first comes first.
	severity integer not null check (severity >= 0),
	-- What else is so of it.
	also text[] not null,
	reference text not null check (length(reference) <= 300),
	provider text check (provider in ('stripe', 'paypal')),
	occurred_at timestamptz not null,
	customer_code text,
	invoice_numbers text[] not null,
	-- What each side says; null for a side that has nothing.
	at_provider jsonb check (jsonb_typeof(at_provider) = 'object'),
	in_ninja jsonb check (jsonb_typeof(in_ninja) = 'object'),
	in_store jsonb check (jsonb_typeof(in_store) = 'object')
);
create index reconciliation_row_by_severity on msp.reconciliation_row (run_id, severity, occurred_at, id);
select msp.keep_for_staff('reconciliation_row');
