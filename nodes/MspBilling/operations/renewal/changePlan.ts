import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { systemClock } from '../../../../core/kernel/clock';
import { changeTermsPlan, type PlanOrder } from '../../../../core/renewals';
import { choice, optional, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { decimal, newPlanCode, serviceId } from './fields';

export const changePlan = operation({
	name: 'changePlan',
	label: 'Change Plan',
	action: 'Change price of service',
	description:
		'Show or make a change of what a service costs. What is invoiced already is settled by days: more is charged, less becomes a credit. MSP Provisioning changes the service itself.',
	fields: {
		serviceId,
		planCode: newPlanCode,
		price: text('Price', optional(decimal), {
			placeholder: 'e.g. 12.50',
			description: 'For each period, instead of that of the plan',
		}),
		when: choice<PlanOrder['when']>(
			'When',
			{ now: 'Now', at_renewal: 'At the Next Renewal' },
			{ description: 'Whether days that are invoiced already are settled' },
		),
		charge: choice<PlanOrder['charge']>(
			'Charge',
			{ with_next_renewal: 'With the Next Renewal', at_once: 'At Once' },
			{ description: 'With which invoice it is asked for when more is owed' },
		),
		onlyShow: toggle('Only Show', z.boolean(), {
			default: true,
			description: 'Whether to return what the change would mean, and change nothing',
		}),
	},
	run: async ({ store }: BackOffice, { onlyShow, ...order }) =>
		await store.asStaff(
			async (transaction) =>
				await changeTermsPlan(transaction, order, { clock: systemClock, only: onlyShow ? 'show' : 'change' }),
		),
});
