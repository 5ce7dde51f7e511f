import { type KeyField, type NinjaEntity } from '../../../core/invoiceNinja';
import type { Fields } from '../../shared/field';

/** A kind of row at Invoice Ninja as the node offers it: its words and its fields. The operations are made from this. */
export interface RecordKind<Entity extends NinjaEntity = NinjaEntity> {
	readonly entity: Entity;
	/** The name of the resource in the node, such as `recurringInvoice`. */
	readonly resource: string;
	readonly label: string;
	/** As sentences have it: `invoice`, `invoices`. */
	readonly one: string;
	readonly many: string;
	/** The fields that a new row must have. */
	readonly required: Fields;
	readonly optional: Fields;
	readonly lines?: true;
	/** What tells one row from all others: those that Invoice Ninja itself keeps unique come first. */
	readonly keys: readonly KeyField[];
	/** Whether a durable step may keep a key of its own in one of the custom values. */
	readonly customValues?: true;
	/** The amounts that are checked against the currency. */
	readonly amounts?: readonly string[];
	readonly filters?: Fields;
	/** Words of `client_status`, which Invoice Ninja computes. */
	readonly computedStatuses?: readonly string[];
	readonly sorts: readonly string[];
	/** What can be done with many rows at once, beside archiving, restoring and deleting them: `mark_sent: 'Mark Sent'`. */
	readonly bulk?: Readonly<Record<string, string>>;
	readonly without?: ReadonlyArray<'get' | 'create' | 'update' | 'upsert' | 'archive' | 'restore' | 'bulk' | 'delete'>;
	/** The field of a row that a list shows it by. */
	readonly shownBy: readonly string[];
}

/** A label of the editor for a name of the API: `custom_value1` → `Custom Value 1`. */
export const labelOf = (name: string) =>
	name
		.replace(/(\D)(\d)/g, '$1 $2')
		.split(/[_ ]/)
		.map((word) => (word === 'id' ? 'ID' : word.charAt(0).toUpperCase() + word.slice(1)))
		.join(' ');

/** Words with their labels, in the order of the labels. */
export const labelled = <Word extends string>(words: readonly Word[]): Record<Word, string> =>
	Object.fromEntries(
		words.map((word) => [word, labelOf(word)] as const).sort(([, one], [, other]) => one.localeCompare(other)),
	) as Record<Word, string>;
