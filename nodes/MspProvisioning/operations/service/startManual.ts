import { z } from 'zod';
import { siteDomain } from '../../../../core/kernel/domainName';
import { startManually } from '../../../../core/provisioning';
import type { BackOffice } from '../../../../core/db';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { textLimits } from '../../../../core/kernel/textLimits';

export const startManual = operation({
	name: 'startManual',
	label: 'Start Manually',
	action: 'Set up service without payment',
	description: 'Provision a service that was not paid for through the pack, such as a gift or a migration',
	fields: {
		customerCode: text('Customer Code', z.string().min(1, 'must name a customer').max(textLimits.token), {
			required: true,
		}),
		planCode: text('Plan Code', z.string().min(1, 'must name a plan').max(textLimits.token), { required: true }),
		domain: text('Domain', siteDomain, { required: true, placeholder: 'e.g. example.com' }),
		reference: text(
			'Reference',
			z.string().trim().min(1, 'must say what makes a repeat the same order').max(textLimits.orderReference),
			{
				required: true,
				placeholder: 'e.g. ticket-4711',
				description: 'A repeat with the same reference returns the same task',
			},
		),
		reason: text('Reason', z.string().trim().min(1, 'must say why there is no payment').max(textLimits.reason), {
			required: true,
			placeholder: 'e.g. migrated from the old server',
			description: 'The audit log keeps it',
		}),
	},
	run: async (backOffice: BackOffice, order) => await startManually(backOffice, order),
});
