import { z } from 'zod';
import { text } from '../../../shared/field';
import { limitFields } from '../../../shared/limitFields';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { textLimits } from '../../../../core/kernel/textLimits';

export const savePackage = operation({
	name: 'save',
	label: 'Save',
	action: 'Save package',
	description:
		'Create a hosting package, or set these limits on the package of that name. Its other settings stay as they are.',
	fields: {
		name: text('Name', z.string().trim().min(1, 'must not be empty').max(textLimits.packageName), {
			required: true,
			placeholder: 'e.g. starter',
		}),
		...limitFields,
	},
	run: async ({ panel, server }: PanelContext, input) => {
		await panel.savePackage(input);
		return { serverCode: server?.target.name ?? null, ...input };
	},
});
