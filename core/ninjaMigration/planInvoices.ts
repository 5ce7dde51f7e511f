import { InputError } from '../kernel/errors';
import {
	asDouble,
	compareDecimals,
	decimalText,
	isNothing,
	isZero,
	plus,
	sproutLineTotal,
	zero,
	type Decimal,
	type SproutInvoice,
	type SproutSite,
} from '../sprout';
import { compareTotals } from './compareTotals';
import type { Differences } from './difference';
import type { NinjaAmounts } from './ninjaTotal';
import { sproutKey, type PlannedRow, type PlanOptions } from './planned';
import type { ClientPlan } from './planClients';

/** An invoice that will be moved. */
export interface InvoicePlan {
	readonly row: PlannedRow;
	readonly invoice: SproutInvoice;
	readonly number: string;
	/** What Invoice Ninja will make of it. */
	readonly total: Decimal;
}

/** The invoices by their source keys. */
export function planInvoices(
	site: SproutSite,
	clients: ReadonlyMap<string, ClientPlan>,
	paidOf: (key: string) => Decimal,
	options: PlanOptions,
	differences: Differences,
): ReadonlyMap<string, InvoicePlan> {
	const numbers = new Set<string>();
	const planned = site.invoices.flatMap((invoice) => {
		const plan = planInvoice(invoice, { clients, paidOf, options, differences, numbers });
		return plan ? [[invoice.key, plan] as const] : [];
	});
	return new Map(planned);
}

interface Surroundings {
	readonly clients: ReadonlyMap<string, ClientPlan>;
	readonly paidOf: (key: string) => Decimal;
	readonly options: PlanOptions;
	readonly differences: Differences;
	/** The numbers that are taken, in small letters. */
	readonly numbers: Set<string>;
}

function planInvoice(invoice: SproutInvoice, around: Surroundings): InvoicePlan | undefined {
	const { clients, differences } = around;
	const about = { kind: 'invoice', key: invoice.number } as const;
	const leaveOut = (field: string, sprout: string | null, why: string, remedy: string): InvoicePlan | undefined => {
		differences.add({ ...about, field, sprout, why, remedy, leftOut: true });
		return undefined;
	};
	const client = clients.get(invoice.clientKey);
	if (!client) {
		return leaveOut(
			'client',
			invoice.clientKey || null,
			invoice.clientKey === '' ? 'has no client' : 'its client is not moved',
			'Choose a client for it in Sprout Invoices, and export again.',
		);
	}
	if (invoice.date === '') return leaveOut('date', null, 'has no date', 'Give it a date in Sprout Invoices.');
	const currency = invoice.currency || client.currency;
	if (currency !== client.currency) {
		return leaveOut(
			'currency',
			currency,
			`is in ${currency}, and its client is in ${client.currency}. At Invoice Ninja a client has one currency`,
			`Make a client of its own for ${currency} in Sprout Invoices, and give it the invoice.`,
		);
	}
	try {
		return plannedInvoice(invoice, client, around);
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return leaveOut(error.field, null, error.complaint, error.remedy);
	}
}

function plannedInvoice(invoice: SproutInvoice, client: ClientPlan, around: Surroundings): InvoicePlan {
	const { options, differences } = around;
	const number = ownNumber(invoice, around);
	const { amounts, fields, sprout } = compareTotals(
		{ ...invoice, number },
		amountsOf(invoice, client.currency),
		options,
		differences,
	);
	const isDraft = invoice.status === 'draft' || invoice.status === 'scheduled';
	const deposit = depositOf(invoice, amounts.total, around);
	const body = {
		number,
		date: invoice.date,
		...(invoice.dueDate === '' ? {} : { due_date: invoice.dueDate }),
		po_number: invoice.poNumber.slice(0, 255),
		terms: invoice.terms,
		public_notes: invoice.notes,
		private_notes: privateNotes(invoice),
		uses_inclusive_taxes: false,
		is_amount_discount: false,
		line_items: lineItems(invoice, amounts),
		...taxesOf(invoice, options),
		...fields,
		...(deposit ? { partial: asDouble(deposit, 'deposit') } : {}),
		[`custom_value${options.keyField}`]: sproutKey(invoice.key),
	};
	if (invoice.status === 'scheduled') {
		differences.add({
			...{ kind: 'invoice', key: number, field: 'status', sprout: 'scheduled', ninja: 'draft' },
			why: 'Sprout Invoices publishes it later, and Invoice Ninja does not',
			remedy: 'Send it at Invoice Ninja when its day comes.',
		});
	}
	return {
		row: {
			kind: 'invoice',
			sourceKey: invoice.key,
			label: number.slice(0, 200),
			plan: {
				body,
				clientKey: invoice.clientKey,
				sproutTotal: decimalText(sprout, 2),
				expectedTotal: decimalText(amounts.total, 2),
				sent: !isDraft,
			},
		},
		invoice,
		number,
		total: amounts.total,
	};
}

