import type { CustomerToSend, ImportToSend, InvoiceToSend } from '../../imports';
import { InputError } from '../../kernel/errors';
import { grouped } from '../../kernel/groups';
import { asDouble, decimalText } from '../../sprout';
import { openDifferences, type Differences } from '../difference';
import type { MigrationPlan } from '../plan';
import type { Reference } from '../planClients';
import { keyAtNinja, type PlannedRow, type PlanOptions } from '../planned';
import { amountsOf, decimalOfMinor, type ImportedAmounts } from './amounts';
import { planPaymentsOf } from './paymentRows';

/** What the operator decides. */
export interface ImportPlanOptions extends Pick<PlanOptions, 'keyField'> {
	/** Invoice Ninja does not charge a tax without a name. */
	readonly taxName: string;
	/** Whether a payment is made for what the spreadsheet calls paid and has no payment for. Otherwise it stays open. */
	readonly paidWithoutPayment: boolean;
}

/** An invoice that will be sent. */
export interface SentInvoice {
	readonly row: PlannedRow;
	readonly invoice: InvoiceToSend;
	readonly amounts: ImportedAmounts;
}

/**
 * What will be made at Invoice Ninja of what was imported, and where the two will differ: clients, then invoices, then
 * payments, then what is cancelled. Their keys are the pack's own IDs. It is pure.
 */
export function planImport(sent: ImportToSend, reference: Reference, options: ImportPlanOptions): MigrationPlan {
	const differences = openDifferences();
	const invoicesOf = grouped(sent.invoices, ({ customerId }) => customerId);
	const clients = new Map(
		sent.customers.flatMap((customer) => {
			const plan = planClient(customer, invoicesOf.get(customer.customerId) ?? [], reference, differences);
			return plan ? [[customer.customerId, plan] as const] : [];
		}),
	);
	const invoices = sent.invoices.flatMap((invoice) => {
		const planned = planInvoice(invoice, clients.get(invoice.customerId), options, differences);
		return planned ? [planned] : [];
	});
	const payments = planPaymentsOf(invoices, sent.payments, reference, options, differences);
	const rows = [
		...[...clients.values()].map(({ row }) => row),
		...invoices.map(({ row }) => row),
		...payments,
		...invoices.flatMap((one) => closingOf(one, differences)),
	];
	return { rows, differences: differences.all() };
}

interface PlannedClient {
	readonly row: PlannedRow;
	readonly currency: string;
}

function planClient(
	customer: CustomerToSend,
	invoices: readonly InvoiceToSend[],
	{ currencies }: Reference,
	differences: Differences,
): PlannedClient | undefined {
	const { customerId, customerCode, name, email, vatNumber } = customer;
	const counts = [...grouped(invoices, (invoice) => invoice.currency)];
	const currency = counts.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? customer.currency;
	const currencyId = currencies.find(({ code }) => code === currency)?.id;
	if (currencyId === undefined) {
		differences.add({
			...{ kind: 'client', key: name, field: 'currency', sprout: currency, leftOut: true },
			why: 'Invoice Ninja does not know the currency',
			remedy: 'Add the currency at Invoice Ninja.',
		});
		return undefined;
	}
	const body = {
		...{ name: name.slice(0, 255), id_number: customerCode },
		...(vatNumber === null ? {} : { vat_number: vatNumber }),
		settings: { currency_id: currencyId },
		contacts: email === null ? [] : [{ email }],
	};
	return { row: { kind: 'client', sourceKey: customerId, label: name.slice(0, 200), plan: { body } }, currency };
}

function planInvoice(
	invoice: InvoiceToSend,
	client: PlannedClient | undefined,
	options: ImportPlanOptions,
	differences: Differences,
): SentInvoice | undefined {
	const about = { kind: 'invoice', key: invoice.number } as const;
	if (!client) {
		differences.add({
			...{ ...about, field: 'client', why: 'its client is not sent', leftOut: true },
			remedy: 'See what is said of the client.',
		});
		return undefined;
	}
	if (invoice.currency !== client.currency) {
		differences.add({
			...{ ...about, field: 'currency', sprout: invoice.currency, leftOut: true },
			why: `is in ${invoice.currency}, and its client is in ${client.currency}. At Invoice Ninja a client has one currency`,
			remedy: `Import it for a customer of its own for ${invoice.currency}.`,
		});
		return undefined;
	}
	const amounts = amountsOf(invoice);
	const told = decimalText(decimalOfMinor(invoice.totalMinor, invoice.currency), 2);
	try {
		const body = bodyOf(invoice, amounts, options);
		amounts.oddities.forEach((odd) =>
			differences.add({
				...about,
				sprout: told,
				remedy: 'Compare the invoice, and correct it in the spreadsheet.',
				...odd,
			}),
		);
		const plan = {
			...{ body, clientKey: invoice.customerId, sproutTotal: told, expectedTotal: decimalText(amounts.total, 2) },
			sent: invoice.status !== 'draft',
		};
		const label = invoice.number.slice(0, 200);
		return { row: { kind: 'invoice', sourceKey: invoice.invoiceId, label, plan }, invoice, amounts };
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		differences.add({
			...{ ...about, field: error.field, why: error.complaint, leftOut: true },
			remedy: 'Round it in the spreadsheet, and import it again.',
		});
		return undefined;
	}
}

function bodyOf(
	invoice: InvoiceToSend,
	{ lines, taxRate, inclusive }: ImportedAmounts,
	{ keyField, taxName }: ImportPlanOptions,
): Readonly<Record<string, unknown>> {
	return {
		...{ number: invoice.number, date: invoice.issuedOn, due_date: invoice.dueOn },
		po_number: (invoice.orderReference ?? '').slice(0, 255),
		public_notes: invoice.notes ?? '',
		uses_inclusive_taxes: inclusive,
		is_amount_discount: false,
		line_items: lines.map(({ notes, cost, quantity }, index) => ({
			...{ notes, cost: asDouble(cost, `lines.${index}.price`), type_id: '1' },
			quantity: asDouble(quantity, `lines.${index}.quantity`),
		})),
		...(taxRate ? { tax_name1: taxName, tax_rate1: asDouble(taxRate, 'taxRate') } : {}),
		[`custom_value${keyField}`]: keyAtNinja('import', invoice.invoiceId),
	};
}

const cancelled: readonly string[] = ['void', 'refunded', 'uncollectible'];

/** Nothing is owed any more on what was voided, given back or written off. */
function closingOf({ invoice: { invoiceId, number, status } }: SentInvoice, differences: Differences): PlannedRow[] {
	if (!cancelled.includes(status)) return [];
	differences.add({
		...{ kind: 'invoice', key: number, field: 'status', sprout: status, ninja: 'cancelled' },
		why: 'it is cancelled at Invoice Ninja, and owes nothing',
		remedy: 'Nothing to do, unless your bookkeeping tells the two apart.',
	});
	const plan = { body: {}, invoiceKey: invoiceId, action: 'cancel' } as const;
	return [{ kind: 'closing', sourceKey: invoiceId, label: `cancel ${number}`.slice(0, 200), plan }];
}
