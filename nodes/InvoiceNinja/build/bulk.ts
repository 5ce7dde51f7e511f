import { z } from 'zod';
import { bulkAction } from '../../../core/invoiceNinja';
import { textLimits } from '../../../core/kernel/textLimits';
import { durableStepFields } from '../../shared/durableStep';
import { choice, json, text } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { hashedId } from '../fields/values';
import { made } from './create';
import type { RecordKind } from './recordKind';

/** More rows than one call does in the time that it has. */
const mostRows = 5_000;

const idList = z.preprocess(
	(given) => (typeof given === 'string' && !given.trim().startsWith('[') ? listed(given) : given),
	jsonValue(z.array(hashedId, 'must be a list of IDs').min(1, 'is empty').max(mostRows), textLimits.mailData),
);

/** IDs as people write them: with commas, spaces or lines in between. A huge text is left to the check of its length. */
const listed = (text: string) => (text.length > textLimits.json ? text : text.split(/[\s,]+/).filter(Boolean));

export const idsField = text('IDs', idList, {
	required: true,
	placeholder: 'e.g. VolejRejNm, Wpmbk5ezJn',
	description: 'The IDs, with commas in between or as a list from an expression',
});

const moreValues = jsonValue(
	z
		.record(z.string(), z.unknown(), 'must be an object')
		.refine(
			(more) => !('ids' in more || 'action' in more),
			'must not hold ids or action: they have fields of their own',
		),
);

/** `Bulk` of a kind: one call for many rows, and one item for each of them. */
export const bulkOperation = (kind: RecordKind) =>
	made({
		name: 'bulk',
		label: 'Bulk',
		action: `Do one thing with many ${kind.many}`,
		description: `Do one thing with many ${kind.many} in one call, and return each with whether it was done`,
		fields: {
			bulkAction: choice('Action', wordsOf(kind)),
			ids: idsField,
			bulkValues: json('More Values', moreValues, {
				default: '{}',
				placeholder: 'e.g. {"column": "public_notes", "new_value": "Thank you"}',
				description: 'What some actions take beside the rows, in the names of the API',
			}),
			...durableStepFields,
		},
		run: async ({ ninja, perform }, given) => {
			const { bulkAction: action, ids, bulkValues: more } = given as unknown as Asked;
			const { rows } = await perform(bulkAction(ninja, kind.entity), { action, ids, more });
			return rows.map(({ row, ...verdict }) => ({ ...verdict, row }));
		},
	});

interface Asked {
	readonly bulkAction: string;
	readonly ids: readonly string[];
	readonly bulkValues: Readonly<Record<string, unknown>>;
}

function wordsOf({ bulk = {}, without = [] }: RecordKind): Record<string, string> {
	const states = { archive: 'Archive', restore: 'Restore', delete: 'Delete' };
	const own = Object.entries(states).filter(([word]) => !without.some((left) => left === word));
	return Object.fromEntries([...own, ...Object.entries(bulk)].sort(([, one], [, other]) => one.localeCompare(other)));
}
