import type { NinjaEntity } from './entities';

/** An event that Invoice Ninja tells by a webhook. */
export interface NinjaEvent {
	/** `event_id` of a webhook (app/Models/Webhook.php). */
	readonly id: number;
	readonly name: string;
	/** The kind of the row that it sends. */
	readonly entity: NinjaEntity;
}

const numbered: Readonly<Record<number, readonly [string, NinjaEntity]>> = {
	1: ['create_client', 'client'],
	2: ['create_invoice', 'invoice'],
	3: ['create_quote', 'quote'],
	4: ['create_payment', 'payment'],
	5: ['create_vendor', 'vendor'],
	6: ['update_quote', 'quote'],
	7: ['delete_quote', 'quote'],
	8: ['update_invoice', 'invoice'],
	9: ['delete_invoice', 'invoice'],
	10: ['update_client', 'client'],
	11: ['delete_client', 'client'],
	12: ['delete_payment', 'payment'],
	13: ['update_vendor', 'vendor'],
	14: ['delete_vendor', 'vendor'],
	15: ['create_expense', 'expense'],
	16: ['update_expense', 'expense'],
	17: ['delete_expense', 'expense'],
	18: ['create_task', 'task'],
	19: ['update_task', 'task'],
	20: ['delete_task', 'task'],
	21: ['approve_quote', 'quote'],
	22: ['late_invoice', 'invoice'],
	23: ['expired_quote', 'quote'],
	24: ['remind_invoice', 'invoice'],
	25: ['create_project', 'project'],
	26: ['update_project', 'project'],
	27: ['create_credit', 'credit'],
	28: ['update_credit', 'credit'],
	29: ['delete_credit', 'credit'],
	30: ['delete_project', 'project'],
	31: ['update_payment', 'payment'],
	32: ['archive_payment', 'payment'],
	33: ['archive_invoice', 'invoice'],
	34: ['archive_quote', 'quote'],
	35: ['archive_credit', 'credit'],
	36: ['archive_task', 'task'],
	37: ['archive_client', 'client'],
	38: ['archive_project', 'project'],
	39: ['archive_expense', 'expense'],
	40: ['restore_payment', 'payment'],
	41: ['restore_invoice', 'invoice'],
	42: ['restore_quote', 'quote'],
	43: ['restore_credit', 'credit'],
	44: ['restore_task', 'task'],
	45: ['restore_client', 'client'],
	46: ['restore_project', 'project'],
	47: ['restore_expense', 'expense'],
	48: ['archive_vendor', 'vendor'],
	49: ['restore_vendor', 'vendor'],
	50: ['create_product', 'product'],
	51: ['update_product', 'product'],
	52: ['delete_product', 'product'],
	53: ['restore_product', 'product'],
	54: ['archive_product', 'product'],
	55: ['create_purchase_order', 'purchase_order'],
	56: ['update_purchase_order', 'purchase_order'],
	57: ['delete_purchase_order', 'purchase_order'],
	58: ['restore_purchase_order', 'purchase_order'],
	59: ['archive_purchase_order', 'purchase_order'],
	60: ['sent_invoice', 'invoice'],
	61: ['sent_quote', 'quote'],
	62: ['sent_credit', 'credit'],
	63: ['sent_purchase_order', 'purchase_order'],
	64: ['remind_quote', 'quote'],
	65: ['accepted_purchase_order', 'purchase_order'],
};

/** All events, by their number. */
export const ninjaEvents: readonly NinjaEvent[] = Object.entries(numbered).map(([id, [name, entity]]) => ({
	id: Number(id),
	name,
	entity,
}));

export function findNinjaEvent(name: string): NinjaEvent | undefined {
	return ninjaEvents.find((event) => event.name === name);
}
