import { chargeFields, intentFields } from './objects';
import { isFrom, type StripeWorld } from './world';
import type { StripeDispute, StripeRefund } from './back';

export interface MoneyOptions {
	readonly amountMinor: number;
	/** In upper case. */
	readonly currency: string;
	readonly customer: string | null;
	readonly metadata: Readonly<Record<string, string>>;
	readonly invoice: string | null;
	readonly tipMinor: number;
}

/** One payment intent with its charges, and what went back of them. */
export class StripeMoney {
	readonly intent: Record<string, unknown> & { readonly id: string };
	/** The charge of the last attempt. */
	charge: (Record<string, unknown> & { readonly id: string }) | undefined;
	readonly charges: Array<Record<string, unknown> & { readonly id: string }> = [];
	readonly refunds: StripeRefund[] = [];
	readonly disputes: StripeDispute[] = [];
	succeeded = false;

	constructor(
		readonly world: StripeWorld,
		readonly options: MoneyOptions,
	) {
		const { amountMinor, customer, metadata, tipMinor } = options;
		const id = world.id('pi');
		this.intent = {
			...intentFields({
				id,
				amount: world.units(amountMinor),
				created: world.now,
				currency: this.currency,
				customer,
				metadata,
				status: 'requires_payment_method',
				...(tipMinor > 0 && { amount_details: { tip: { amount: world.units(tipMinor) } } }),
			}),
			...this.oldInvoice(),
			id,
		};
		world.send('payment_intent.created', this.intent);
	}

	get currency(): string {
		return this.options.currency.toLowerCase();
	}

	/** `invoice` left charge and payment intent with 2025-03-31.basil (changelog, "multiple (partial) payments"). */
	private oldInvoice(): Record<string, unknown> {
		return isFrom(this.world.version, '2025-03-31') ? {} : { invoice: this.options.invoice };
	}

	/** Begins an attempt. Each attempt of an intent makes a charge of its own. */
	private attempt(status: 'failed' | 'pending' | 'succeeded'): Record<string, unknown> {
		const { amountMinor, customer, metadata } = this.options;
		const id = this.world.id('ch');
		const amount = this.world.units(amountMinor);
		this.charge = {
			...chargeFields({
				amount,
				amount_captured: status === 'succeeded' ? amount : 0,
				captured: status !== 'failed',
				created: this.world.now,
				currency: this.currency,
				customer,
				// Stripe copies the intent's metadata to each charge that it makes (docs: "Metadata", use cases).
				metadata,
				paid: status !== 'failed',
				payment_intent: this.intent.id,
				status,
				...(status === 'failed' && { failure_code: 'card_declined', failure_message: 'Your card was declined.' }),
			}),
			...this.oldInvoice(),
			id,
		};
		this.charges.push(this.charge);
		this.intent.latest_charge = id;
		return this.charge;
	}

	/** The buyer's bank declines. The intent lives on and waits for the next attempt. */
	attemptFails(): void {
		this.world.send('charge.failed', this.attempt('failed'));
		this.declined();
	}

	private declined(): void {
		Object.assign(this.intent, {
			status: 'requires_payment_method',
			last_payment_error: {
				type: 'card_error',
				code: 'card_declined',
				decline_code: 'insufficient_funds',
				message: 'Your card has insufficient funds.',
			},
		});
		this.world.send('payment_intent.payment_failed', this.intent);
	}

	/** A delayed method, such as a bank debit: the money comes in some days, or not. */
	process(): void {
		this.world.send('charge.pending', this.attempt('pending'));
		Object.assign(this.intent, { status: 'processing' });
		this.world.send('payment_intent.processing', this.intent);
	}

	/** The delayed money does not come. */
	processFails(): void {
		const charge = Object.assign(this.charge ?? {}, {
			status: 'failed',
			paid: false,
			failure_code: 'insufficient_funds',
		});
		this.world.send('charge.failed', charge);
		this.declined();
	}

	succeed(): void {
		const { amount } = this.intent;
		const charge = this.charge?.status === 'pending' ? this.charge : this.attempt('succeeded');
		Object.assign(charge, { status: 'succeeded', paid: true, captured: true, amount_captured: amount });
		Object.assign(this.intent, { status: 'succeeded', amount_received: amount, last_payment_error: null });
		this.succeeded = true;
		this.world.send('charge.succeeded', charge);
		this.world.send('payment_intent.succeeded', this.intent);
	}
}
