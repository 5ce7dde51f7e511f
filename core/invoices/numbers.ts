import { z } from 'zod';
import type { Transaction } from '../db';

const counted = z.object({ invoiceNumber: z.string() });

/**
 * The next number of the invoices that the pack itself issues for a company. There are no gaps: a transaction that is taken
 * back gives its number back, and the next one waits until that is known. A number that another invoice has is passed over.
 */
export async function takeNumber(transaction: Transaction, companyCode: string): Promise<string> {
	await transaction.lockName('invoice_counter', companyCode);
	await transaction.run(
		'insert into msp.invoice_counter (company_code) values ($1) on conflict (company_code) do nothing',
		[companyCode],
	);
	for (;;) {
		const next = await transaction.row(
			counted,
			`update msp.invoice_counter set last_number = last_number + 1 where company_code = $1
			returning prefix || lpad(last_number::text, greatest(digits, length(last_number::text)), '0') as invoice_number`,
			[companyCode],
		);
		if (!next) throw new RangeError(`the company ${companyCode} has no numbers in this scope`);
		const taken = await transaction.run('select 1 from msp.invoice where company_code = $1 and number = $2', [
			companyCode,
			next.invoiceNumber,
		]);
		if (taken === 0) return next.invoiceNumber;
	}
}
