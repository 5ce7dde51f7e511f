import { z } from 'zod';
import type { Transaction } from '../db';
import { listInvoiceLines, type InvoiceLine } from '../invoices';
import { languages } from '../kernel/languages';
import { decimalOf } from '../kernel/money';
import { policyIn, policyOfCustomer, type PolicyBook } from '../policies';

const subjectRow = z.object({
	invoiceId: z.uuid(),
	invoiceNumber: z.string(),
	status: z.string(),
	source: z.string(),
	currency: z.string(),
	totalMinor: z.number(),
	balanceMinor: z.number(),
	dueOn: z.string(),
	link: z.string().nullable(),
	companyCode: z.string(),
	customerId: z.uuid(),
	customerCode: z.string(),
	customerName: z.string(),
	/** Null when nobody knows one: then nobody is told by mail. */
	customerEmail: z.string().nullable(),
	language: z.enum(languages),
	timeZone: z.string(),
	branding: z.record(z.string(), z.unknown()),
	ninjaClientId: z.string().nullable(),
	stripeCustomerId: z.string().nullable(),
});

export interface PreparedLine extends Pick<
	InvoiceLine,
	'kind' | 'description' | 'quantity' | 'serviceId' | 'periodNumber' | 'periodFrom' | 'periodTo'
> {
	/** A decimal, for one. */
	readonly unitPrice: string;
	readonly amountMinor: number;
	/** The code of the plan, which is the key of the product in Invoice Ninja. */
	readonly productKey: string;
	readonly domain: string;
}

/** An invoice that a run has prepared, with all that the workflow needs to issue it. */
export type PreparedRenewal = Readonly<z.infer<typeof subjectRow>> & {
	readonly lines: readonly PreparedLine[];
	/** Where it is issued: in the company's Invoice Ninja when the customer is a client there. */
	readonly destination: 'store' | 'invoice_ninja';
	/** What marks the invoice at Invoice Ninja as this one: its PO number. */
	readonly mark: string;
	/** When the saved method is charged; `never` also when the customer has none. */
	readonly charge: 'never' | 'on_issue' | 'on_due';
};

const aroundRow = z.object({
	serviceId: z.uuid(),
	planCode: z.string(),
	domain: z.string(),
	autoCharge: z.boolean().nullable(),
});

/** What marks an invoice elsewhere as one of the pack. */
export const markOf = (invoiceId: string): string => `msp-${invoiceId}`;

/** The invoice that a mark is of; undefined for another text. */
export function invoiceOfMark(mark: string): string | undefined {
	const [, invoiceId] = /^msp-([0-9a-f-]{36})$/.exec(mark.trim().toLowerCase()) ?? [];
	return z.uuid().safeParse(invoiceId).data;
}

/**
 * The prepared invoice of an ID as it is now; undefined when there is none.
 *
 * @param book the policies, where the caller has read them.
 */
export async function preparedRenewal(
	transaction: Transaction,
	invoiceId: string,
	book?: PolicyBook,
): Promise<PreparedRenewal | undefined> {
	const subject = await transaction.row(
		subjectRow,
		`select i.id as invoice_id, i.number as invoice_number, i.status, i.source, i.currency, i.total_minor, i.balance_minor,
			i.due_on, i.link, i.company_code, c.id as customer_id, c.customer_code, c.name as customer_name,
			c.email as customer_email, c.language, c.time_zone, o.branding || c.branding as branding,
			c.invoice_ninja_client_id as ninja_client_id, c.stripe_customer_id
		from msp.invoice i join msp.customer c on c.id = i.customer_id
		join msp.company o on o.company_code = c.company_code where i.id = $1`,
		[invoiceId],
	);
	if (!subject) return undefined;
	const lines = await listInvoiceLines(transaction, invoiceId);
	const services = await transaction.rows(
		aroundRow,
		`select s.id as service_id, coalesce(o.plan_code, p.plan_code) as plan_code, s.domain, t.auto_charge
		from msp.service s join msp.plan p on p.id = s.plan_id left join msp.service_terms t on t.service_id = s.id
		left join msp.plan o on o.id = t.plan_id
		where s.id = any($1)`,
		[lines.flatMap(({ serviceId }) => serviceId ?? [])],
	);
	const around = new Map(services.map((service) => [service.serviceId, service]));
	const { customerId } = subject;
	const { chargeWhen } = book ? policyIn(book, customerId) : await policyOfCustomer(transaction, customerId);
	return {
		...subject,
		lines: lines.map((line) => preparedLine(line, subject.currency, around.get(line.serviceId ?? ''))),
		destination: subject.ninjaClientId === null ? 'store' : 'invoice_ninja',
		mark: markOf(invoiceId),
		charge: chargeOf(chargeWhen, services, subject),
	};
}

function preparedLine(
	{ totalMinor, unitPriceMinor: _price, position: _position, counts: _counts, ...line }: InvoiceLine,
	currency: string,
	service: z.infer<typeof aroundRow> | undefined,
): PreparedLine {
	return {
		...line,
		quantity: 1,
		unitPrice: decimalOf({ amountMinor: totalMinor, currency }),
		amountMinor: totalMinor,
		productKey: service?.planCode ?? '',
		domain: service?.domain ?? '',
	};
}

/** One service that is not to be charged keeps the whole invoice from it. */
function chargeOf(
	chargeWhen: PreparedRenewal['charge'],
	services: ReadonlyArray<z.infer<typeof aroundRow>>,
	{ stripeCustomerId, totalMinor }: z.infer<typeof subjectRow>,
): PreparedRenewal['charge'] {
	const said = services.map(({ autoCharge }) => autoCharge);
	if (stripeCustomerId === null || totalMinor === 0 || said.includes(false)) return 'never';
	const everyOneSaidYes = said.length > 0 && said.every((one) => one === true);
	return chargeWhen === 'never' && everyOneSaidYes ? 'on_due' : chargeWhen;
}
