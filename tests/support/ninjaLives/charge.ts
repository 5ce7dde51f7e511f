import type { NinjaWorld } from './world';

/** What a gateway of Invoice Ninja charged: it tells by events of its own, which name nothing of the pack. */
export class GatewayCharge {
	readonly reference: string;
	refundedMinor = 0;
	private readonly intent: string;
	private readonly charge: string;

	constructor(
		private readonly world: NinjaWorld,
		private readonly via: 'stripe' | 'paypal',
		readonly amountMinor: number,
	) {
		this.intent = world.id('pi_');
		this.charge = via === 'stripe' ? world.id('ch_') : world.captureId();
		// Invoice Ninja notes the intent, or the charge.
		this.reference = via === 'stripe' && amountMinor % 2 === 0 ? this.intent : this.charge;
		if (via === 'stripe') {
			const { currency } = world;
			world.stripe('payment_intent.succeeded', {
				...{ id: this.intent, object: 'payment_intent', amount: amountMinor, amount_received: amountMinor },
				...{ currency: currency.toLowerCase(), latest_charge: this.charge, status: 'succeeded' },
				...{ customer: 'cus_of_invoice_ninja', metadata: { payment_hash: 'x', gateway_type_id: '1' } },
			});
		} else {
			world.payPal('PAYMENT.CAPTURE.COMPLETED', {
				...{ id: this.charge, status: 'COMPLETED', amount: this.money(amountMinor) },
			});
		}
	}

	private money(minor: number) {
		return { currency_code: this.world.currency, value: this.world.text(minor) };
	}

	refundUpTo(totalMinor: number): void {
		this.refund(totalMinor - this.refundedMinor);
	}

	refund(minor: number): void {
		if (minor <= 0) return;
		const { world } = this;
		this.refundedMinor += minor;
		if (this.via === 'stripe') {
			world.stripe('charge.refunded', {
				...{ id: this.charge, object: 'charge', amount: this.amountMinor, amount_refunded: this.refundedMinor },
				...{ currency: world.currency.toLowerCase(), payment_intent: this.intent, metadata: {} },
			});
			return;
		}
		world.payPal('PAYMENT.CAPTURE.REFUNDED', {
			...{ id: world.captureId(), status: 'COMPLETED', amount: this.money(minor) },
			seller_payable_breakdown: { total_refunded_amount: this.money(this.refundedMinor) },
			links: [{ rel: 'up', method: 'GET', href: `https://api.paypal.com/v2/payments/captures/${this.charge}` }],
		});
	}
}
