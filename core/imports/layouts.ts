import { z } from 'zod';
import { json, type Transaction } from '../db';
import type { SheetCorrection } from '../invoiceSheets';

const layoutRow = z.object({
	layout: z.string(),
	correction: z.custom<SheetCorrection>((value) => typeof value === 'object' && value !== null),
});

/** Remembers what a person said of a tab, for the next file of the same layout. */
export async function rememberLayout(
	transaction: Transaction,
	{ companyCode, layout, correction }: { companyCode: string; layout: string; correction: SheetCorrection },
): Promise<void> {
	await transaction.run(
		`insert into msp.import_layout (company_code, layout, correction) values ($1, $2, $3)
		on conflict (company_code, layout) do update set correction = excluded.correction, used_at = now()`,
		[companyCode, layout, json(correction)],
	);
}

/** A company has few layouts. Those that were used last are enough. */
const mostLayouts = 500;

/** What people said of the tabs of a company, by layout. */
export async function rememberedLayouts(
	transaction: Transaction,
	companyCode: string,
): Promise<ReadonlyMap<string, SheetCorrection>> {
	const found = await transaction.rows(
		layoutRow,
		`select layout, correction from msp.import_layout where company_code = $1 order by used_at desc limit $2`,
		[companyCode, mostLayouts],
	);
	return new Map(found.map(({ layout, correction }) => [layout, correction]));
}
