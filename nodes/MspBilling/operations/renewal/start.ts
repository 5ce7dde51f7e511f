import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { dayIn } from '../../../../core/kernel/calendar';
import { systemClock } from '../../../../core/kernel/clock';
import { showTerms, startTerms } from '../../../../core/renewals';
import { additional, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { dayField, decimal, serviceId } from './fields';

export const start = operation({
	name: 'start',
	label: 'Start',
	action: 'Start renewals of service',
	description:
		'Make the pack renew a service, whatever its plan says. It goes on where the invoices of the service end. A repeat changes nothing.',
	fields: {
		serviceId,
		additionalFields: additional('Additional Fields', {
			autoCharge: toggle('Auto Charge', z.boolean(), {
				default: true,
				description: 'Whether the saved payment method is charged. Without it, as the billing policy says.',
			}),
			firstRenewal: dayField(
				'First Renewal',
				'The first day that the pack invoices, from which renewal days are counted',
			),
			monthEnd: toggle('Month End', z.boolean(), {
				default: true,
				description: 'Whether to renew on the last day of each month, such as after 30 April on 31 May',
			}),
			price: text('Price', decimal, {
				placeholder: 'e.g. 12.50',
				description: 'For each period, instead of that of the plan',
			}),
		}),
	},
	run: async ({ store }: BackOffice, { serviceId: id, additionalFields }) =>
		await store.asStaff(async (transaction) => {
			const today = (zone: string) => dayIn(zone, systemClock.now());
			const { terms, created } = await startTerms(transaction, { serviceId: id, ...additionalFields }, today);
			return { ...showTerms(terms), created };
		}),
});
