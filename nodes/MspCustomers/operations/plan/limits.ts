import { z } from 'zod';
import type { PlanLimits } from '../../../../core/catalog';
import { choice, type Field } from '../../../shared/field';
import { limitFields } from '../../../shared/limitFields';
import { textLimits } from '../../../../core/kernel/textLimits';

const described = {
	description:
		'The disk, bandwidth, mailboxes and databases that the plan promises. Package: Sync and the drift audit use them.',
};
const byPanel = 'As the Package on the Panel Says';
const below = 'Set Below';

/** A box that counts only while the editor shows it. */
const whereSet = ({ control }: Field) => ({
	schema: z.union([z.string().max(textLimits.token), z.number(), z.null()]).optional(),
	control: { ...control, displayOptions: { show: { limits: ['set'] } } },
});
const boxes = {
	diskMegabytes: whereSet(limitFields.diskMegabytes),
	bandwidthMegabytes: whereSet(limitFields.bandwidthMegabytes),
	mailboxes: whereSet(limitFields.mailboxes),
	databases: whereSet(limitFields.databases),
} as const;

/** The limits of a plan, all four or none. */
export const limitsOfNewPlan = {
	limits: choice('Limits', { none: byPanel, set: below }, described),
	...boxes,
} as const;
export const limitsOfPlan = {
	limits: choice('Limits', { keep: 'No Change', none: byPanel, set: below }, described),
	...boxes,
} as const;

const set = z.object({
	diskMegabytes: limitFields.diskMegabytes.schema,
	bandwidthMegabytes: limitFields.bandwidthMegabytes.schema,
	mailboxes: limitFields.mailboxes.schema,
	databases: limitFields.databases.schema,
});

/** The limits of the input; null leaves them to the panel's package, and undefined changes nothing. */
export function limitsOf(input: { readonly limits: 'keep' | 'none' | 'set' }): PlanLimits | null | undefined {
	if (input.limits === 'set') return set.parse(input);
	return input.limits === 'none' ? null : undefined;
}
