import { alertTold } from '../../../../core/alerts';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { alertId, itemOf, phase } from '../fields';

export const markTold = operation({
	name: 'markTold',
	label: 'Mark Told',
	action: 'Mark alert told',
	description: 'Record that the mail about an alert was sent, so that it is not sent again',
	fields: { alertId, phase },
	run: async ({ office }: AlertContext, input) => itemOf(await alertTold(await office(), input.alertId, input.phase)),
});
