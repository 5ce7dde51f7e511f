import { unwatchHost } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { certificateId } from '../fields';

export const unwatch = operation({
	name: 'unwatch',
	label: 'Unwatch',
	action: 'Unwatch host',
	description: 'Watch the certificate of a host no more',
	fields: { certificateId },
	run: async (office: BackOffice, input) => await unwatchHost(office, input.certificateId),
});
