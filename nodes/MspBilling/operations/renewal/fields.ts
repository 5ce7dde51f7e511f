import { z } from 'zod';
import { planCode } from '../../../../core/catalog';
import { day } from '../../../../core/kernel/calendar';
import { textLimits } from '../../../../core/kernel/textLimits';
import type { PrepareOrder } from '../../../../core/renewals';
import { additional, choice, optional, text } from '../../../shared/field';
import { ofCustomer } from '../fields';

export const serviceId = text('Service ID', z.uuid('must be the ID of a service'), {
	required: true,
	default: '={{ $json.serviceId }}',
	description: 'From MSP Customers → Service: List, or Renewal: List',
});

export const invoiceId = text('Invoice ID', z.uuid('must be the ID of an invoice'), {
	required: true,
	default: '={{ $json.invoiceId }}',
	description: 'From Renewal: Prepare, or from the claimed task',
});

/** A decimal, as text or as a number. The currency of the service decides how many decimals it may have. */
export const decimal = z
	.union([z.string(), z.number()])
	.transform(String)
	.pipe(z.string().trim().min(1, 'is missing').max(textLimits.token));

/** A day, also as the date picker of the editor writes it. */
const dayText = z
	.string()
	.trim()
	.max(textLimits.token)
	.transform((given) => given.replace(/[T ].*$/, ''))
	.pipe(day);

export const dayField = (label: string, description: string) =>
	text(label, optional(dayText), { placeholder: 'e.g. 2026-02-28', description });

/** For whom a run is, when it is not for everybody. */
export const onlyFor = additional('Filters', {
	customerCode: ofCustomer,
	serviceId: text('Service ID', z.uuid('must be the ID of a service'), { description: 'Only this service' }),
});

export const missedPeriods = choice<PrepareOrder['missedPeriods']>(
	'Missed Periods',
	{ ask: 'Hold Them for a Person', invoice: 'Invoice Them', skip: 'Skip Them' },
	{
		description:
			'What becomes of periods that are over and were never invoiced. Invoicing or skipping them takes a customer or a service under Filters.',
	},
);

export const newPlanCode = text('Plan Code', optional(planCode), {
	placeholder: 'e.g. business',
	description: 'The plan whose price the service gets. Without it the plan stays, and only the price changes.',
});
