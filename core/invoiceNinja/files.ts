import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import { kindOf, type NinjaEntity } from './entities';
import { readAs } from './listing';
import type { Ninja } from './ninja';

/** Rows that have a PDF, and how its address calls them. */
export const printed = ['invoice', 'quote', 'credit', 'purchase_order', 'recurring_invoice'] as const;
export type PrintedEntity = (typeof printed)[number] & NinjaEntity;

const invited = z.looseObject({
	number: z.union([z.string(), z.number()]).nullish(),
	invitations: z.array(z.looseObject({ key: z.string().min(1) })).default([]),
});

/**
 * The PDF of a row, as its first contact sees it.
 *
 * @throws ExternalError when nobody is invited: a PDF belongs to an invitation.
 */
export async function pdfOf(
	ninja: Ninja,
	entity: PrintedEntity,
	id: string,
): Promise<{ number: string; bytes: Buffer } | undefined> {
	const row = await ninja.get(entity, id, []);
	if (!row) return undefined;
	const { number, invitations } = readAs(invited, row, `GET /${kindOf(entity).path}/${id}`);
	const [first] = invitations;
	if (first) {
		const call = { method: 'GET', path: `/${entity}/${encodeURIComponent(first.key)}/download` } as const;
		return { number: String(number ?? ''), bytes: pdfIn(await ninja.download(call), `${kindOf(entity).label} ${id}`) };
	}
	const { label } = kindOf(entity);
	throw new ExternalError(
		'invalid',
		`${label} ${id} has no invitation, and so no PDF`,
		'Give its client a contact first.',
	);
}

export interface StatementInput {
	readonly clientId: string;
	readonly startDate: string;
	readonly endDate: string;
	readonly showPayments: boolean;
	readonly showCredits: boolean;
	readonly showAging: boolean;
	/** Which invoices; all of them by default. */
	readonly status?: 'all' | 'paid' | 'unpaid';
}

/** The statement of a client as PDF. Nothing is e-mailed. */
export async function statementOf(ninja: Ninja, input: StatementInput): Promise<Buffer> {
	const body = {
		client_id: input.clientId,
		start_date: input.startDate,
		end_date: input.endDate,
		show_payments_table: input.showPayments,
		show_credits_table: input.showCredits,
		show_aging_table: input.showAging,
		...(input.status ? { status: input.status } : {}),
	};
	return pdfIn(await ninja.download({ method: 'POST', path: '/client_statement', body }), 'the statement');
}

/** @throws ExternalError when the file is none: nobody can open an empty one. */
function pdfIn(bytes: Buffer, of: string): Buffer {
	if (bytes.subarray(0, 1_024).includes('%PDF')) return bytes;
	throw new ExternalError(
		'unknown',
		`Invoice Ninja answers with ${bytes.length} bytes that are no PDF, for ${of}`,
		'Look whether Invoice Ninja shows the PDF itself: its settings say how it makes them.',
	);
}

/** Reports of Invoice Ninja (routes/api.php), as it names them. */
export const reports = [
	...['activities', 'ar_detail_report', 'ar_summary_report', 'client_balance_report', 'client_contacts'],
	...['client_sales_report', 'clients', 'contacts', 'credits', 'documents', 'expenses', 'invoice_items', 'invoices'],
	...['payments', 'product_sales', 'products', 'profitloss', 'projects', 'purchase_order_items', 'purchase_orders'],
	...['quote_items', 'quotes', 'recurring_invoice_items', 'recurring_invoices', 'tasks', 'tax_period_report'],
	...['tax_summary_report', 'user_sales_report', 'vendors'],
] as const;

export interface ReportInput {
	readonly report: string;
	readonly dateRange: string;
	readonly startDate?: string;
	readonly endDate?: string;
	readonly dateKey?: string;
	/** The columns; Invoice Ninja's own choice when there are none. */
	readonly columns: readonly string[];
	readonly includeDeleted: boolean;
	/** How long to wait for the file. */
	readonly waitSeconds: number;
}

const ticket = z.object({ message: z.string().min(8) });

/**
 * Has a report made, and waits for its file. It is not e-mailed: Invoice Ninja would mail it to the administrator unless it
 * is told not to. The file can be fetched once only.
 */
export async function reportOf(ninja: Ninja, input: ReportInput, firstWaitMs = 500): Promise<Buffer> {
	const body = {
		date_range: input.dateRange,
		...(input.startDate ? { start_date: input.startDate } : {}),
		...(input.endDate ? { end_date: input.endDate } : {}),
		...(input.dateKey ? { date_key: input.dateKey } : {}),
		report_keys: [...input.columns],
		include_deleted: input.includeDeleted,
		send_email: false,
	};
	const path = `/reports/${input.report}`;
	const { message: uuid } = readAs(ticket, await ninja.call({ method: 'POST', path, body }), `POST ${path}`);
	const ends = performance.now() + input.waitSeconds * 1000;
	for (let pause = firstWaitMs; ; pause = Math.min(pause * 1.5, 5_000)) {
		try {
			// The file is gone once it was sent: a lost answer means a new report.
			return await ninja.download({
				method: 'POST',
				path: `/reports/preview/${encodeURIComponent(uuid)}`,
				body: {},
				changes: true,
			});
		} catch (error) {
			if (!(error instanceof ExternalError) || error.errorClass !== 'busy' || performance.now() + pause > ends)
				throw error;
			await wait(pause);
		}
	}
}
