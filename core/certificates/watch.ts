import { findCustomerByCode } from '../customers';
import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import {
	endingBefore,
	findCertificate,
	removeHost,
	saveHost,
	setRenewal,
	type WatchedCertificate,
} from './certificates';
import { hostOf } from './check';
import type { ProbeProtocol } from './startTls';

export interface HostToWatch {
	readonly host: string;
	readonly port: number;
	readonly protocol: ProbeProtocol;
	readonly label: string;
	readonly customerCode?: string;
}

/**
 * Watches the certificate of a host beside the accounts on the panels. A host that is watched already gets the label and the
 * customer that are given.
 *
 * @throws InputError when it is no host name and no IP address, or no customer has the code.
 */
export async function watchHost(
	{ store }: Pick<BackOffice, 'store'>,
	{ host: given, port, protocol, label, customerCode }: HostToWatch,
): Promise<WatchedCertificate> {
	const host = hostOf(given);
	if (host === undefined) {
		throw new InputError(
			'host',
			`is no host name: '${given.slice(0, 80)}'`,
			'Write it as mail.example.com, or as an IP address.',
		);
	}
	return await store.asStaff(async (transaction) => {
		const customer = customerCode === undefined ? undefined : await findCustomerByCode(transaction, customerCode);
		if (customerCode !== undefined && !customer) {
			throw new InputError(
				'customerCode',
				`is unknown: no customer has the code '${customerCode}'`,
				'Take it from MSP Customers → Customer: List.',
				'not_found',
			);
		}
		const id = await saveHost(transaction, { host, port, protocol, label, customerId: customer?.customerId ?? null });
		return required(await findCertificate(transaction, id), id);
	});
}

/**
 * Watches a host no more. An account is watched as long as its panel has it.
 *
 * @throws InputError when no host that somebody added has the ID.
 */
export async function unwatchHost(
	{ store }: Pick<BackOffice, 'store'>,
	certificateId: string,
): Promise<WatchedCertificate> {
	return await store.asStaff(async (transaction) => {
		const found = required(await findCertificate(transaction, certificateId), certificateId);
		if (found.source !== 'host') {
			throw new InputError(
				'certificateId',
				`is of the account of ${found.host}, which is watched as long as its panel has it`,
				'Give the ID of a host that somebody added.',
			);
		}
		await removeHost(transaction, certificateId);
		return found;
	});
}

function required(found: WatchedCertificate | undefined, certificateId: string): WatchedCertificate {
	if (found) return found;
	throw new InputError(
		'certificateId',
		`is unknown: no certificate is watched under ${certificateId}`,
		'Take it from MSP Certificates → Certificate: List.',
		'not_found',
	);
}

const dayMs = 86_400_000;
const pageSize = 500;

/**
 * The accounts whose panel is to be asked for another certificate: it ends within the days, or has ended, and nobody has
 * asked within the days before. A host that somebody added has no panel to ask.
 */
export async function listRenewable(
	{ store }: Pick<BackOffice, 'store'>,
	{ withinDays, everyDays }: { readonly withinDays: number; readonly everyDays: number },
	clock: Clock = systemClock,
): Promise<WatchedCertificate[]> {
	const now = clock.now().getTime();
	const renewable: WatchedCertificate[] = [];
	for (let after: string | null = null; ;) {
		const from: string | null = after;
		const page: WatchedCertificate[] = await store.asStaff(
			async (transaction) => await endingBefore(transaction, new Date(now + withinDays * dayMs), from, pageSize),
		);
		renewable.push(
			...page.filter(
				({ renewable: may, renewalAskedAt }) =>
					may && (renewalAskedAt === null || renewalAskedAt.getTime() <= now - everyDays * dayMs),
			),
		);
		const last = page.at(-1);
		if (!last || page.length < pageSize) return renewable;
		after = last.certificateId;
	}
}

/**
 * Records that a panel was asked for another certificate.
 *
 * @param refused in whose words it was refused; empty when the panel took the request.
 * @throws InputError when no certificate has the ID.
 */
export async function recordRenewal(
	{ store }: Pick<BackOffice, 'store'>,
	certificateId: string,
	refused: string,
	clock: Clock = systemClock,
): Promise<WatchedCertificate> {
	return await store.asStaff(async (transaction) => {
		await setRenewal(transaction, certificateId, refused, clock.now());
		return required(await findCertificate(transaction, certificateId), certificateId);
	});
}
