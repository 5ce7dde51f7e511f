import { markTerminated as mark, system } from '../../../../core/services';
import { named } from '../../../../core/customers';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { service } from '../fields';

export const markTerminated = operation({
	name: 'markTerminated',
	label: 'Mark Terminated',
	action: 'Mark service as terminated',
	description: 'Record that a service is gone for good, after its panel confirmed it. Its place is free again.',
	fields: {
		service,
		by: text('By', named, { required: true, default: system, description: 'Who did it: system, or a name' }),
	},
	run: async (office: CustomersContext, { service: serviceId, by }) => {
		const { service: marked, ...more } = await mark(office, serviceId, { by });
		return { ...marked, ...more };
	},
});
