import type { SourceNote, SproutSite } from '../sprout';
import { openDifferences, type Difference, type Differences } from './difference';
import { planClients, type Reference } from './planClients';
import { planInvoices, type InvoicePlan } from './planInvoices';
import { paidByInvoice, planPayments } from './planPayments';
import type { PlannedRow, PlanOptions } from './planned';

export interface MigrationPlan {
	/** In the order in which they are made. */
	readonly rows: readonly PlannedRow[];
	readonly differences: readonly Difference[];
}

/**
 * What will be made at Invoice Ninja of a site of Sprout Invoices, and where the two will differ. It is pure: the same site
 * gives the same plan.
 *
 * @param reference the currencies, countries and kinds of payments of the server.
 */
export function planMigration(site: SproutSite, reference: Reference, options: PlanOptions): MigrationPlan {
	const differences = openDifferences();
	site.notes.forEach((note) => differences.add(asDifference(note)));
	if (site.estimates > 0) {
		differences.add({
			...{ kind: 'file', key: 'estimates', field: 'count', sprout: String(site.estimates), ninja: '0', leftOut: true },
			why: 'estimates are not moved',
			remedy: 'Make quotes of those that are still open.',
		});
	}
	const clients = planClients(site, reference, options, differences);
	const invoices = planInvoices(site, clients, paidByInvoice(site), options, differences);
	const payments = planPayments(site, invoices, reference, options, differences);
	const rows = [
		...[...clients.values()].map(({ row }) => row),
		...[...invoices.values()].map(({ row }) => row),
		...payments,
		...[...invoices.values()].flatMap((plan) => closingOf(plan, differences)),
	];
	return { rows, differences: differences.all() };
}

const asDifference = ({ problem, ...note }: SourceNote) => ({ ...note, why: problem });

/** What is left to do with an invoice after its payments. */
function closingOf({ invoice, number }: InvoicePlan, differences: Differences): PlannedRow[] {
	const actions = { written_off: 'cancel', archived: 'archive' } as const;
	const action =
		invoice.status === 'written_off' || invoice.status === 'archived' ? actions[invoice.status] : undefined;
	if (!action) return [];
	if (action === 'cancel') {
		differences.add({
			...{ kind: 'invoice', key: number, field: 'status', sprout: 'written off', ninja: 'cancelled' },
			why: 'Invoice Ninja knows no write-off: it is cancelled, and owes nothing',
			remedy: 'Nothing to do, unless your bookkeeping tells the two apart.',
		});
	}
	return [
		{
			kind: 'closing',
			sourceKey: invoice.key,
			label: `${action} ${number}`.slice(0, 200),
			plan: { body: {}, invoiceKey: invoice.key, action },
		},
	];
}
