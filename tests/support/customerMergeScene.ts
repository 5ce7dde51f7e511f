import { mergeCustomers } from '../../core/customerMerge';
import type { TaskOffice } from '../../core/tasks';
import { everyTable } from './everyTable';
import type { TestDatabase } from './testDatabase';

/** Merges by codes. */
export const merge = async (office: TaskOffice, customerCode: string, intoCode: string) =>
	await mergeCustomers(office, { customerCode, intoCode }, { only: 'merge' });

/** How many rows of a customer each table has, by its column `customer_id`; tables without one of them are left out. */
export async function rowsOf(database: TestDatabase, customerId: string): Promise<Record<string, number>> {
	const tables = (await everyTable(database)).filter(({ ownerColumn }) => ownerColumn === 'customer_id');
	const counts: Record<string, number> = {};
	for (const { name } of tables) {
		const { rows } = await database.owner.query<{ n: number }>(
			`select count(*)::int as n from msp.${name} where customer_id = $1`,
			[customerId],
		);
		if (rows[0] && rows[0].n > 0) counts[name] = rows[0].n;
	}
	return counts;
}
