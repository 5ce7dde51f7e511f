import { markSuspended as mark, system } from '../../../../core/services';
import { named } from '../../../../core/customers';
import { choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { service } from '../fields';

export const markSuspended = operation({
	name: 'markSuspended',
	label: 'Mark Suspended',
	action: 'Mark service as suspended',
	description: 'Record that a service is suspended, after its panel confirmed it',
	fields: {
		service,
		reason: choice(
			'Reason',
			{ abuse: 'Abuse', manual: 'Manual', overdue: 'Overdue', resource: 'Resource', security: 'Security' },
			{ default: 'overdue' },
		),
		by: text('By', named, {
			required: true,
			default: system,
			description: 'Who did it: system, or a name. The system does not unsuspend what a person suspended.',
		}),
	},
	run: async (office: CustomersContext, { service: serviceId, reason, by }) => {
		const { service: marked, ...more } = await mark(office, serviceId, { reason, by });
		return { ...marked, ...more };
	},
});
