import type { BackOffice } from '../../../../core/db';
import { quote as quoteStay } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { stayFields, unit } from '../fields';

export const quote = operation({
	name: 'quote',
	label: 'Quote',
	action: 'Quote stay',
	description: 'Return what a stay costs, line by line, and whether its nights are free. It takes nothing.',
	fields: { unit, ...stayFields },
	run: async (office: BackOffice, { unit: code, ...stay }) => await quoteStay(office, code, stay),
});
