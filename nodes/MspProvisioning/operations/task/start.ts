import { z } from 'zod';
import { startLifecycleTask, startTask } from '../../../../core/provisioning';
import type { BackOffice } from '../../../../core/db';
import { choice, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

const word = (schema = z.string().trim().min(1)) => optional(schema);

export const start = operation({
	name: 'start',
	label: 'Start',
	action: 'Start task',
	description: 'Start the provisioning of a paid service or a change of one, or return the task that is there already',
	fields: {
		kind: choice(
			'Kind',
			{
				change_package: 'Change Package',
				provision: 'Provision',
				suspend: 'Suspend',
				terminate: 'Terminate',
				unsuspend: 'Unsuspend',
			},
			{
				default: 'provision',
				description: 'What the task is for. Changes of one service are made one after the other.',
			},
		),
		serviceId: text('Service ID', z.uuid('must be a service ID'), {
			required: true,
			description: 'The service, as MSP Billing → Payment: Apply or MSP Customers → Service: List gives it',
		}),
		reason: {
			...choice(
				'Reason',
				{ abuse: 'Abuse', manual: 'Manual', overdue: 'Overdue', resource: 'Resource', security: 'Security' },
				{ default: 'overdue', displayOptions: { show: { kind: ['suspend'] } } },
			),
			schema: optional(z.enum(['abuse', 'manual', 'overdue', 'resource', 'security'])),
		},
		planCode: text('Plan Code', word(), {
			required: true,
			displayOptions: { show: { kind: ['change_package'] } },
			placeholder: 'e.g. business',
			description: 'The plan that the service gets when the panel has its package',
		}),
		by: text('By', word(), {
			default: 'system',
			displayOptions: { hide: { kind: ['provision'] } },
			description: 'Who asks: system, or a name. What the system did not suspend, the system does not unsuspend.',
		}),
		reference: text('Reference', word(), {
			displayOptions: { hide: { kind: ['provision'] } },
			placeholder: 'e.g. dunning-2026-03',
			description: 'What makes a repeat the same change, such as the number of a dunning attempt',
		}),
	},
	run: async (backOffice: BackOffice, { kind, serviceId, by = 'system', ...wish }) =>
		kind === 'provision'
			? await startTask(backOffice, serviceId)
			: await startLifecycleTask(backOffice, { serviceId, kind, by, ...wish }),
});