/** Invoice Ninja takes each number once. */
function ownNumber(invoice: SproutInvoice, { numbers, differences }: Surroundings): string {
	const wanted = invoice.number.slice(0, 190);
	const number = numbers.has(wanted.toLowerCase()) ? `${wanted}-${invoice.key}` : wanted;
	numbers.add(number.toLowerCase());
	if (number !== invoice.number) {
		differences.add({
			...{ kind: 'invoice', key: invoice.number, field: 'number', sprout: invoice.number, ninja: number },
			why: 'another invoice has the same number, and Invoice Ninja takes each once',
			remedy: 'Change the number in Sprout Invoices if you want another one.',
		});
	}
	return number;
}

/** The deposit, as long as it is asked for: Invoice Ninja asks for it before the rest. */
function depositOf(invoice: SproutInvoice, total: Decimal, { paidOf }: Surroundings): Decimal | undefined {
	const open = ['draft', 'scheduled', 'pending', 'partial'].includes(invoice.status);
	const { deposit } = invoice;
	const isAsked = open && compareDecimals(deposit, paidOf(invoice.key)) > 0 && compareDecimals(deposit, total) < 0;
	return isAsked ? deposit : undefined;
}

function amountsOf(invoice: SproutInvoice, currency: string): NinjaAmounts {
	const counted = invoice.lines.filter(({ heading }) => !heading);
	const fees = plus(...invoice.fees.map(({ total }) => total));
	// Without lines, what Sprout stored as the total is the sum, and it has its taxes in it already.
	if (isNothing(plus(...counted.map(sproutLineTotal))) && invoice.total && !isZero(invoice.total)) {
		const line = { cost: invoice.total, quantity: { units: 1n, scale: 0 }, discount: zero };
		return { lines: [line], discount: zero, taxes: [], surcharges: [zero, zero, zero, zero], currency };
	}
	return {
		lines: counted.map(({ rate, quantity, discount }) => ({ cost: rate, quantity, discount })),
		discount: invoice.discount,
		taxes: [invoice.tax1, invoice.tax2],
		surcharges: [invoice.shipping, fees, zero, zero],
		currency,
	};
}

/** A heading is a line of its text alone. */
function lineItems(invoice: SproutInvoice, { lines }: NinjaAmounts): object[] {
	const counted = lines.map((line, index) => ({
		cost: asDouble(line.cost, `lineItems.${index}.rate`),
		quantity: asDouble(line.quantity, `lineItems.${index}.quantity`),
		discount: asDouble(line.discount, `lineItems.${index}.discount`),
		is_amount_discount: false,
		type_id: '1',
	}));
	const described = invoice.lines.filter(({ heading }) => !heading);
	if (described.length !== counted.length) return counted.map((line) => ({ ...line, notes: invoice.title }));
	let next = 0;
	return invoice.lines.map(({ heading, description }) =>
		heading
			? { notes: description, cost: 0, quantity: 0, discount: 0, is_amount_discount: false, type_id: '1' }
			: { ...counted[next++], notes: description },
	);
}

function taxesOf(invoice: SproutInvoice, { taxNames }: PlanOptions): object {
	const named = (tax: Decimal, place: 1 | 2) =>
		isZero(tax)
			? {}
			: { [`tax_name${place}`]: taxNames[place - 1], [`tax_rate${place}`]: asDouble(tax, `tax${place}`) };
	return { ...named(invoice.tax1, 1), ...named(invoice.tax2, 2) };
}

function privateNotes(invoice: SproutInvoice): string {
	const fees = invoice.fees.filter(({ total }) => !isZero(total));
	return [
		`From Sprout Invoices: ${invoice.title || invoice.number}`,
		...fees.map(({ label, total }) => `Fee ${label}: ${decimalText(total, 2)}`),
	].join('\n');
}
