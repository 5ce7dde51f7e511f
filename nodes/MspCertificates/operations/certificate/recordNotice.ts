import { z } from 'zod';
import { recordNotices } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

const most = 100_000;
const ids = z.preprocess(
	(input) => (typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : (input ?? [])),
	z.array(z.uuid('must be IDs of notices')).max(most),
);

export const recordNotice = operation({
	name: 'recordNotice',
	label: 'Record Notice',
	action: 'Record notice of certificate',
	description: 'Record that a mail was sent. Nobody is told of the same again. A repeat changes nothing.',
	fields: {
		noticeIds: text('Notice IDs', ids, {
			required: true,
			placeholder: 'e.g. {{ $json.noticeId }}',
			description: 'From Certificate: Report or Certificate: Claim Notices, separated by commas',
		}),
	},
	run: async (office: BackOffice, { noticeIds }) => ({ recorded: await recordNotices(office, noticeIds) }),
});
