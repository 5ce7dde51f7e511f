import { parseDecimal } from '../../../core/kernel/money';
import type { Row } from '../../../stack/standins/invoiceNinja';
import type { PanelChange } from './year';
import type { YearWorld } from './world';

/** An invoice as the books have it in the end; `periods` says what it is for, in whatever order invoices were numbered. */
export interface EndInvoice {
	readonly number: string;
	readonly customerCode: string;
	readonly timeZone: string;
	readonly source: string;
	readonly ninjaId: string | null;
	readonly periods: readonly string[];
	readonly currency: string;
	readonly total: number;
	readonly balance: number;
	readonly status: string;
	readonly dueOn: string;
}

export interface EndNotice {
	readonly number: string;
	readonly stage: string;
	readonly action: string;
	readonly status: string;
	readonly sentOn: string | null;
}

/** How a year has ended, in the back office, at Stripe, at Invoice Ninja, on the panel and in the mail boxes. */
export interface YearEnd {
	readonly invoices: readonly EndInvoice[];
	readonly services: ReadonlyArray<{
		readonly domain: string;
		readonly status: string;
		readonly suspendedOnPanel: boolean;
	}>;
	readonly notices: readonly EndNotice[];
	/** About unpaid invoices, that reached a mail box. */
	readonly letters: readonly string[];
	readonly changes: readonly PanelChange[];
	/** When tasks that suspend were claimed first: a try that failed may be made good at another hour. */
	readonly begun: ReadonlyArray<{ readonly domain: string; readonly at: Date }>;
	/** What came, and what went back of it, in minor units, by provider and currency. */
	readonly payments: ReadonlyArray<{
		readonly provider: string;
		readonly currency: string;
		readonly customerCode: string | null;
		readonly number: string | null;
		readonly outcome: string;
		readonly amount: number;
		readonly refunded: number;
	}>;
	readonly stripe: Readonly<Record<string, { came: number; back: number }>>;
	readonly ninja: ReadonlyArray<{ readonly id: string; readonly total: number; readonly balance: number }>;
	/** Money of Invoice Ninja alone: transfers, and what its own gateway took. */
	readonly ninjaMoney: Readonly<Record<string, number>>;
	readonly openTasks: ReadonlyArray<{ readonly kind: string; readonly status: string; readonly detail: string }>;
	readonly unprocessedEvents: number;
}

export async function readEnd(
	{ database, stripe, ninjaScene, panel, post }: YearWorld,
	changes: readonly PanelChange[],
) {
	const rows = async <T>(sql: string) => (await database.owner.query(sql)).rows as T[];
	const accounts = new Map<string, boolean>();
	for await (const { domain, suspended } of panel.panel.listAccounts()) accounts.set(domain, suspended);
	const services = await rows<{ domain: string; status: string }>(
		'select domain, status from msp.service order by domain',
	);
	const invoices =
		await rows<EndInvoice>(`select i.number, c.customer_code as "customerCode", c.time_zone as "timeZone",
			i.source, nullif(split_part(i.external_id, ':', 2), '') as "ninjaId", i.currency, i.total_minor::float8 as total,
			i.balance_minor::float8 as balance, i.status, i.due_on::text as "dueOn",
			coalesce((select array_agg(s.domain || ' ' || l.period_number || ' ' || l.period_from order by s.domain, l.period_number)
				from msp.invoice_line l join msp.service s on s.id = l.service_id
				where l.invoice_id = i.id and l.kind = 'renewal'), '{}') as periods
		from msp.invoice i join msp.customer c on c.id = i.customer_id order by periods, i.number`);
	// A run may die right after the mail server took a letter; if a later night tells more, nobody ever learns that it went out.
	const lettersAbout = await rows<{ id: string }>(`select distinct w.intent->>'messageId' as id
		from msp.task_step w join msp.task t on t.id = w.task_id
		where t.kind = 'dunning_notice' and t.input->>'about' = 'unpaid' and w.effect = 'message.send'
			and t.status <> 'cancelled'`);
	const { billing } = stripe.stripe.state();
	const end: YearEnd = {
		invoices,
		services: services.map((one) => ({ ...one, suspendedOnPanel: accounts.get(one.domain) ?? false })),
		notices:
			await rows<EndNotice>(`select i.number, a.stage_code as stage, a.action, a.status, a.sent_on::text as "sentOn"
			from msp.dunning_attempt a join msp.invoice i on i.id = a.invoice_id order by i.number, a.sent_on, a.stage_code`),
		letters: lettersAbout
			.filter(({ id }) => post.received().some(({ messageId }) => messageId === id))
			.map(({ id }) => id),
		changes,
		begun: await rows(`select s.domain, t.started_at as at from msp.task t join msp.service s on s.id = t.subject_id
			where t.kind = 'suspend' and t.started_at is not null order by t.started_at`),
		payments: await rows(`select y.provider, y.currency, c.customer_code as "customerCode", i.number, y.outcome,
				y.amount_minor::float8 as amount, y.refunded_minor::float8 as refunded
			from msp.payment y left join msp.customer c on c.id = y.customer_id left join msp.invoice i on i.id = y.invoice_id`),
		stripe: stripeSums(billing.charges),
		ninja: Object.values(ninjaScene.company().rows.invoices ?? {}).map((row) => {
			const currency = invoices.find(({ ninjaId }) => ninjaId === row.id)?.currency ?? 'EUR';
			const minor = (value: unknown) =>
				parseDecimal(Number(value).toFixed(currency === 'JPY' ? 0 : 2), currency).amountMinor;
			return { id: row.id, total: minor(row.amount), balance: minor(row.balance) };
		}),
		ninjaMoney: ninjaSums(
			Object.values(ninjaScene.company().rows.payments ?? {}),
			new Set(billing.paymentIntents.map(({ id }) => id)),
		),
		openTasks: await rows(`select kind, status, coalesce(vendor_message, status_detail) as detail from msp.task
			where status not in ('completed', 'cancelled') order by kind, status`),
		unprocessedEvents: Number(
			(await rows<{ count: string }>('select count(*) from msp.payment_event where processed_at is null'))[0]?.count,
		),
	};
	return end;
}

interface Charged {
	readonly currency: string;
	readonly status: string;
	readonly amount: number;
	readonly amount_refunded: number;
}

function stripeSums(charges: readonly Charged[]): YearEnd['stripe'] {
	const sums: Record<string, { came: number; back: number }> = {};
	for (const { currency, status, amount, amount_refunded: back } of charges) {
		if (status !== 'succeeded') continue;
		const sum = (sums[currency.toUpperCase()] ??= { came: 0, back: 0 });
		sum.came += amount;
		sum.back += back;
	}
	return sums;
}

const currencies: Readonly<Record<string, string>> = { 1: 'USD', 3: 'EUR', 45: 'JPY' };

function ninjaSums(payments: readonly Row[], atStripe: ReadonlySet<string>): YearEnd['ninjaMoney'] {
	const sums: Record<string, number> = {};
	for (const { amount, transaction_reference: reference, currency_id: id, is_deleted: isDeleted } of payments) {
		if (isDeleted || atStripe.has(String(reference))) continue;
		const currency = currencies[String(id)] ?? 'XXX';
		sums[currency] = (sums[currency] ?? 0) + parseDecimal(String(amount), currency).amountMinor;
	}
	return sums;
}
