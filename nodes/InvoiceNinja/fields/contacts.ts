import { z } from 'zod';
import { mostEntries } from '../../../core/kernel/textLimits';
import { optional, rows, toggle, type Field } from '../../shared/field';
import { bodyOf } from './body';
import { line } from './values';

const contactFields = {
	firstName: line('First Name'),
	lastName: line('Last Name'),
	email: line('Email', { placeholder: 'name@email.com' }),
	phone: line('Phone'),
	sendEmail: toggle('Gets E-Mails', z.boolean(), {
		default: true,
		description: 'Whether this contact gets the invoices of the client',
	}),
	customValue1: line('Custom Value 1'),
	customValue2: line('Custom Value 2'),
} as const;

const optionalContact = Object.fromEntries(
	Object.entries(contactFields).map(([name, field]) => [name, { ...field, schema: optional(field.schema) }]),
) as Record<string, Field>;

const listed = rows('Contacts', {
	row: 'Contact',
	fields: optionalContact,
	most: mostEntries,
	description:
		'In an update a contact is found by its e-mail and changed, or added. The others stay. The first is the main one.',
});

/** The contacts in the names of Invoice Ninja; no contacts are no change. */
export const contacts: Field = {
	...listed,
	schema: listed.schema.transform((given) => (given.length === 0 ? undefined : given.map(bodyOf))),
};
