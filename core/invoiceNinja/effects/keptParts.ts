import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';
import { plainText } from './plainText';

type Body = Readonly<Record<string, unknown>>;

const contact = z.looseObject({ id: z.string().optional(), email: z.string().optional() });
const held = z.object({
	data: z.object({
		settings: z.record(z.string(), z.unknown()).default({}),
		contacts: z.array(contact).default([]),
	}),
});

/**
 * A change of a client or a vendor with what Invoice Ninja would lose: it replaces the settings, and contacts that a change
 * does not name are removed, or the client is left without any (invoiceninja/sdk-php#95, invoiceninja#3990; the specification
 * demands them). So both are read first, and what is given is laid over them. They are read here and never kept.
 */
export async function withKeptParts(
	ninja: Ninja,
	entity: NinjaEntity,
	id: string,
	body: Body,
): Promise<Record<string, unknown>> {
	if (entity !== 'client' && entity !== 'vendor') return { ...body };
	const answer = held.safeParse(await ninja.getWhole(entity, id));
	if (!answer.success) {
		const words = 'Invoice Ninja answers without the settings and contacts, so that they cannot be kept';
		throw new ExternalError('invalid', words, 'Look whether the user of the token may see the row.');
	}
	const { settings, contacts } = answer.data.data;
	const given = z.array(contact).safeParse(body.contacts).data ?? [];
	return {
		...body,
		...(isObject(body.settings) ? { settings: { ...settings, ...body.settings } } : {}),
		contacts: mergedContacts(contacts, given),
	};
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

type Contact = z.infer<typeof contact>;

/** What is written back of a contact that stays: never its keys and links. */
const kept = [
	...['id', 'first_name', 'last_name', 'email', 'phone', 'send_email', 'is_primary'],
	...['custom_value1', 'custom_value2', 'custom_value3', 'custom_value4'],
];

function mergedContacts(there: readonly Contact[], given: readonly Contact[]): Contact[] {
	const same = (one: Contact, other: Contact) =>
		(one.id !== undefined && one.id === other.id) ||
		(plainText(one.email) !== '' && plainText(one.email).toLowerCase() === plainText(other.email).toLowerCase());
	const stay = there.map((one) => {
		const own = Object.fromEntries(Object.entries(one).filter(([name]) => kept.includes(name)));
		return { ...own, ...given.find((other) => same(one, other)), id: one.id };
	});
	return [...stay, ...given.filter((one) => !there.some((other) => same(one, other)))];
}
