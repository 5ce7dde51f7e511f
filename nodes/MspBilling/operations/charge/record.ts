import { recordCharge } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';
import { payPage } from './fields';

export const record = operation({
	name: 'record',
	label: 'Record',
	action: 'Record outcome of charge',
	description:
		'Record how a charge came out, from the step of its task, and say what follows: when it is tried again, which mail the customer gets, what Invoice Ninja must know',
	fields: { taskId, payPage },
	run: async (office: BackOffice, { taskId: id, payPage: page }) =>
		await recordCharge(office, id, page === undefined ? {} : { payPage: page }),
});
