import { z } from 'zod';
import { changeArrived } from '../../../../core/feeds';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';

export const markHandled = operation({
	name: 'markHandled',
	label: 'Mark Handled',
	action: 'Mark change as handled',
	description: 'Note that the workflow is done with a change, so that the catch-up does not give it out again',
	fields: {
		changeId: text('Change ID', z.uuid('must be the ID of a change'), {
			required: true,
			default: '={{ $json.changeId }}',
			description: 'From the trigger or from Change: Catch Up',
		}),
	},
	run: async ({ openOffice }: NinjaContext, { changeId }) => ({
		changeId,
		/** False when it was marked before, or replaced by a newer change. */
		marked: await changeArrived(await openOffice(), changeId),
	}),
});
