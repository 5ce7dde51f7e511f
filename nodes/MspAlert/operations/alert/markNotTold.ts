import { z } from 'zod';
import { alertNotTold } from '../../../../core/alerts';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { alertId, itemOf } from '../fields';

export const markNotTold = operation({
	name: 'markNotTold',
	label: 'Mark Not Told',
	action: 'Mark alert not told',
	description:
		'Record that the mail about an alert could not be sent. Claim to Tell gives the alert again a little later.',
	fields: {
		alertId,
		why: text(
			'Why',
			z
				.string()
				.max(textLimits.json)
				.default('')
				.transform((given) => given.slice(0, 2_000)),
			{ placeholder: 'e.g. {{ $json.error }}', description: "The mail server's words" },
		),
	},
	run: async ({ office }: AlertContext, input) => itemOf(await alertNotTold(await office(), input.alertId, input.why)),
});
