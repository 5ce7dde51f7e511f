import { z } from 'zod';
import { clientClassifications } from '../fields/words';
import { choice, json, toggle, type Fields } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { contacts } from '../fields/contacts';
import { countryId, industryId, shippingCountryId, sizeId } from '../fields/references';
import { customValues, line, needed, note } from '../fields/values';
import { labelled, type RecordKind } from '../build/recordKind';
import { numberFilter } from '../build/list';

export const address = {
	address1: line('Street'),
	address2: line('Apartment or Suite'),
	city: line('City'),
	state: line('State or Province'),
	postalCode: line('Postal Code'),
	countryId,
} as const satisfies Fields;

export const clientKind: RecordKind = {
	entity: 'client',
	resource: 'client',
	label: 'Client',
	one: 'client',
	many: 'clients',
	required: { name: needed('Name', { placeholder: 'e.g. Lefevre SARL' }) },
	optional: {
		number: line('Number', { description: 'Unique. Invoice Ninja gives one by its own pattern if it is left out.' }),
		idNumber: line('ID Number', { description: 'Unique, such as the code of the customer in the back office' }),
		vatNumber: line('VAT Number'),
		contacts,
		phone: line('Phone'),
		website: line('Website'),
		...address,
		shippingAddress1: line('Shipping Street'),
		shippingAddress2: line('Shipping Apartment or Suite'),
		shippingCity: line('Shipping City'),
		shippingState: line('Shipping State or Province'),
		shippingPostalCode: line('Shipping Postal Code'),
		shippingCountryId,
		industryId,
		sizeId,
		groupSettingsId: line('Group ID'),
		classification: choice('Classification', labelled(clientClassifications)),
		isTaxExempt: toggle('Is Tax Exempt', z.boolean(), { description: 'Whether the client pays no tax' }),
		routingId: line('Routing ID'),
		publicNotes: note('Public Notes'),
		privateNotes: note('Private Notes'),
		...customValues,
		settings: json('Settings', jsonValue(z.record(z.string(), z.unknown(), 'must be an object')), {
			placeholder: 'e.g. {"currency_id": "3", "send_reminders": true}',
			description: 'Settings of the client in the names of the API. They are laid over those that the client has.',
		}),
	},
	keys: ['number', 'id_number', 'email'],
	customValues: true,
	filters: {
		...numberFilter,
		name: line('Name'),
		email: line('Email', { placeholder: 'name@email.com' }),
		idNumber: line('ID Number'),
		group: line('Group ID'),
		balance: line('Balance', {
			placeholder: 'e.g. gt:0',
			description: 'A comparison and a number: gt, gte, lt, lte or eq, a colon, the number',
		}),
		betweenBalance: line('Balance Between', { placeholder: 'e.g. 100:500' }),
	},
	sorts: ['name', 'number', 'balance', 'updated_at', 'created_at'],
	bulk: { assign_group: 'Assign Group', bulk_update: 'Set One Field' },
	shownBy: ['name', 'display_name', 'number'],
};
