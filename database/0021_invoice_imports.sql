-- Up Migration
-- A spreadsheet may know no address of a customer. Whoever needs one refuses, and says so.
alter table msp.customer
	alter column email drop not null,
	-- In its normal form: two letters, then what follows without spaces and dots.
	add column vat_number text check (vat_number ~ '^[A-Z]{2}[A-Z0-9+*]{2,13}$'),
	-- The import that made it. No reference: an import writes 100,000 rows at once, and nobody deletes a batch.
	add column import_batch_id uuid;
create index customer_by_import on msp.customer (import_batch_id) where import_batch_id is not null;

alter table msp.invoice
	drop constraint invoice_source_check,
	add constraint invoice_source_check check (source in ('msp', 'invoice_ninja', 'stripe', 'paypal', 'import')),
	drop constraint invoice_source_status_check,
	add constraint invoice_source_status_check check (source_status in
		('draft', 'open', 'partial', 'paid', 'void', 'refunded', 'uncollectible')),
	-- The import that made it.
	add column import_batch_id uuid,
	add column order_reference text,
	add column notes text,
	-- Null where nobody says how much of the total is tax.
	add column net_minor bigint,
	add column tax_minor bigint;
create index invoice_by_import on msp.invoice (import_batch_id) where import_batch_id is not null;
-- Each index costs an import as much as the row itself: rows without a service or another system's ID are in none of
-- theirs, and the one that keeps numbers apart finds them too.
drop index msp.invoice_by_service;
create index invoice_by_service on msp.invoice (service_id) where service_id is not null;
alter table msp.invoice drop constraint invoice_source_external_id_key;
create unique index invoice_source_external_id_key on msp.invoice (source, external_id) where external_id is not null;
drop index msp.invoice_by_number;
alter table msp.invoice drop constraint invoice_number_key,
	add constraint invoice_number_key unique (number, company_code);

-- What an invoice is for, as far as a spreadsheet says.
create table msp.invoice_line (
	customer_id uuid not null references msp.customer,
	invoice_id uuid not null,
	position integer not null check (position > 0),
	description text not null,
	quantity numeric not null,
	unit_price_minor bigint,
	total_minor bigint not null,
	primary key (invoice_id, position),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id) on delete cascade
);
select msp.keep_for_customer('invoice_line', 'customer_id');

alter table msp.payment
	drop constraint payment_provider_check,
	-- An import is no provider that anybody hears of: nobody settles its rows.
	add constraint payment_provider_check check (provider in ('stripe', 'paypal', 'invoiceninja', 'import')),
	add column import_batch_id uuid;
create index payment_by_import on msp.payment (import_batch_id) where import_batch_id is not null;

-- One spreadsheet that somebody gave: what was understood, and how far it is.
create table msp.import_batch (
	id uuid primary key default gen_random_uuid(),
	company_code text not null references msp.company (company_code) on update cascade,
	file_name text not null check (length(file_name) between 1 and 255),
	content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
	file_bytes bigint not null check (file_bytes >= 0),
	status text not null default 'waiting' check (status in
		('waiting', 'importing', 'imported', 'refused', 'undone', 'failed')),
	language text not null default 'en' check (language ~ '^[a-z]{2}$'),
	uploaded_by text not null default '' check (length(uploaded_by) <= 256),
	uploader_email text check (uploader_email like '%_@_%'),
	options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
	-- What was decided about its tabs and columns.
	understanding jsonb check (jsonb_typeof(understanding) = 'object'),
	counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
	progress jsonb not null default '{}' check (jsonb_typeof(progress) = 'object'),
	failure text check (length(failure) <= 2000),
	-- The run that works on it, and until when nobody else may.
	claimed_by uuid,
	claimed_until timestamptz,
	-- Invoices that have payments of providers too: they are settled again after the import.
	to_settle uuid[] not null default '{}',
	actor text not null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	finished_at timestamptz
);
create index import_batch_by_company on msp.import_batch (company_code, created_at desc);
create index import_batch_interrupted on msp.import_batch (claimed_until) where status = 'importing';
create index import_batch_to_settle on msp.import_batch (id) where to_settle <> '{}';
select msp.keep_for_staff('import_batch');

