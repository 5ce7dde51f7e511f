/**
 * What is owed on an invoice, as `i` of `msp.invoice`. What an accounting system calls open may be paid already: money at a
 * gateway, and credit that was spent, are known here before they are written there. Then only the rest is asked for and
 * charged, so that nobody pays twice. Credit that it knows of already is one of the payments there, and counts once.
 */
export const stillOwed = `least(i.balance_minor, case when i.source = 'invoice_ninja' then greatest(0, i.total_minor - (
	select greatest(coalesce(sum(y.net), 0), coalesce(sum(y.net) filter (where y.provider in ('stripe', 'paypal')), 0) - (
		select coalesce(sum(r.amount_minor), 0) from msp.customer_credit r
		where r.invoice_id = i.id and r.reference = 'invoice:' || i.id::text))
	from (select provider, price_minor - refunded_minor - lost_minor as net from msp.payment
		where invoice_id = i.id and outcome in ('paid', 'underpaid', 'overpaid')) y)) else i.balance_minor end)::bigint`;
