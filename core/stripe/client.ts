import Stripe from 'stripe';
import { InputError, ExternalError, type ErrorClass } from '../kernel/errors';
import { redact } from '../kernel/redaction';

export interface StripeAccount {
	/** A secret or, better, a restricted key. */
	readonly secretKey: string;
	/** `https://api.stripe.com`, or a stand-in for it. */
	readonly apiBaseUrl: string;
}

/**
 * Makes calls with the official client, which repeats a call under the same idempotency key.
 *
 * @param right what a restricted key must be allowed to do for it, such as `to write Webhook Endpoints`.
 * @throws ExternalError in Stripe's words. InputError when there is no key, or the address is not the address of an API.
 */
export async function withStripe<T>(
	account: StripeAccount,
	work: (stripe: Stripe) => Promise<T>,
	right: string,
): Promise<T> {
	try {
		return await work(clientOf(account));
	} catch (error) {
		throw asExternalError(error, account.secretKey, right);
	}
}

function clientOf({ secretKey, apiBaseUrl }: StripeAccount): Stripe {
	if (secretKey === '') {
		throw new InputError('secretKey', 'is missing', 'Give a restricted key in the Stripe credential.');
	}
	const url = URL.canParse(apiBaseUrl) ? new URL(apiBaseUrl) : undefined;
	if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.pathname !== '/') {
		throw new InputError('apiBaseUrl', 'is not the address of an API', 'Leave it at https://api.stripe.com.');
	}
	const https = url.protocol === 'https:';
	return new Stripe(secretKey, {
		host: url.hostname,
		port: url.port === '' ? (https ? 443 : 80) : Number(url.port),
		protocol: https ? 'https' : 'http',
		maxNetworkRetries: 2,
		timeout: 20_000,
		telemetry: false,
		appInfo: { name: 'n8n-nodes-msp' },
	});
}

function asExternalError(error: unknown, secretKey: string, right: string): unknown {
	if (!(error instanceof Stripe.errors.StripeError)) return error;
	const [errorClass, remedy] = classOf(error, right);
	return new ExternalError(errorClass, redact(error.message, [secretKey]), remedy);
}

function classOf(error: InstanceType<typeof Stripe.errors.StripeError>, right: string): [ErrorClass, string] {
	const { errors } = Stripe;
	if (error instanceof errors.StripeAuthenticationError) {
		return ['auth', 'Check the key in the Stripe credential, and whether it is of the live or the test mode.'];
	}
	if (error instanceof errors.StripePermissionError) {
		const [, stripesName] = /\b(rak_\w+)/.exec(error.message) ?? [];
		const called = stripesName === undefined ? '' : ` Stripe calls it ${stripesName}.`;
		return ['permission', `Give the restricted key the right ${right}.${called}`];
	}
	if (error instanceof errors.StripeRateLimitError) return ['busy', 'Try again later.'];
	if (error instanceof errors.StripeConnectionError) {
		return ['transport', 'Check that n8n can reach api.stripe.com.'];
	}
	if (error instanceof errors.StripeIdempotencyError && error.statusCode === 400) {
		return ['invalid', 'The same key stands for another change already: say what this one is for in other words.'];
	}
	if (error instanceof errors.StripeCardError) {
		return ['invalid', 'Ask the customer for another payment method, or to authenticate on a page of Stripe.'];
	}
	if (error.statusCode === 404)
		return ['not_found', 'Check whether it was removed at Stripe, or belongs to another account or mode.'];
	if (error.statusCode === 429 || error.statusCode === 409) return ['busy', 'Try again later.'];
	if (error instanceof errors.StripeInvalidRequestError) return ['invalid', 'Correct what Stripe names.'];
	return ['unknown', 'Try again later: Stripe has difficulties.'];
}

/** For a call about something that may be gone: undefined when Stripe does not have it. */
export function unlessMissing(error: unknown): undefined {
	if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404)
		return undefined;
	throw error;
}
