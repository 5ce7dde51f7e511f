import { z } from 'zod';
import type { Transaction } from '../db';

/** Buckets, both ends included. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

const bucketRow = z.object({ bucket: z.number(), rows: z.number() });

/** Divides the rows of a file into parts of so many invoices or payments, about. */
export async function partsOf(transaction: Transaction, stagingId: string, most: number): Promise<Range[]> {
	const found = await transaction.rows(
		bucketRow,
		`select bucket, greatest(count(*) filter (where kind = 'invoices' and head), count(*) filter (where kind = 'payments'))
			as rows
		from msp.import_staged where staging_id = $1 and kind <> 'customers' group by bucket order by bucket`,
		[stagingId],
	);
	const parts: Range[] = [];
	let rows = 0;
	for (const { bucket, rows: more } of found) {
		const last = parts.at(-1);
		if (last && rows + more <= most) {
			parts[parts.length - 1] = { from: last.from, to: bucket };
			rows += more;
		} else {
			parts.push({ from: bucket, to: bucket });
			rows = more;
		}
	}
	return parts;
}
