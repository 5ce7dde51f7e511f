import type { BackOffice } from '../../../../core/db';
import { systemClock } from '../../../../core/kernel/clock';
import { showTerms, stopDiscount } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { code } from './addDiscount';
import { dayField, serviceId } from './fields';

export const endDiscount = operation({
	name: 'endDiscount',
	label: 'End Discount',
	action: 'End discount of service',
	description: 'End a discount: periods that begin from the day on have the whole price',
	fields: { serviceId, code, endsOn: dayField('Ends On', 'The first day with the whole price. Without it, today.') },
	run: async ({ store }: BackOffice, { serviceId: id, code: of, endsOn }) =>
		await store.asStaff(async (transaction) =>
			showTerms(await stopDiscount(transaction, { serviceId: id, code: of, endsOn }, systemClock)),
		),
});
