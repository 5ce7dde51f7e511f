import { z } from 'zod';
import { reportCertificates } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import { thresholds } from '../fields';

const unread = z
	.array(
		z.object({
			serverCode: z.string().max(textLimits.token),
			vendorMessage: z.string().max(textLimits.lines),
			remedy: z.string().max(textLimits.lines),
		}),
	)
	.max(1_000);

export const report = operation({
	name: 'report',
	label: 'Report',
	action: 'Get report of certificates',
	description:
		'Return what staff are to be told: the certificates that have reached a day, each once. Record it with Record Notice.',
	fields: {
		thresholds,
		unread: json('Unread', jsonValue(unread.default([])), {
			default: '={{ $json.unread }}',
			description: 'The panels that could not be read, from Certificate: Check',
		}),
	},
	run: async (office: BackOffice, input) => await reportCertificates(office, input),
});
