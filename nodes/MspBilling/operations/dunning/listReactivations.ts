import type { BackOffice } from '../../../../core/db';
import { listReactivations as list } from '../../../../core/dunning';
import { operation } from '../../../shared/operation';

export const listReactivations = operation({
	name: 'listReactivations',
	label: 'List Reactivations',
	action: 'List services to reactivate',
	description:
		'List the services that dunning suspended, or is about to, and for which nothing asks any more. Changes nothing.',
	fields: {},
	run: async (office: BackOffice) => await list(office),
});
