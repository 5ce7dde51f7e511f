import { z } from 'zod';
import { json, type Store, type Transaction } from '../db';
import type { WorkbookUnderstanding } from '../invoiceSheets';
import { paymentDiffers, saidOfPayment, stateOfPayment, storedPayment } from '../payments';
import type { Part } from './plan';
import { keptProblem, withCells } from './problems';
import type { ChangedCustomer } from './resolveCustomers';
import type { ImportSource } from './source';

const anything = z.record(z.string(), z.unknown());
const importRow = z.object({
	batchId: z.uuid(),
	position: z.number(),
	kind: z.enum(['invoices', 'payments', 'customers']),
	sheet: z.number(),
	sheetName: z.string(),
	/** As the spreadsheet program shows it. */
	rowNumber: z.number(),
	outcome: z.enum(['rejected', 'updated']),
	/** The number of the invoice, the reference of the payment, the code of the customer. */
	subject: z.string(),
	problems: z.array(keptProblem),
	texts: z.array(z.string()),
	before: anything.nullable(),
	after: anything.nullable(),
});
/** A row that was refused, or that changed something. */
export type ImportRow = Readonly<z.infer<typeof importRow>>;

export interface ImportRowFilter {
	readonly batchId: string;
	readonly outcomes?: ReadonlyArray<ImportRow['outcome']>;
	readonly limit: number | null;
}

/** In the order of the file. */
export async function listImportRows(transaction: Transaction, filter: ImportRowFilter): Promise<ImportRow[]> {
	return await transaction.rows(
		importRow,
		`select * from msp.import_row where batch_id = $1 and ($2::text[] is null or outcome = any($2))
		order by position, outcome, kind limit $3`,
		[filter.batchId, filter.outcomes ?? null, filter.limit],
	);
}

/** All rows of a batch in the order of the file, some hundred at a time. */
export async function* importRows(
	store: Store,
	batchId: string,
	outcome: ImportRow['outcome'] = 'rejected',
): AsyncGenerator<readonly ImportRow[]> {
	for (let after: readonly [number, string] = [-1, '']; ;) {
		const from = after;
		const rows = await store.asStaff(
			async (transaction) =>
				await transaction.rows(
					importRow,
					`select * from msp.import_row where batch_id = $1 and outcome = $2 and (position, kind) > ($3, $4)
					order by position, kind limit 500`,
					[batchId, outcome, ...from],
				),
		);
		const last = rows.at(-1);
		if (!last) return;
		yield rows;
		after = [last.position, last.kind];
	}
}

/** A run that goes on where another one died may change a row once more: what was before the first one counts. */
const again = 'on conflict (batch_id, outcome, kind, position) do update set after = excluded.after';

/** Keeps what an import is about to change, in the transaction that changes it. */
export async function keepChanges(transaction: Transaction, part: Part, hasPayments: boolean): Promise<void> {
	const values = [part.stagingId, part.from, part.to, part.batchId];
	await transaction.run(
		`insert into msp.import_row (batch_id, position, kind, sheet, row_number, outcome, subject, before, after)
		select $4, p.position, 'invoices', s.sheet, s.row_number, 'updated', p.number, p.before, p.after
		from msp.import_planned p
			join msp.import_staged s on s.staging_id = p.staging_id and s.bucket = p.bucket and s.position = p.position
		where p.staging_id = $1 and p.bucket between $2 and $3 and p.action = 'update' ${again}`,
		values,
	);
	if (!hasPayments) return;
	await transaction.run(
		`insert into msp.import_row (batch_id, position, kind, sheet, row_number, outcome, subject, before, after)
		select $4, s.position, 'payments', s.sheet, s.row_number, 'updated', s.payment_reference, ${stateOfPayment},
			${saidOfPayment}
		from msp.import_staged s, lateral (${storedPayment}) y
		where ${paymentDiffers} and s.head and s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'payments' and not s.refused ${again}`,
		values,
	);
}

/** Keeps what an import changes of customers. */
export async function keepChangedCustomers(
	transaction: Transaction,
	{ batchId, stagingId }: Pick<Part, 'batchId' | 'stagingId'>,
	changed: readonly ChangedCustomer[],
): Promise<void> {
	const rows = changed.map(({ before, after, clue }) => ({ clue, before, after, subject: before.customerCode }));
	await transaction.run(
		`insert into msp.import_row (batch_id, position, kind, sheet, row_number, outcome, subject, before, after)
		select $1, s.position, 'customers', s.sheet, s.row_number, 'updated', n.subject, n.before, n.after
		from jsonb_to_recordset($3::jsonb) as n(clue integer, subject text, before jsonb, after jsonb)
			join msp.import_staged s on s.staging_id = $2 and s.kind = 'customers' and s.clue = n.clue
		where not s.refused ${again}`,
		[batchId, stagingId, json(rows)],
	);
}

/** Keeps the rows that were refused, in place of those of an earlier run. */
export async function keepRejected(
	transaction: Transaction,
	{ batchId, stagingId }: Pick<Part, 'batchId' | 'stagingId'>,
	understanding: WorkbookUnderstanding,
): Promise<void> {
	await transaction.run(`delete from msp.import_row where batch_id = $1 and outcome = 'rejected'`, [batchId]);
	const names = understanding.sheets.map(({ sheet, name }) => ({ sheet, name: name.slice(0, 255) }));
	await transaction.run(
		`insert into msp.import_row (batch_id, position, kind, sheet, sheet_name, row_number, outcome, subject, problems, texts)
		select $1, s.position, s.kind, s.sheet, coalesce(n.name, ''), s.row_number, 'rejected',
			coalesce(s.payment_reference, s.number, ''), coalesce(s.problems, '[]'), coalesce(s.texts, '[]')
		from msp.import_staged s left join jsonb_to_recordset($3::jsonb) as n(sheet integer, name text) on n.sheet = s.sheet
		where s.staging_id = $2 and s.refused`,
		[batchId, stagingId, json(names)],
	);
}

const textless = z.object({ position: z.number(), problems: z.array(keptProblem).nullable() });

/**
 * Reads the file once more for the cells of rows that only the database found fault with. Most files have none.
 *
 * @param most how many rows are looked for.
 */
export async function fillTexts(
	transaction: Transaction,
	stagingId: string,
	source: ImportSource,
	most: number | null = null,
): Promise<void> {
	const missing = await transaction.rows(
		textless,
		`select position, problems from msp.import_staged where staging_id = $1 and refused
			and (texts is null or problems @? '$[*] ? (!exists(@.column))')
		order by position limit $2`,
		[stagingId, most],
	);
	const wanted = new Map(missing.map(({ position, problems }) => [position, problems ?? []]));
	let position = 0;
	let found: Array<{ position: number; texts: readonly string[]; problems: unknown }> = [];
	const write = async () => {
		await transaction.run(
			`update msp.import_staged s set texts = n.texts, problems = n.problems
			from jsonb_to_recordset($2::jsonb) as n(position integer, texts jsonb, problems jsonb)
			where s.staging_id = $1 and s.position = n.position`,
			[stagingId, json(found)],
		);
		found = [];
	};
	if (wanted.size === 0) return;
	for await (const batch of source.records()) {
		for (const record of batch) {
			position += 1;
			const problems = wanted.get(position);
			if (!problems) continue;
			wanted.delete(position);
			found.push({ position, texts: record.texts, problems: withCells(problems, record, source.understanding) });
		}
		if (found.length >= 2_000) await write();
		if (wanted.size === 0) break;
	}
	if (found.length > 0) await write();
}
