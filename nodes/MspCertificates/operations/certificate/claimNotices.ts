import { z } from 'zod';
import { claimNotices as claim } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { thresholds } from '../fields';

export const claimNotices = operation({
	name: 'claimNotices',
	label: 'Claim Notices',
	action: 'Claim notices to customers',
	description:
		'Return the certificates that customers are to be told of, each once for a day. Record it with Record Notice.',
	fields: {
		thresholds,
		limit: number('Limit', z.number().int().min(1).default(50), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
	},
	run: async (office: BackOffice, { thresholds: days, limit }) =>
		await claim(office, { audience: 'customer', thresholds: days, most: limit }),
});
