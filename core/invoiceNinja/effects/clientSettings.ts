import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { kindOf, type NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';

const settingsOf = z.object({ data: z.object({ settings: z.record(z.string(), z.unknown()).default({}) }) });

/**
 * A change of a client with its whole settings: Invoice Ninja replaces the settings by what it is sent, so they are read
 * first, and what is given is laid over them. They are read here and never kept, since they may hold log-ins for mail.
 */
export async function withSettings(
	ninja: Ninja,
	entity: NinjaEntity,
	id: string,
	body: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
	const given = z.record(z.string(), z.unknown()).safeParse(body.settings).data;
	if (!given) return { ...body };
	const answer = settingsOf.safeParse(await ninja.call({ method: 'GET', path: `/${kindOf(entity).path}/${id}` }));
	if (answer.success) return { ...body, settings: { ...answer.data.data.settings, ...given } };
	const words = 'Invoice Ninja answers without the settings, so that they cannot be kept';
	throw new ExternalError('invalid', words, 'Look whether the user of the token may see the client.');
}
