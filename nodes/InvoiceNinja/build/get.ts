import { rowsWithKey, type KeyField } from '../../../core/invoiceNinja';
import { ExternalError, InputError } from '../../../core/kernel/errors';
import { choice, optional, text } from '../../shared/field';
import { z } from 'zod';
import { textLimits } from '../../../core/kernel/textLimits';
import { found, rowField, shown, simplify } from './common';
import { made } from './create';
import { labelled, type RecordKind } from './recordKind';

/** `Get` of a kind: by its ID, or by what tells it from all others. */
export function getOperation(kind: RecordKind) {
	const keys = kind.keys.filter((key) => key !== 'idempotency_key');
	const byId = rowField(kind, keys.length > 0 ? { displayOptions: { show: { getBy: ['id'] } } } : {});
	const byKey = {
		getBy: choice('Get By', { id: 'List or ID', ...labelled(keys) }, { default: 'id' }),
		row: { schema: optional(byId.schema), control: byId.control },
		keyValue: text('Value', optional(z.coerce.string().trim().max(textLimits.name)), {
			required: true,
			displayOptions: { show: { getBy: [...keys] } },
		}),
	};
	return made({
		name: 'get',
		label: 'Get',
		action: `Get ${kind.one}`,
		description: `Return one ${kind.one}, archived and deleted ones too`,
		fields: { ...(keys.length > 0 ? byKey : { row: byId }), simplify },
		run: async (context, given) => {
			const { getBy = 'id', row: id, keyValue, simplify: simple } = given as unknown as Asked;
			if (getBy === 'id') {
				if (id === undefined) throw new InputError('row', 'is missing', `Choose the ${kind.one}, or give its ID.`);
				return await shown(context, kind, found(await context.ninja.get(kind.entity, id), kind, id), simple);
			}
			if (keyValue === undefined) throw new InputError('keyValue', 'is missing', 'Give the value to look for.');
			const rows = await rowsWithKey(context.ninja, kind.entity, { field: getBy, value: keyValue });
			const live = rows.filter((row) => row.is_deleted !== true);
			const [first, second] = live.length > 0 ? live : rows;
			const words = `${kind.label} with the ${getBy.replaceAll('_', ' ')} ${keyValue}`;
			if (!first) throw new ExternalError('not_found', `Invoice Ninja has no ${words}`, 'Check the value.');
			if (second) {
				const ids = rows.map((row) => row.id).join(', ');
				throw new ExternalError('exists', `Invoice Ninja has several: ${words} (${ids})`, 'Get it by its ID.');
			}
			const whole = found(await context.ninja.get(kind.entity, first.id), kind, first.id);
			return await shown(context, kind, whole, simple);
		},
	});
}

interface Asked {
	readonly getBy?: 'id' | KeyField;
	readonly row?: string;
	readonly keyValue?: string;
	readonly simplify: boolean;
}
