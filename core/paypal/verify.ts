import { rejection, isRejection, type Rejection } from '../payments';
import { certificates as ofThisProcess, type Certificates } from './certificate';
import { readPayPalDelivery } from './delivery';
import { environmentOf, type PayPalAccount } from './environment';
import { checkOnline } from './onlineCheck';
import { checkPayPalSignature } from './signature';

export interface PayPalCheck {
	readonly account: PayPalAccount;
	/** `offline` checks with PayPal's certificate, `online` asks PayPal each time. */
	readonly verification: 'offline' | 'online';
	/** The IDs that the webhook may have. */
	readonly webhookIds: readonly string[];
}

/**
 * Checks that PayPal sent a delivery to this webhook.
 *
 * @throws ExternalError when nobody can decide that now: then PayPal should come again.
 */
export async function checkPayPalDelivery(
	{ account, verification, webhookIds }: PayPalCheck,
	headers: Parameters<typeof readPayPalDelivery>[0],
	body: Buffer,
	now: Date,
	certificates: Certificates = ofThisProcess,
): Promise<Rejection | undefined> {
	const ids = webhookIds.filter((id) => /^[A-Za-z0-9]{1,50}$/.test(id));
	if (ids.length === 0) return rejection('not_configured', 'there is no webhook ID to check it with');
	const environment = environmentOf(account);
	const delivery = readPayPalDelivery(headers, body, environment, now);
	if (isRejection(delivery)) return delivery;
	if (verification === 'online') return await checkOnline(account, delivery, ids, now);
	const certificate = await certificates.at(delivery.certificateUrl, environment, now);
	return isRejection(certificate) ? certificate : checkPayPalSignature(delivery, ids, certificate);
}
