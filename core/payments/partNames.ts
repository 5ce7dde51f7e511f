/** The name of the payment that a part of it belongs to: `pi_1` of `pi_1:<ID of an invoice>`. IDs of providers have no such end. */
export const moneyName = (reference: string): string =>
	reference.replace(/:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '');
