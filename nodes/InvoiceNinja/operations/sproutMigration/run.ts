import { runBatch, type DifferenceRule } from '../../../../core/ninjaMigration';
import { z } from 'zod';
import { additional, choice, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { migrationOffice, type SproutContext } from './context';
import { atOnce, batchId, rows, standardAtOnce } from './fields';

const rules = {
	go_on: 'Go On',
	stop: 'Stop at Each',
	stop_unless_foreseen: 'Stop Unless the Preview Told It',
} as const satisfies Record<DifferenceRule, string>;

export const runSprout = operation({
	name: 'run',
	label: 'Run',
	action: 'Run migration',
	description:
		'Make the next rows of a batch at Invoice Ninja, and return how far it is. A repeat goes on, and makes nothing twice.',
	fields: {
		batchId,
		rows,
		options: additional('Options', {
			atOnce,
			onDifference: choice('On Difference', rules, {
				default: 'stop_unless_foreseen',
				description: 'What to do when Invoice Ninja makes another total of an invoice than the source has',
			}),
			retryFailed: toggle('Retry Failed', z.boolean(), {
				description: 'Whether to try rows that failed once more',
			}),
		}),
	},
	run: async (context: SproutContext, { batchId: id, rows: most, options }) =>
		await runBatch(await migrationOffice(context), {
			batchId: id,
			rows: most,
			atOnce: options.atOnce ?? standardAtOnce,
			onDifference: options.onDifference ?? 'stop_unless_foreseen',
			retryFailed: options.retryFailed ?? false,
		}),
});
