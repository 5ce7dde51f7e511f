-- Up Migration
-- A host name whose TLS certificate is watched: the domain of an account on a panel, or a host that somebody added.
create table msp.certificate (
	id uuid primary key default gen_random_uuid(),
	-- Null where nobody knows whose it is: then only staff see it.
	customer_id uuid references msp.customer,
	source text not null check (source in ('account', 'host')),
	-- In its normal form, or an IP address.
	host text not null check (host = lower(host) and length(host) between 1 and 253),
	port integer not null default 443 check (port between 1 and 65535),
	protocol text not null default 'tls' check (protocol in ('tls', 'smtp', 'imap', 'pop3')),
	-- Of an account: where it is.
	server_id uuid references msp.server on delete cascade,
	username text,
	label text not null default '' check (length(label) <= 256),
	state text not null default 'unknown' check (state in ('unknown', 'valid', 'expired', 'self_signed', 'wrong_name',
		'untrusted', 'pending', 'none', 'unreachable')),
	-- What is wrong with it, in words.
	says text not null default '' check (length(says) <= 1000),
	expires_at timestamptz,
	issuer text not null default '' check (length(issuer) <= 500),
	fingerprint text check (fingerprint ~ '^[0-9a-f]{64}$'),
	-- Whether the panel may be asked for another one.
	renewable boolean not null default false,
	renewal_asked_at timestamptz,
	-- In whose words a renewal was refused; empty when it was taken.
	renewal_refused text not null default '' check (length(renewal_refused) <= 1000),
	checked_at timestamptz,
	-- When a check last found the account. One that is gone is watched no more.
	seen_at timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	check ((source = 'account') = (server_id is not null)),
	unique nulls not distinct (source, host, port, protocol, server_id)
);
create index certificate_by_expiry on msp.certificate (expires_at);
create index certificate_by_server on msp.certificate (server_id, seen_at);
select msp.keep_for_customer('certificate', 'customer_id');

-- That somebody was told of a certificate: once for each threshold, until another certificate is in its place.
create table msp.certificate_notice (
	id uuid primary key default gen_random_uuid(),
	-- Of msp.certificate, whose rows may be of a customer. These are for staff alone.
	certificate_id uuid not null,
	-- Whose letter it is.
	audience text not null check (audience in ('staff', 'customer')),
	-- Which certificate it is about: a renewed one ends at another moment.
	expires_at timestamptz not null,
	threshold_days integer not null check (threshold_days between 0 and 365),
	-- `planned`: a run has it in hand until its lease ends.
	status text not null default 'planned' check (status in ('planned', 'sent')),
	lease_until timestamptz not null,
	sent_at timestamptz,
	created_at timestamptz not null default now(),
	unique (certificate_id, audience, expires_at, threshold_days),
	check ((status = 'sent') = (sent_at is not null))
);
select msp.keep_for_staff('certificate_notice');
