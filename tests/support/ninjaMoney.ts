import { recordChange, type RecordedChange } from '../../core/billing';
import { ninjaChange } from '../../core/invoiceNinja';
import type { TaskOffice } from '../../core/tasks';
import { applyAndMark } from './ninjaBooks';

type Fields = Readonly<Record<string, unknown>>;

const begin = Date.parse('2026-03-01T10:00:00Z');

/** The time of some minutes after the scene's beginning. */
export const at = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();

/** Rows of one company's Invoice Ninja in the pack's words, and what the back office makes of them. */
export function ninjaMoney(office: TaskOffice, companyCode: string, clientId: string) {
	let reads = 0;

	/** An invoice of 20.00 EUR that was sent. */
	const invoice = (id: string, more: Fields = {}): Fields => ({
		...{ id, clientId, number: `INV-${id}`, status: 'sent', amountMinor: 2000, balanceMinor: 2000, currency: 'EUR' },
		...{ partialMinor: 0, date: '2026-03-01', dueDate: '2026-03-15', isDeleted: false, updatedAt: at(0) },
		...{ lineItems: [], invitations: [{ link: `https://invoicing.example.com/client/invoice/${id}` }] },
		client: { id: clientId, name: 'A client' },
		...more,
	});

	/** A payment of 20.00 EUR that somebody entered by hand. */
	const payment = (id: string, paid: Readonly<Record<string, number>>, more: Fields = {}): Fields => ({
		...{ id, clientId, number: `P-${id}`, status: 'completed', refundedMinor: 0, currency: 'EUR', isDeleted: false },
		amountMinor: Object.values(paid).reduce((sum, amount) => sum + amount, 0),
		...{ transactionReference: 'Manual entry', isManual: true, companyGatewayId: '', updatedAt: at(1) },
		paymentables: Object.entries(paid).map(([invoiceId, amountMinor]) => ({
			invoiceId,
			amountMinor,
			refundedMinor: 0,
		})),
		...more,
	});

	const byGateway = (transactionReference: string): Fields => ({
		...{ transactionReference, isManual: false, companyGatewayId: 'gateway1' },
	});

	function change(entity: string, data: Fields, more: Fields = {}) {
		reads += 1;
		const occurredAt = new Date(begin + 86_400_000 + reads * 1000).toISOString();
		return { companyCode, event: 'caught_up', entity, id: data.id, changeId: `c${reads}`, occurredAt, data, ...more };
	}

	async function record(entity: string, data: Fields, more: Fields = {}): Promise<RecordedChange[]> {
		return await recordChange(office, ninjaChange.parse(change(entity, data, more)));
	}

	/** Records a change, and applies what is to be applied, as workflows 16 and 10 do. */
	async function hear(entity: string, data: Fields, more: Fields = {}) {
		const recorded = await record(entity, data, more);
		const applied = [];
		for (const { paymentEventId } of recorded) {
			if (paymentEventId) applied.push(...(await applyAndMark(office, paymentEventId)));
		}
		return { recorded, applied };
	}

	return { invoice, payment, byGateway, change, record, hear };
}
