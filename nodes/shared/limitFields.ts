import { z } from 'zod';
import { text, type Field } from './field';

/**
 * A number, or the word unlimited. An absent value is refused, and null with it, because n8n hands on both alike: an
 * expression that finds nothing must not lift a limit.
 */
const limit = (least: number) =>
	z.preprocess(
		(value) => {
			const given = typeof value === 'string' ? value.trim().toLowerCase() : value;
			if (given === 'unlimited') return null;
			return typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
		},
		z
			.number('must be a whole number, or unlimited')
			.int('must be a whole number, or unlimited')
			.min(least, `must be at least ${least}, or unlimited`)
			.max(2_147_483_647, 'must be less, or unlimited')
			.nullable(),
	);

const more = (description: string, placeholder: string) => ({
	required: true,
	placeholder: `e.g. ${placeholder}`,
	description: `${description}: a whole number, or unlimited`,
});

/** What a package allows, each as a number or the word unlimited. */
export const limitFields = {
	diskMegabytes: text('Disk (MB)', limit(1), more('Space for files, mail and databases', '5000')),
	bandwidthMegabytes: text('Bandwidth (MB)', limit(1), more('Traffic in a month', '50000')),
	mailboxes: text('Mailboxes', limit(0), more('How many mailboxes', '10')),
	databases: text('Databases', limit(0), more('How many databases', '2')),
} as const satisfies Readonly<Record<string, Field>>;
