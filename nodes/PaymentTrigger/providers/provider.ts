import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { PaymentEvent, Rejection } from '../../../core/payments';
import type { BackOffice } from '../../../core/db';

/** What the trigger needs of a payment provider. */
export interface PaymentProvider {
	readonly name: 'stripe' | 'paypal';
	/** The event types that the operator chose. */
	chosenEvents(node: IHookFunctions | IWebhookFunctions): readonly string[];
	/**
	 * Checks a delivery; undefined when the provider sent it.
	 *
	 * @throws ExternalError when nobody can decide that now.
	 */
	check(node: IWebhookFunctions, backOffice: BackOffice, body: Buffer, now: Date): Promise<Rejection | undefined>;
	read(body: Buffer): PaymentEvent | Rejection;
	/** Why a verified event is not for the credential, such as one of the test mode; undefined when it is. */
	foreign(node: IWebhookFunctions, event: PaymentEvent): Promise<Rejection | undefined>;
	/** The provider's ID of the delivery, when its signature does not cover the whole body. */
	transmissionId(node: IWebhookFunctions): string | undefined;
	/** Registers the address at the provider, and keeps the registration in the node's static data. */
	readonly endpoint: {
		/** Corrects the registration; false when there is none. */
		exists(node: IHookFunctions, url: string): Promise<boolean>;
		create(node: IHookFunctions, url: string): Promise<void>;
		/** Removes the registration of this node, and nothing else. */
		remove(node: IHookFunctions): Promise<void>;
		/**
		 * Makes sure that deliveries to an address that the operator adds can be checked.
		 *
		 * @throws InputError when something is missing for that.
		 */
		checkManual(node: IHookFunctions): Promise<void>;
	};
}
