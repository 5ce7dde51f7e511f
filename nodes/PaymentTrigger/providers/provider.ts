import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { PaymentEvent, Rejection } from '../../../core/payments';
import type { BackOffice } from '../../../core/db';

/** What the trigger asks of a payment provider. */
export interface PaymentProvider {
	readonly name: 'stripe' | 'paypal';
	/** The event types that the operator chose. */
	wantedEvents(node: IHookFunctions | IWebhookFunctions): readonly string[];
	/**
	 * Why a delivery is refused; undefined where it is the provider's own.
	 *
	 * @throws ExternalError where that cannot be told now.
	 */
	check(node: IWebhookFunctions, backOffice: BackOffice, body: Buffer, now: Date): Promise<Rejection | undefined>;
	read(body: Buffer): PaymentEvent | Rejection;
	/** Registers the address at the provider, and remembers what that gave in the node's static data. */
	readonly endpoint: {
		/** Puts right what is registered; false where nothing is. */
		exists(node: IHookFunctions, url: string): Promise<boolean>;
		create(node: IHookFunctions, url: string): Promise<void>;
		/** Removes what this node registered, and nothing else. */
		remove(node: IHookFunctions): Promise<void>;
		/**
		 * For an address that the operator adds: that its deliveries can be checked.
		 *
		 * @throws InputError where something for that is missing.
		 */
		checkManual(node: IHookFunctions): Promise<void>;
	};
}
