import { z } from 'zod';
import { listRenewable as renewable } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const listRenewable = operation({
	name: 'listRenewable',
	label: 'List Renewable',
	action: 'List renewable certificates',
	description: 'Return the accounts whose panel is to be asked for a new certificate, for Control Panel: Request',
	fields: {
		withinDays: number('Within Days', z.number().int().min(0).max(365).default(30), {
			default: 30,
			typeOptions: { minValue: 0, maxValue: 365 },
			description: 'How many days before the end the panel is asked',
		}),
		everyDays: number('Every Days', z.number().int().min(1).max(365).default(7), {
			default: 7,
			typeOptions: { minValue: 1, maxValue: 365 },
			description: 'After how many days a panel is asked again',
		}),
	},
	run: async (office: BackOffice, input) => await renewable(office, input),
});
