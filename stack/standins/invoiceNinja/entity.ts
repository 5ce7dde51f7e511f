import type { Values } from './values';

/** The numbers of the events that a change of an entity fires by itself (app/Models/Webhook.php, app/Observers). */
export interface ChangeEvents {
	readonly create: number;
	readonly update: number;
	/** Zero fires none: InvoiceRepository::delete saves quietly, so deleting an invoice fires no 9. */
	readonly delete: number;
	readonly archive: number;
	readonly restore: number;
}

export interface Entity {
	/** The PHP class, as errors name it. */
	readonly model: string;
	/** What a new row has: the fields that the transformer sends. Their types are those that input is cast to. */
	readonly defaults: Values;
	/** Fields that no body sets. */
	readonly locked: readonly string[];
	/** The setting that begins with this word has the template of its number. */
	readonly counter?: string;
	/** What a text search looks into, besides the client's name (app/Filters). */
	readonly searched: readonly string[];
	readonly events?: ChangeEvents;
	/** What its deliveries include (the observers' third argument). */
	readonly delivered: readonly string[];
	/** What `include=` may name. */
	readonly includes: readonly string[];
	/** The bulk actions that validation lets through. Without a list, it lets every word through. */
	readonly bulk?: readonly string[];
	/** Whether invitations, line items and totals belong to it. */
	readonly billing?: boolean;
}

/** In the order create, update, delete, archive, restore. */
export const events = (
	create: number,
	update: number,
	remove: number,
	archive: number,
	restore: number,
): ChangeEvents => ({
	create,
	update,
	delete: remove,
	archive,
	restore,
});
