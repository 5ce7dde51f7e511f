import { z } from 'zod';
import { textLimits } from '../../kernel/textLimits';

const moment = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const id = z.string().min(1).max(textLimits.token);

/** A change of Invoice Ninja, as its trigger and its catch-up give it out. */
export const ninjaChange = z.object({
	companyCode: z
		.string()
		.trim()
		.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and hyphens'),
	/** Invoice Ninja's word for what happened; `caught_up` when the change was found later. */
	event: z.string().min(1).max(textLimits.token),
	entity: z.string().min(1).max(textLimits.token),
	id,
	occurredAt: moment,
	/** When the row was read; of an item that somebody made by hand, when it occurred. */
	readAt: moment.optional(),
	/** The row in the pack's words. */
	data: z.looseObject({ id }),
});
export type NinjaChange = Readonly<z.infer<typeof ninjaChange>>;

/** What an ID of Invoice Ninja is called outside of its company. */
export const externalIdOf = (companyCode: string, ninjaId: string) => `${companyCode}:${ninjaId}`;
