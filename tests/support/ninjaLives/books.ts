import { GatewayCharge } from './charge';
import type { NinjaWorld } from './world';

/** An invoice in Invoice Ninja: its own words, from its own arithmetic. All amounts are minor units. */
interface Invoice {
	readonly id: string;
	readonly totalMinor: number;
	paidMinor: number;
	status: number;
	isDeleted: boolean;
	updatedAt: number;
}

interface Part {
	readonly invoice: Invoice;
	readonly priceMinor: number;
	backMinor: number;
}

interface Payment {
	readonly id: string;
	readonly amountMinor: number;
	readonly creditMinor: number;
	readonly charge: GatewayCharge | undefined;
	readonly at: number;
	creditBackMinor: number;
	refundedMinor: number;
	parts: Part[];
	/** What it paid before it was deleted. */
	paid: Part[];
	status: number;
	isDeleted: boolean;
	archivedAt: number;
	updatedAt: number;
}

export type Gateway = 'stripe' | 'paypal' | 'manual';
export type Where = 'ninja' | 'gateway' | 'both';

/**
 * The books of one client in Invoice Ninja (facts: `POST /payments`, `/payments/refund`, deletion of payments; the money of a
 * payment is what its credits do not pay, a refund gives back the credits first, a deleted payment has no parts any more).
 */
export class NinjaBooks {
	readonly invoices: Invoice[];
	readonly payments: Payment[] = [];

	constructor(
		readonly world: NinjaWorld,
		readonly clientId: string,
		totals: readonly number[],
	) {
		this.invoices = totals.map((totalMinor) => ({
			...{ id: world.id('i'), totalMinor, paidMinor: 0, status: 2, isDeleted: false, updatedAt: world.tick() },
		}));
	}

	private balanceOf({ totalMinor, paidMinor }: Invoice): number {
		return totalMinor - paidMinor;
	}

	private touch(invoice: Invoice): void {
		const balance = this.balanceOf(invoice);
		invoice.status = balance === 0 ? 4 : balance === invoice.totalMinor ? 2 : 3;
		invoice.updatedAt = this.world.seconds;
	}

	/** Pays a share of what is open of some invoices, with credit and with more than is asked for. */
	pay(
		via: Gateway,
		which: readonly number[],
		{ share, credit, extraMinor, pending }: { share: number; credit: number; extraMinor: number; pending: boolean },
	): void {
		const { world } = this;
		world.tick();
		const chosen = this.invoices.filter((invoice, index) => which.includes(index) && !invoice.isDeleted);
		const parts = chosen.flatMap((invoice) => {
			const priceMinor = Math.ceil((this.balanceOf(invoice) * share) / 1000);
			return priceMinor > 0 ? [{ invoice, priceMinor, backMinor: 0 }] : [];
		});
		const priceMinor = sum(parts.map((part) => part.priceMinor));
		const creditMinor = via === 'manual' ? Math.floor((priceMinor * credit) / 1000) : 0;
		const amountMinor = priceMinor - creditMinor + extraMinor;
		if (amountMinor === 0 && creditMinor === 0) return;
		for (const { invoice, priceMinor: paid } of parts) {
			invoice.paidMinor += paid;
			this.touch(invoice);
		}
		const charge = via === 'manual' ? undefined : new GatewayCharge(world, via, amountMinor);
		const payment: Payment = {
			...{
				id: world.id('p'),
				amountMinor,
				creditMinor,
				charge,
				creditBackMinor: 0,
				refundedMinor: 0,
				parts,
				paid: parts,
			},
			...{ status: pending ? 1 : 4, isDeleted: false, archivedAt: 0, at: world.seconds, updatedAt: world.seconds },
		};
		this.payments.push(payment);
		this.tell('create_payment', payment);
		if (!pending) return;
		world.tick();
		payment.status = 4;
		payment.updatedAt = world.seconds;
		this.tell('update_payment', payment);
	}

