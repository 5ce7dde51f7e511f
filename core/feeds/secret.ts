import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { BackOffice } from '../db';
import { findNinjaEvent } from '../invoiceNinja';
import {
	findRegistration,
	startRegistration,
	type NewRegistration,
	type Registration,
	type RegistrationKey,
} from './registrations';

/** The headers that Invoice Ninja sends along: its webhooks are not signed. */
export const secretHeader = 'x-msp-feed-secret';
export const eventHeader = 'x-msp-feed-event';

const ownerOf = (registrationId: string) => `feed-registration:${registrationId}`;

/** The registration in force, or a new one with a secret of its own. */
export async function openRegistration({ store, vault }: BackOffice, asked: NewRegistration): Promise<Registration> {
	const registrationId = randomUUID();
	const sealed = vault.seal(ownerOf(registrationId), randomBytes(32).toString('base64url'));
	const registration = await store.asStaff(
		async (transaction) => await startRegistration(transaction, registrationId, asked, sealed),
	);
	if (registration) return registration;
	// Somebody gave it up between the two statements.
	return await openRegistration({ store, vault }, asked);
}

/** @throws InputError when the key that sealed it is gone. */
export function secretOf({ vault }: Pick<BackOffice, 'vault'>, { registrationId, sealedSecret }: Registration): string {
	return vault.open(ownerOf(registrationId), sealedSecret);
}

/** The addresses that an operator adds by hand share one secret of the company. */
const byHand = (companyCode: string): RegistrationKey => ({ workflowId: '', nodeId: '', kind: 'manual', companyCode });

/** The secret for addresses that an operator adds by hand. */
export async function manualSecret(office: BackOffice, companyCode: string): Promise<string> {
	const asked = { ...byHand(companyCode), address: '', events: [] };
	return secretOf(office, await openRegistration(office, asked));
}

/** Why a delivery is refused. */
export type FeedRefusal = 'signature' | 'not_configured';

/**
 * Checks the secret of a delivery, in a time that tells nothing of it.
 *
 * @param key the registration that the delivery must be of; undefined for an address that was added by hand.
 */
export async function checkSecret(
	office: BackOffice,
	companyCode: string,
	key: RegistrationKey | undefined,
	given: unknown,
): Promise<FeedRefusal | undefined> {
	if (typeof given !== 'string' || given === '') return 'signature';
	const registration = await office.store.asStaff(
		async (transaction) => await findRegistration(transaction, key ?? byHand(companyCode)),
	);
	if (!registration) return 'not_configured';
	return isSame(given, secretOf(office, registration)) ? undefined : 'signature';
}

function isSame(given: string, secret: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(secret));
}

/** The event that a delivery names. */
export function eventOf(given: unknown): ReturnType<typeof findNinjaEvent> {
	return typeof given === 'string' ? findNinjaEvent(given) : undefined;
}
