import { bulkAction, type TouchedRow } from '../../../core/invoiceNinja';
import { ExternalError } from '../../../core/kernel/errors';
import { durableStepFields } from '../../shared/durableStep';
import type { Fields } from '../../shared/field';
import type { NinjaContext } from '../context';
import { rowField } from './common';
import { made } from './create';
import type { RecordKind } from './recordKind';

interface ActionWords {
	readonly name: string;
	readonly label: string;
	/** The word of Invoice Ninja. */
	readonly action: string;
	/** `Archive`, to go before the kind. */
	readonly verb: string;
	readonly description: string;
}

const states = {
	delete: {
		name: 'delete',
		label: 'Delete',
		action: 'delete',
		verb: 'Delete',
		description: 'Mark as deleted; Restore brings it back',
	},
	archive: {
		name: 'archive',
		label: 'Archive',
		action: 'archive',
		verb: 'Archive',
		description: 'Take it out of the lists, and leave its amounts as they are',
	},
	restore: {
		name: 'restore',
		label: 'Restore',
		action: 'restore',
		verb: 'Restore',
		description: 'Bring back what was archived or deleted',
	},
} as const satisfies Record<string, ActionWords>;

export const stateOperation = (kind: RecordKind, state: keyof typeof states) => {
	const { description, ...words } = states[state];
	return actionOperation(kind, { ...words, description: `${description} (one ${kind.one})` });
};

/** An operation that does one thing with one row, and looks whether it was done. */
export const actionOperation = (
	kind: RecordKind,
	{ name, label, action, verb, description }: ActionWords,
	more: { readonly fields: Fields; readonly bodyOf: (given: Readonly<Record<string, unknown>>) => object } = {
		fields: {},
		bodyOf: () => ({}),
	},
) =>
	made({
		name,
		label,
		action: verb.includes(kind.one) ? verb : `${verb} ${kind.one}`,
		description,
		fields: { row: rowField(kind), ...more.fields, ...durableStepFields },
		run: async (context, given) => {
			const { row: id } = given as { row: string };
			return await actOn(context, kind, action, id, { ...more.bodyOf(given) });
		},
	});

/**
 * Does one thing with one row.
 *
 * @throws ExternalError when Invoice Ninja answers well and did not do it.
 */
export async function actOn(
	{ ninja, perform }: NinjaContext,
	kind: RecordKind,
	action: string,
	id: string,
	more: Readonly<Record<string, unknown>> = {},
): Promise<object> {
	const { rows } = await perform(bulkAction(ninja, kind.entity), { action, ids: [id], more });
	return doneOrThrow(kind, action, rows[0]);
}

function doneOrThrow(kind: RecordKind, action: string, touched: TouchedRow | undefined): object {
	if (touched?.row && touched.done !== false) return touched.row;
	throw new ExternalError(
		touched?.row ? 'invalid' : 'not_found',
		`Invoice Ninja did not ${action.replaceAll('_', ' ')} the ${kind.one} ${touched?.id ?? ''}: ${touched?.why ?? 'it does not say why'}`,
		`Look at the ${kind.one} in Invoice Ninja.`,
	);
}
