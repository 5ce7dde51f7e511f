import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import type { NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';

/** What to do when nobody knows whether Invoice Ninja sent an e-mail. */
export type IfInterrupted = 'send_again' | 'do_not_send_again';

/** Rows that can be e-mailed, and how `POST /emails` calls them. */
export const emailed = ['invoice', 'quote', 'credit', 'recurring_invoice', 'purchase_order', 'payment'] as const;
export type EmailedEntity = (typeof emailed)[number] & NinjaEntity;

const emailIntent = z.object({
	id: z.string(),
	template: z.string(),
	subject: z.string().optional(),
	body: z.string().optional(),
	ccEmail: z.string().optional(),
});
export type EmailInput = Readonly<z.infer<typeof emailIntent>>;

const sentEmail = z.object({
	id: z.string(),
	template: z.string(),
	/** `uncertain`: Invoice Ninja may or may not have sent it, and it was not asked again. */
	emailed: z.enum(['accepted', 'uncertain']),
});
export type SentEmail = z.infer<typeof sentEmail>;

/** Lets Invoice Ninja send an e-mail. It keeps no list that tells: in doubt it is asked again, or not at all. */
export function emailSending(
	ninja: Ninja,
	entity: EmailedEntity,
	ifInterrupted: IfInterrupted,
): SideEffect<EmailInput, EmailInput, SentEmail> {
	return {
		name: `invoiceNinja.${entity}.email`,
		intent: emailIntent,
		result: sentEmail,
		plan: async (input) => await Promise.resolve({ intent: { ...input } }),
		async apply({ id, template, subject, body, ccEmail }) {
			const asked = { entity: entityName(entity), entity_id: id, template, subject, body, cc_email: ccEmail };
			await ninja.call({ method: 'POST', path: '/emails', body: asked, changes: true });
			return { id, template, emailed: 'accepted' };
		},
		readBackAssumes: true,
		readBack: async ({ id, template }) =>
			await Promise.resolve(
				ifInterrupted === 'send_again'
					? { state: 'absent' }
					: { state: 'ours', result: { id, template, emailed: 'uncertain' } },
			),
	};
}

/** The name of the model, which every version takes; 5.12.28 takes short names as well. */
const entityName = (entity: EmailedEntity) =>
	`App\\Models\\${entity
		.split('_')
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join('')}`;
