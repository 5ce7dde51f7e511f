import { companyCode } from '../../../../core/companies';
import { timeZone } from '../../../../core/customers';
import { day } from '../../../../core/kernel/calendar';
import { periodNames, periodOf, reconcile } from '../../../../core/reconciliation';
import { choice, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';

const custom = { displayOptions: { show: { period: ['custom'] } } };

export const runReconciliation = operation({
	name: 'run',
	label: 'Run',
	action: 'Run reconciliation',
	description:
		'Compare the money at Stripe and PayPal with the payments of Invoice Ninja and of the back office. It changes nothing on any side.',
	fields: {
		period: choice('Period', periodNames, { default: 'lastMonth' }),
		from: text('From', optional(day), {
			placeholder: 'e.g. 2026-11-01',
			description: 'The first day that is compared',
			...custom,
		}),
		to: text('To', optional(day), {
			placeholder: 'e.g. 2026-11-30',
			description: 'The last day that is compared',
			...custom,
		}),
		timeZone: text('Time Zone', timeZone, {
			required: true,
			default: '={{ $now.zoneName }}',
			placeholder: 'e.g. Europe/Brussels',
			description: 'Whose days are compared',
		}),
		companyCode: text('Company Code', optional(companyCode), {
			placeholder: 'e.g. main',
			description:
				'Whose payments are compared. Without it, the company of the Invoice Ninja credential; without one, main.',
		}),
	},
	run: async ({ store, connect }: BillingContext, { period, from, to, timeZone: zone, companyCode: given }) => {
		const { connections, companyCode: connected } = await connect();
		const code = given ?? connected ?? 'main';
		// The payments of another company are not these.
		const { ninja, ...others } = connections;
		const known = ninja?.companyCode === code ? { ...others, ninja } : others;
		return await reconcile({ store }, { ...periodOf(period, { from, to, timeZone: zone }), companyCode: code }, known);
	},
});
