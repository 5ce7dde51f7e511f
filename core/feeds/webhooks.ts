import type { BackOffice } from '../db';
import { findNinjaEvent, oncePerSecond, rowStates, unlessMissing, type Ninja, type NinjaRow } from '../invoiceNinja';
import {
	endRegistration,
	findRegistration,
	forgetRegistration,
	registrationsOfCompany,
	registrationsOfNode,
	setWebhooks,
	type NewRegistration,
	type Registration,
} from './registrations';
import { eventHeader, openRegistration, secretHeader, secretOf } from './secret';

/** The back office, and the company whose webhooks it keeps. */
export interface WebhookOffice extends BackOffice {
	readonly ninja: Ninja;
}

/** What was done to the webhooks of one address. */
export interface KeptWebhooks {
	readonly address: string;
	readonly workflowId: string;
	readonly events: number;
	/** The events whose webhook was missing, and is there again. */
	readonly created: readonly string[];
	/** How many webhooks that nobody needs were removed. */
	readonly removed: number;
}

/** A test session of n8n listens for two minutes; what is older was left behind. */
const testMs = 10 * 60_000;

/**
 * Whether all webhooks of an address are there. Everything else at the address is removed: duplicates, those of a secret
 * that is gone, and those that Invoice Ninja has switched off.
 */
export async function webhooksExist(office: WebhookOffice, asked: NewRegistration): Promise<boolean> {
	const known = await office.store.asStaff(async (transaction) => await findRegistration(transaction, asked));
	if (!known || !opens(office, known)) return false;
	const { missing } = await tidy(office, { ...known, ...asked });
	return missing.length === 0 && sameEvents(known.events, asked.events) && known.address === asked.address;
}

/** Registers an address for its events, one webhook each. What is there already stays. */
export async function registerWebhooks(office: WebhookOffice, asked: NewRegistration): Promise<KeptWebhooks> {
	await sweepNode(office, asked);
	let registration = await openRegistration(office, asked);
	if (!opens(office, registration)) {
		// The key is gone: the webhooks are made anew, with another secret.
		const { registrationId } = registration;
		await office.store.asStaff(async (transaction) => await endRegistration(transaction, registrationId));
		registration = await openRegistration(office, asked);
	}
	return await fill(office, { ...registration, ...asked });
}

/** Gives up what a node has registered at its address, and removes every webhook of it. */
export async function removeWebhooks(
	office: WebhookOffice,
	{ workflowId, nodeId, address }: Pick<NewRegistration, 'workflowId' | 'nodeId' | 'address'>,
): Promise<void> {
	const all = await office.store.asStaff(
		async (transaction) => await registrationsOfNode(transaction, workflowId, nodeId),
	);
	// A test and the published workflow have addresses of their own; the address may have moved since.
	const kind = all.find((one) => one.address === address)?.kind ?? 'production';
	const given = all.filter((one) => one.kind === kind);
	await office.store.asStaff(async (transaction) => {
		for (const { registrationId } of given) await endRegistration(transaction, registrationId);
	});
	for (const registration of given) await sweep(office, registration);
}

/** Re-creates what is missing of every published address of a company, and removes what was left behind. */
export async function keepWebhooks(office: WebhookOffice, companyCode: string, now: Date): Promise<KeptWebhooks[]> {
	const all = await office.store.asStaff(async (transaction) => await registrationsOfCompany(transaction, companyCode));
	for (const registration of all.filter((one) => isLeft(one, now))) {
		const { registrationId } = registration;
		await office.store.asStaff(async (transaction) => await endRegistration(transaction, registrationId));
		await sweep(office, registration);
	}
	const kept: KeptWebhooks[] = [];
	for (const registration of all) {
		if (registration.kind === 'production' && !registration.endedAt) kept.push(await fill(office, registration));
	}
	return kept;
}

/** Removes what earlier tests and companies of the node have left. */
async function sweepNode(office: WebhookOffice, { workflowId, nodeId, companyCode }: NewRegistration): Promise<void> {
	const all = await office.store.asStaff(
		async (transaction) => await registrationsOfNode(transaction, workflowId, nodeId),
	);
	for (const registration of all.filter((one) => one.companyCode === companyCode && isLeft(one, new Date()))) {
		const { registrationId } = registration;
		await office.store.asStaff(async (transaction) => await endRegistration(transaction, registrationId));
		await sweep(office, registration);
	}
}

