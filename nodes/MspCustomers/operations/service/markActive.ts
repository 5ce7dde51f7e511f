import { markActive as mark, system } from '../../../../core/services';
import { named } from '../../../../core/customers';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { service } from '../fields';

export const markActive = operation({
	name: 'markActive',
	label: 'Mark Active',
	action: 'Mark service as active',
	description: 'Record that a suspended service is active again, after its panel confirmed it',
	fields: {
		service,
		by: text('By', named, {
			required: true,
			default: system,
			description: 'Who did it: system, or a name. The system does not unsuspend what it did not suspend.',
		}),
	},
	run: async (office: CustomersContext, { service: serviceId, by }) => {
		const { service: marked, ...more } = await mark(office, serviceId, { by });
		return { ...marked, ...more };
	},
});