-- A row that was refused, or that changed something. What a batch made is known by import_batch_id.
create table msp.import_row (
	batch_id uuid not null references msp.import_batch on delete cascade,
	-- In the order of the file.
	position integer not null,
	kind text not null check (kind in ('invoices', 'payments', 'customers')),
	sheet integer not null,
	sheet_name text not null default '',
	row_number integer not null,
	outcome text not null check (outcome in ('rejected', 'updated')),
	-- The number of the invoice, the reference of the payment, the code of the customer.
	subject text not null default '',
	problems jsonb not null default '[]' check (jsonb_typeof(problems) = 'array'),
	-- What its cells show; of a row that was refused.
	texts jsonb not null default '[]' check (jsonb_typeof(texts) = 'array'),
	before jsonb,
	after jsonb,
	primary key (batch_id, outcome, kind, position)
);
create index import_row_by_subject on msp.import_row (kind, subject) where outcome = 'updated';
select msp.keep_for_staff('import_row');

-- The file of a batch, in pieces of a megabyte, until it is not needed any more.
create table msp.import_file (
	batch_id uuid not null references msp.import_batch on delete cascade,
	part integer not null check (part >= 0),
	bytes bytea not null,
	primary key (batch_id, part)
);
select msp.keep_for_staff('import_file');

-- What a person said about a tab: the next file of the same layout is understood in the same way.
create table msp.import_layout (
	company_code text not null references msp.company (company_code) on update cascade,
	layout text not null check (length(layout) between 1 and 200),
	correction jsonb not null check (jsonb_typeof(correction) = 'object'),
	used_at timestamptz not null default now(),
	primary key (company_code, layout)
);
select msp.keep_for_staff('import_layout');

-- What an import works with, one row for each row of the file; removed at its end. A crash of PostgreSQL may lose it.
create unlogged table msp.import_staged (
	staging_id uuid not null,
	-- In the order of the file.
	position integer not null,
	staged_at timestamptz not null default now(),
	kind text not null,
	sheet integer not null,
	row_number integer not null,
	-- Rows of one invoice are in one bucket: core/imports/staging.ts.
	bucket integer not null,
	-- A row with an error. It is not imported.
	refused boolean not null default false,
	problems jsonb,
	texts jsonb,
	-- False for the further lines of an invoice.
	head boolean not null default true,
	number text,
	clue integer,
	issued_on date,
	due_on date,
	currency text,
	net bigint,
	tax_rate numeric,
	tax bigint,
	total bigint,
	paid bigint,
	balance bigint,
	status text,
	order_reference text,
	notes text,
	line_description text,
	line_quantity numeric,
	line_unit_price bigint,
	line_total bigint,
	-- Of the invoice, in its head.
	lines jsonb,
	payment_reference text,
	paid_on date,
	amount bigint,
	method text,
	primary key (staging_id, bucket, position)
);
select msp.keep_for_staff('import_staged');

-- Who is meant by what some rows say of a customer.
create unlogged table msp.import_clue (
	staging_id uuid not null,
	clue integer not null,
	for_customer uuid,
	-- The code under which it will be made; null when the customer is there.
	new_code text,
	-- Why nobody is meant.
	problem jsonb,
	primary key (staging_id, clue)
);
select msp.keep_for_staff('import_clue');

-- What an invoice will be, and what it was.
create unlogged table msp.import_planned (
	staging_id uuid not null,
	number text not null,
	bucket integer not null,
	position integer not null,
	-- True when only its payments are in the file.
	implied boolean not null default false,
	action text not null,
	invoice_id uuid not null,
	for_customer uuid not null,
	currency text not null,
	issued_on date not null,
	due_on date not null,
	total bigint not null,
	net bigint,
	tax bigint,
	order_reference text,
	notes text,
	lines jsonb,
	said_status text,
	said_balance bigint,
	said_paid bigint,
	old_total bigint,
	old_status text,
	old_balance bigint,
	status text not null,
	balance bigint not null,
	before jsonb,
	after jsonb,
	primary key (staging_id, bucket, number)
);
select msp.keep_for_staff('import_planned');

-- What was imported can go on to Invoice Ninja.
alter table msp.migration_batch
	drop constraint migration_batch_source_check,
	add constraint migration_batch_source_check check (source in ('sprout', 'import'));
