import type { BackOffice } from '../../../../core/db';
import { getPolicy } from '../../../../core/policies';
import { operation } from '../../../shared/operation';
import { ownerFields, ownerOf } from './fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get billing policy',
	description: 'Return what a scope says itself, and the policy that holds with what the wider ones say',
	fields: ownerFields,
	run: async (office: BackOffice, owner) => await getPolicy(office, ownerOf(owner)),
});
