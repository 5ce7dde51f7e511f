import type { StripeAccount, Work } from '../../core/stripe';
import { runUnrecorded, type SideEffect } from '../../core/tasks';
import type { Standin } from '../../stack/standins/shared';
import { startStripe, type StripeState } from '../../stack/standins/stripe';

/** A played Stripe, and what a test does there as the pack does it. */
export interface StripeScene {
	readonly stripe: Standin<StripeState>;
	readonly account: StripeAccount;
	/** Makes a change for a run of a node that is like no other; or for the work that is given. */
	does<Params, Intent, Result>(
		effect: (account: StripeAccount) => SideEffect<{ work: Work; params: Params }, Intent, Result>,
		params: Params,
		work?: Work,
	): Promise<Result>;
	/** A customer with a saved card that plays what a test card of Stripe does. */
	customerWith(card: string): Promise<{ customerId: string; paymentMethodId: string }>;
	/** Gives a customer one more card, which becomes the default. */
	attach(customerId: string, card: string): Promise<string>;
	/** How often a call was made, repeats of the client included. */
	asked(method: string, path: RegExp): number;
	/** Stripe forgets its idempotency keys, as it does after a day. */
	forgetKeys(): void;
}

let runs = 0;
export const aRun = (): Work => ({ kind: 'run', id: `run ${++runs}` });

export async function openStripeScene(secretKey = 'rk_test_canary1234'): Promise<StripeScene> {
	const stripe = await startStripe({ port: 0 });
	const account = { secretKey, apiBaseUrl: stripe.url };
	const post = async (path: string, form: Record<string, string>) => {
		const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/x-www-form-urlencoded' };
		const answer = await fetch(`${stripe.url}/v1/${path}`, {
			method: 'POST',
			headers,
			body: new URLSearchParams(form).toString(),
		});
		const body = (await answer.json()) as { id: string };
		if (answer.status !== 200) throw new Error(JSON.stringify(body));
		return body.id;
	};
	const attach = async (customerId: string, card: string) => {
		const paymentMethodId = await post(`payment_methods/${card}/attach`, { customer: customerId });
		await post(`customers/${customerId}`, { 'invoice_settings[default_payment_method]': paymentMethodId });
		return paymentMethodId;
	};
	return {
		stripe,
		account,
		attach,
		does: async (effect, params, work = aRun()) => await runUnrecorded(effect(account), { work, params }),
		async customerWith(card) {
			const customerId = await post('customers', { email: 'anna@linden.example', name: 'Anna Linden' });
			return { customerId, paymentMethodId: await attach(customerId, card) };
		},
		asked: (method, path) =>
			stripe.requests().filter((request) => request.method === method && path.test(request.path)).length,
		forgetKeys: () => {
			stripe.state().answered = {};
		},
	};
}