	/** Gives back a share of what a payment paid. */
	refund(index: number, where: Where, share: number): void {
		const payment = this.payments[index % Math.max(this.payments.length, 1)];
		if (!payment || payment.isDeleted) return;
		this.world.tick();
		if (where !== 'ninja' && !payment.charge) return;
		if (where === 'gateway') {
			const { charge } = payment;
			if (charge) charge.refund(Math.ceil(((charge.amountMinor - charge.refundedMinor) * share) / 1000));
			return;
		}
		let total = 0;
		for (const part of payment.parts) {
			const backMinor = Math.ceil(((part.priceMinor - part.backMinor) * share) / 1000);
			part.backMinor += backMinor;
			part.invoice.paidMinor -= backMinor;
			total += backMinor;
			this.touch(part.invoice);
		}
		if (total === 0) return;
		const creditMinor = Math.min(total, payment.creditMinor - payment.creditBackMinor);
		payment.creditBackMinor += creditMinor;
		payment.refundedMinor += total - creditMinor;
		payment.status = total === payment.amountMinor ? 6 : 5;
		payment.updatedAt = this.world.seconds;
		if (where === 'both') payment.charge?.refundUpTo(payment.refundedMinor);
		this.tell('update_payment', payment);
	}

	/** A deleted payment is cancelled, and has no parts any more. */
	remove(index: number): void {
		const payment = this.payments[index % Math.max(this.payments.length, 1)];
		if (!payment || payment.isDeleted) return;
		const now = this.world.tick();
		for (const { invoice, priceMinor, backMinor } of payment.parts) {
			invoice.paidMinor -= priceMinor - backMinor;
			this.touch(invoice);
		}
		const before = payment.parts.map(({ invoice }) => invoice);
		Object.assign(payment, { status: 2, isDeleted: true, parts: [], archivedAt: now, updatedAt: now });
		this.tell('delete_payment', payment);
		for (const invoice of before) this.tellInvoice(invoice, 'update_invoice');
	}

	/** Archives a payment, and brings it back: nothing of its money changes. */
	archive(index: number): void {
		const payment = this.payments[index % Math.max(this.payments.length, 1)];
		if (!payment || payment.isDeleted) return;
		for (const archivedAt of [this.world.tick(), 0]) {
			payment.archivedAt = archivedAt;
			payment.updatedAt = this.world.tick();
			this.tell(archivedAt ? 'archive_payment' : 'restore_payment', payment);
		}
	}

	private tell(event: string, payment: Payment): void {
		const { world, clientId } = this;
		const { charge, amountMinor, refundedMinor, creditMinor, parts } = payment;
		const credits =
			creditMinor > 0 ? [{ id: 'c1', credit_id: 'credit', amount: world.float(creditMinor), refunded: 0 }] : [];
		world.tell('payment', event, {
			...{ id: payment.id, client_id: clientId, number: payment.id, status_id: String(payment.status) },
			...{ amount: world.float(amountMinor), refunded: world.float(refundedMinor) },
			applied: world.float(payment.isDeleted ? 0 : sum(parts.map(({ priceMinor }) => priceMinor)) - creditMinor),
			// What is entered by hand has the same translated words everywhere.
			transaction_reference: charge ? charge.reference : 'Manual entry',
			...{ is_manual: !charge, company_gateway_id: charge ? 'gateway1' : '', is_deleted: payment.isDeleted },
			...{ archived_at: payment.archivedAt, created_at: payment.at, updated_at: payment.updatedAt, date: '2026-01-05' },
			paymentables: [
				...parts.map((part, index) => ({
					...{ id: `pp${index}`, invoice_id: part.invoice.id },
					...{ amount: world.float(part.priceMinor), refunded: world.float(part.backMinor) },
				})),
				...(payment.isDeleted ? [] : credits),
			],
			invoices: parts.map(({ invoice }) => this.rowOf(invoice)),
			client: { id: clientId, name: 'A client', is_deleted: false },
		});
	}

	tellInvoice(invoice: Invoice, event: string): void {
		this.world.tell('invoice', event, this.rowOf(invoice));
	}

	private rowOf(invoice: Invoice) {
		const { world, clientId } = this;
		return {
			...{ id: invoice.id, client_id: clientId, number: invoice.id, status_id: String(invoice.status), po_number: '' },
			...{ amount: world.float(invoice.totalMinor), balance: world.float(this.balanceOf(invoice)), partial: 0 },
			...{ paid_to_date: world.float(invoice.paidMinor), is_deleted: invoice.isDeleted, date: '2026-01-05' },
			...{ due_date: '2026-01-19', partial_due_date: '', created_at: 1_767_600_000, updated_at: invoice.updatedAt },
			line_items: [{ product_key: 'consulting', notes: 'Work', quantity: 1, cost: world.float(invoice.totalMinor) }],
			invitations: [{ id: 'v1', key: 'k', link: `https://invoicing.example.com/client/invoice/${invoice.id}` }],
		};
	}
}

export const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
