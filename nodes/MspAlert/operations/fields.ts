import { z } from 'zod';
import type { Alert, Phase, SavedAlert, Telling } from '../../../core/alerts';
import { choice, text } from '../../shared/field';

/** One line of an identifier: an order, a code, a domain. */
export const shortText = z.string().trim().max(255, 'is longer than 255 characters');

export const alertId = text('Alert ID', z.uuid('must be an alert ID'), {
	required: true,
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	description: 'The alert, from Alert: Claim to Tell or Alert: List',
});

export const phase = choice<Phase>(
	'Phase',
	{ problem: 'The Problem', done: 'All Done' },
	{ description: 'Which of its two mails was sent, as Claim to Tell says in phase' },
);

/** The item of an alert: what it says of the customer and the order stands beside the words. */
export function itemOf({ facts, cause, toTell, ...alert }: Alert | SavedAlert): object {
	return { ...alert, ...facts, cause, toTell, open: alert.settledAt === null };
}

/** The item of what is to be told, under the names of the operator alert. */
export function tellingItem({ facts, count, ...telling }: Omit<Telling, 'placement'>): object {
	return { ...telling, ...facts, timesSeen: count };
}
