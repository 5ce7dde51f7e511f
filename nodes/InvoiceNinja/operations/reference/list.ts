import { choice } from '../../../shared/field';
import { made } from '../../build/create';

const lists = {
	countries: 'Countries',
	currencies: 'Currencies',
	industries: 'Industries',
	languages: 'Languages',
	payment_types: 'Payment Types',
	sizes: 'Company Sizes',
} as const;

/** `List` of Invoice Ninja's reference data. */
export const listReference = made({
	name: 'list',
	label: 'List',
	action: 'List reference data',
	description: 'Return the IDs and names that other fields ask for, such as countries and currencies',
	fields: {
		list: choice(
			'List',
			Object.fromEntries(Object.entries(lists).sort(([, one], [, other]) => one.localeCompare(other))),
			{ default: 'currencies' },
		),
	},
	run: async ({ ninja }, given) => {
		const { list } = given as { list: keyof typeof lists };
		return (await ninja.statics())[list];
	},
});
