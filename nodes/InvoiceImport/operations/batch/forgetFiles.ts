import { z } from 'zod';
import { forgetOldFiles } from '../../../../core/imports';
import { additional, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';

export const forgetFiles = operation({
	name: 'forgetFiles',
	label: 'Forget Files',
	action: 'Forget old uploads',
	description:
		'Remove uploaded files that nobody needs any more: of imports that ended, and of uploads that nobody confirmed. The results stay.',
	fields: {
		options: additional('Options', {
			hours: number('Hours', z.number().int().min(1).max(8_760), {
				default: 24,
				typeOptions: { minValue: 1 },
				description:
					'How long the file of an ended import is kept. An upload that nobody confirms is kept for 14 days.',
			}),
		}),
	},
	run: async ({ store }: ImportContext, { options: { hours } }) => ({ forgotten: await forgetOldFiles(store, hours) }),
});
