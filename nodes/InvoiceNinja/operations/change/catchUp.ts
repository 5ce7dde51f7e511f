import { z } from 'zod';
import { catchUpAll, changeArrived } from '../../../../core/feeds';
import type { NinjaEntity } from '../../../../core/invoiceNinja';
import { textLimits } from '../../../../core/kernel/textLimits';
import { bindInvoiceNinja } from '../../../shared/bindInvoiceNinja';
import { additional, choice, number, several, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';

/** The kinds whose rows have a stamp of their last change. */
const kinds = [
	'client',
	'credit',
	'expense',
	'invoice',
	'payment',
	'product',
	'project',
	'purchase_order',
	'quote',
	'recurring_invoice',
	'task',
	'vendor',
] as const satisfies readonly NinjaEntity[];

const usual = ['client', 'credit', 'invoice', 'payment', 'quote', 'recurring_invoice'];

/** n8n has handed the items on by then, or is dead. */
const startedMs = 3_000;

export const catchUp = operation({
	name: 'catchUp',
	label: 'Catch Up',
	action: 'Catch up on changes',
	description: 'Give out what changed since the last time and was told by no event of the trigger',
	fields: {
		entities: several('Kinds', kinds, {
			default: usual,
			required: true,
			description: 'Of what to look for changes. Archived and deleted ones are read, too.',
		}),
		reader: text('Reader', z.string().trim().min(1, 'is empty').max(textLimits.key), {
			default: '={{ $workflow.id }}',
			required: true,
			description: 'Who is told of each change once. Give the trigger and the catch-up the same reader.',
		}),
		limit: number('Limit', z.number().int().min(1).max(5_000), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
		options: additional('Options', {
			arrival: choice(
				'A Change Has Arrived',
				{ started: 'When It Leaves This Node', marked: 'When the Workflow Marks It' },
				{ description: 'What is not marked with Change: Mark Handled is given out again after ten minutes' },
			),
			begin: choice(
				'First Run',
				{ now: 'From Now On', everything: 'Everything That Is There' },
				{ description: 'What the first run of a reader gives out' },
			),
			overlapSeconds: number('Overlap (Seconds)', z.number().int().min(1).max(86_400), {
				default: 300,
				description: 'How far before the last seen change each run begins. What was given out is not given out again.',
			}),
		}),
	},
	run: async ({ ninja, companyCode, companyUrl, openOffice }: NinjaContext, { entities, reader, limit, options }) => {
		const { store } = await openOffice();
		await bindInvoiceNinja({ store, ninja, companyCode, companyUrl });
		const feed = { store, ninja, companyCode, reader };
		const { begin = 'now', overlapSeconds = 300, arrival = 'started' } = options;
		const changes = await catchUpAll(feed, entities, { limit, begin, overlapSeconds, now: new Date() });
		if (arrival === 'started' && changes.length > 0) {
			const note = async () => {
				for (const { changeId } of changes) await changeArrived(feed, changeId);
			};
			// What cannot be noted is given out again.
			setTimeout(() => void note().catch(() => undefined), startedMs).unref();
		}
		return changes;
	},
});
