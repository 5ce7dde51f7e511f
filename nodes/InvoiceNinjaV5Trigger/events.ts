import type { INodePropertyOptions } from 'n8n-workflow';
import { kindOf, ninjaEvents } from '../../core/invoiceNinja';

/** What the first word of an event says happened. */
const happened: Readonly<Record<string, string>> = {
	accepted: 'Accepted',
	approve: 'Approved',
	archive: 'Archived',
	create: 'Created',
	delete: 'Deleted',
	expired: 'Expired',
	late: 'Late',
	remind: 'Reminded',
	restore: 'Restored',
	sent: 'Sent',
	update: 'Updated',
};

/** What people need to know before they choose an event. */
const hints: Readonly<Record<string, string>> = {
	create_payment: 'Money was received. Invoice Ninja tells it 20 to 25 seconds late.',
	delete_invoice: 'Invoice Ninja tells of no deletion in some versions: the catch-up finds it',
	late_invoice: 'An invoice is past its due date',
	remind_invoice: 'A reminder went out. It counts once, however many contacts got it.',
	sent_invoice: 'An invoice was sent. It counts once, however many contacts got it.',
	sent_quote: 'A quote was sent. Some versions tell it only of an e-mail, and not of Mark Sent.',
	update_invoice: 'Anything of an invoice changed, its balance by a payment too',
	update_payment: 'A payment changed, by a refund too',
};

/** Every event of Invoice Ninja, by what a person looks for: the object, and what happened to it. */
export const eventOptions: INodePropertyOptions[] = ninjaEvents
	.map(({ name, entity }) => ({
		name: `${kindOf(entity).label} ${happened[name.split('_')[0] ?? ''] ?? name}`,
		value: name,
		...(hints[name] !== undefined && { description: hints[name] }),
	}))
	.sort((one, other) => one.name.localeCompare(other.name));
