import { z } from 'zod';
import { statementOf } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { additional, choice, toggle } from '../../../shared/field';
import { WithFiles } from '../../../shared/operation';
import { made } from '../../build/create';
import { clientId } from '../../fields/references';
import { date } from '../../fields/values';
import { outputFile } from '../shared/downloadPdf';

const shown = (displayName: string, description: string) =>
	toggle(displayName, z.boolean(), { default: true, description });
const needed = (displayName: string) => ({
	...date(displayName),
	control: { ...date(displayName).control, required: true },
});

interface Asked {
	readonly clientId: string;
	readonly startDate: string;
	readonly endDate: string;
	readonly outputFile: string;
	readonly options: {
		readonly showPayments?: boolean;
		readonly showCredits?: boolean;
		readonly showAging?: boolean;
		readonly status?: 'all' | 'paid' | 'unpaid';
	};
}

/** `Get` of a client's statement. */
export const getStatement = made({
	name: 'get',
	label: 'Get',
	action: 'Get statement as PDF',
	description: 'Return the statement of a client as a PDF file; nothing is e-mailed',
	fields: {
		clientId,
		startDate: needed('Start Date'),
		endDate: needed('End Date'),
		outputFile,
		options: additional(
			'Options',
			{
				showPayments: shown('Payments', 'Whether it lists payments'),
				showCredits: shown('Credits', 'Whether it lists credits'),
				showAging: shown('Aging', 'Whether it says for how long invoices are open'),
				status: choice('Invoices', { all: 'All', paid: 'Paid', unpaid: 'Unpaid' }),
			},
			{ placeholder: 'Add Option' },
		),
	},
	run: async ({ ninja, files }, given) => {
		const { clientId: client, startDate, endDate, outputFile: property, options } = given as unknown as Asked;
		if (endDate < startDate) throw new InputError('endDate', 'is before the start date', 'Give a later date.');
		const { showPayments = true, showCredits = true, showAging = true, status } = options;
		const input = { clientId: client, startDate, endDate, showPayments, showCredits, showAging, status };
		const bytes = await statementOf(ninja, input);
		const fileName = `statement-${startDate}-${endDate}.pdf`;
		const file = await files.make(bytes, fileName, 'application/pdf');
		return new WithFiles({ clientId: client, startDate, endDate, fileName, bytes: bytes.length }, { [property]: file });
	},
});
