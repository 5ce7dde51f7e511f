import { checkInvoiceNinja } from '../../../../core/foundSettings';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';

export const checkAutomation = operation({
	name: 'check',
	label: 'Check',
	action: 'Check automation',
	description:
		"Read what Invoice Ninja does by itself about unpaid invoices, and switch the pack's own of that kind off for its invoices",
	fields: {},
	run: async ({ ninja, companyCode, openOffice }: NinjaContext) =>
		await checkInvoiceNinja(await openOffice(), companyCode, ninja),
});
