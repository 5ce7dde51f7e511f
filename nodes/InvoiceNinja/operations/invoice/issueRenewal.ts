import { z } from 'zod';
import { invoiceIssuing } from '../../../../core/invoiceNinja';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';
import { hashedId } from '../../fields/values';

/** A prepared renewal, as MSP Billing tells it. */
const renewal = z.object({
	ninjaClientId: hashedId,
	mark: z.string().regex(/^msp-[0-9a-f-]{36}$/, 'is not the mark of a prepared invoice'),
	currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR'),
	dueOn: z.iso.date('must be a day such as 2026-02-28'),
	lines: z
		.array(
			z.object({
				productKey: z.string().max(textLimits.name),
				description: z.string().max(textLimits.lines),
				domain: z.string().max(textLimits.domain),
				amountMinor: z.number().int(),
			}),
		)
		.min(1, 'has no line')
		.max(mostEntries),
});

export const issueRenewal = operation({
	name: 'issueRenewal',
	label: 'Issue Renewal',
	action: 'Issue renewal',
	description:
		'Make the invoice that MSP Billing has prepared and mark it as sent, once for its mark. The taxes of a line are those of the product with the code of its plan.',
	fields: {
		renewal: json('Renewal', jsonValue(renewal), {
			required: true,
			default: '={{ $json }}',
			description: 'The item of MSP Task → Task: Claim or of MSP Billing → Renewal: Prepare',
		}),
		...durableStepFields,
	},
	run: async ({ ninja, perform }: NinjaContext, { renewal: { ninjaClientId: clientId, ...prepared } }) =>
		await perform(invoiceIssuing(ninja), { clientId, ...prepared }),
});