const isLeft = ({ endedAt, kind, registeredAt }: Registration, now: Date) =>
	endedAt !== null || (kind === 'test' && now.getTime() - registeredAt.getTime() > testMs);

async function fill(office: WebhookOffice, registration: Registration): Promise<KeptWebhooks> {
	const { registrationId, address, events, workflowId } = registration;
	const { found, missing, removed } = await tidy(office, registration);
	const webhooks: Record<string, string> = { ...found };
	const secret = secretOf(office, registration);
	const note = async () =>
		await office.store.asStaff(
			async (transaction) => await setWebhooks(transaction, registrationId, { address, events, webhooks }),
		);
	try {
		for (const event of missing) {
			const { id } = await office.ninja.create('webhook', bodyOf(address, event, secret));
			webhooks[event] = id;
		}
	} finally {
		await note();
	}
	return { address, workflowId, events: events.length, created: missing, removed };
}

function bodyOf(address: string, event: string, secret: string): object {
	return {
		target_url: address,
		event_id: String(findNinjaEvent(event)?.id),
		rest_method: 'post',
		headers: { [secretHeader]: secret, [eventHeader]: event },
	};
}

/** Finds the webhooks of a registration, and removes all others at its address. */
async function tidy(
	{ ninja }: WebhookOffice,
	{ address, events, webhooks }: Pick<Registration, 'address' | 'events' | 'webhooks'>,
): Promise<{ found: Readonly<Record<string, string>>; missing: string[]; removed: number }> {
	const there = await webhooksAt(ninja, address);
	const found = Object.fromEntries(
		events.flatMap((event) => {
			const row = there.find(({ id }) => id === webhooks[event]);
			return row && isLive(row) && row.event_id === String(findNinjaEvent(event)?.id) ? [[event, row.id]] : [];
		}),
	);
	const kept = new Set(Object.values(found));
	const others = there.filter(({ id }) => !kept.has(id));
	await removeAll(ninja, address, others);
	return { found, missing: events.filter((event) => !(event in found)), removed: others.length };
}

/** Removes the webhooks of a registration that was given up. Its address may be in force again, with another secret. */
async function sweep(
	office: WebhookOffice,
	{ registrationId, companyCode, address, webhooks }: Registration,
): Promise<void> {
	const all = await office.store.asStaff(async (transaction) => await registrationsOfCompany(transaction, companyCode));
	const live = all.filter((one) => one.endedAt === null && one.address === address);
	const spared = new Set(live.flatMap((one) => Object.values(one.webhooks)));
	const ours = new Set(Object.values(webhooks));
	const there = await webhooksAt(office.ninja, address);
	const unneeded = there.filter(({ id }) => !spared.has(id) && (live.length === 0 || ours.has(id)));
	await removeAll(office.ninja, address, unneeded);
	await office.store.asStaff(async (transaction) => await forgetRegistration(transaction, registrationId));
}

/**
 * Removes webhooks in one call: deleted one by one, they are only switched off, and stay in every list as not deleted
 * (WebhookController::destroy; n8n-io/n8n#8147 shows such rows). What still delivers afterwards is switched off by itself.
 */
async function removeAll(ninja: Ninja, address: string, rows: readonly NinjaRow[]): Promise<void> {
	if (rows.length === 0) return;
	const ids = rows.map(({ id }) => id);
	await oncePerSecond(async () => await ninja.bulk('webhook', 'delete', ids));
	const left = (await webhooksAt(ninja, address)).filter((row) => isLive(row) && ids.includes(row.id));
	for (const { id } of left) await ninja.remove('webhook', id).catch(unlessMissing);
}

/** Every webhook at the address that was not deleted, whether it is on or not. */
async function webhooksAt(ninja: Ninja, address: string): Promise<NinjaRow[]> {
	const rows: NinjaRow[] = [];
	for await (const page of ninja.pages('webhook', { states: rowStates, include: [] })) {
		rows.push(...page.filter((row) => row.target_url === address && row.is_deleted !== true));
	}
	return rows;
}

/** Invoice Ninja archives a webhook that answered 404, 405 or 410, and sends it nothing more. */
const isLive = (row: NinjaRow) => (row.archived_at === 0 || row.archived_at === null) && row.is_deleted !== true;

const sameEvents = (one: readonly string[], other: readonly string[]) =>
	one.length === other.length && one.every((event) => other.includes(event));

function opens(office: WebhookOffice, registration: Registration): boolean {
	try {
		return secretOf(office, registration) !== '';
	} catch {
		return false;
	}
}
