import { findCapture } from '../paypal';
import { disputesOfCharge, findCharge } from '../stripe';
import { keep, keepPayments, pageSize, type RunContext } from './collect';
import { moneysAfter, replaceFact, type StagedEntry } from './entries';
import { providerOf, type ProviderName } from './facts';
import { findNinjaPayment } from './ninjaSide';
import { captureEntry } from './paypalSide';
import { holdsDay, holdsMoment, type Period } from './period';
import { unlessItFails, type OtherSide } from './sources';
import { paymentsNamed } from './storeSide';
import { chargeEntry } from './stripeSide';

/** So many things are looked up one by one: more are missing only where another account is connected. */
const mostLookUps = 2000;
const mostOfAMoney = 10;

/** Looks for the store's payment of a money that another side has, by every name, whatever day the store has it under. */
export async function fillInStore(context: RunContext): Promise<void> {
	await eachPage(context, async (moneys) => await findInStore(context, moneys));
}

/**
 * Looks for what a money of the period lacks at the other sides, whatever day they have it under: the charge by its ID, the
 * payment of Invoice Ninja by its ID, and the disputes of a charge.
 */
export async function fillInOthers(context: RunContext): Promise<void> {
	const left: Record<OtherSide, number> = { stripe: mostLookUps, paypal: mostLookUps, invoice_ninja: mostLookUps };
	await eachPage(context, async (moneys) => {
		for (const money of moneys) await lookUp(context, money, left);
	});
}

async function eachPage(
	{ store, runId }: RunContext,
	work: (moneys: readonly StagedEntry[][]) => Promise<void>,
): Promise<void> {
	for (let after = 0; ;) {
		const from: number = after;
		const moneys = await store.asStaff(async (transaction) => await moneysAfter(transaction, runId, from, pageSize));
		await work(moneys);
		const last = moneys.at(-1)?.[0];
		if (!last) return;
		after = last.money;
	}
}

async function findInStore(context: RunContext, moneys: readonly StagedEntry[][]): Promise<void> {
	const lacking = moneys.filter((money) => !money.some(({ side }) => side === 'store'));
	const names = lacking.flat().flatMap((entry) => {
		const provider = entry.side === 'invoice_ninja' ? 'invoiceninja' : entry.side === 'store' ? undefined : entry.side;
		return provider === undefined ? [] : entry.names.map((name) => [providerOf(name) ?? provider, name] as const);
	});
	if (names.length === 0) return;
	const found = await context.store.asStaff(async (transaction) => await paymentsNamed(transaction, names));
	await keepPayments(context, found);
}

async function lookUp(context: RunContext, money: readonly StagedEntry[], left: Record<OtherSide, number>) {
	if (!money.some((entry) => isOfPeriod(entry, context.period))) return;
	const names = [...new Set(money.flatMap((entry) => entry.names))];
	const has = (kind: StagedEntry['fact']['kind']) => money.some(({ fact }) => fact.kind === kind);
	if (!has('charge')) await lookUpCharge(context, names, left);
	if (!has('ninja')) await lookUpNinja(context, names, left);
	for (const entry of money) await lookUpDisputes(context, entry, left);
}

function isOfPeriod({ fact }: StagedEntry, period: Period): boolean {
	return fact.kind === 'ninja' ? holdsDay(period, fact.day) : holdsMoment(period, fact.at);
}

async function lookUpCharge(context: RunContext, names: readonly string[], left: Record<OtherSide, number>) {
	const { connections, clock } = context;
	const { stripe, paypal } = connections;
	const ofStripe = namesOf(names, 'stripe');
	const intents = ofStripe.filter((name) => name.startsWith('pi_'));
	for (const name of stripe ? (intents.length > 0 ? intents : ofStripe) : []) {
		const found = await once(context, 'stripe', left, async () => stripe && (await findCharge(stripe, name)));
		if (found) await keep(context, chargeEntry(found, false));
	}
	for (const name of paypal ? namesOf(names, 'paypal') : []) {
		const found = await once(context, 'paypal', left, async () => paypal && (await findCapture(paypal, name, clock)));
		if (found) await keep(context, captureEntry(found));
	}
}

const namesOf = (names: readonly string[], provider: ProviderName): string[] =>
	names.filter((name) => providerOf(name) === provider).slice(0, mostOfAMoney);

async function lookUpNinja(context: RunContext, names: readonly string[], left: Record<OtherSide, number>) {
	const { ninja } = context.connections;
	if (!ninja) return;
	const prefix = `ninja:${ninja.companyCode}:`;
	const ids = names.flatMap((name) => {
		const id = name.startsWith(prefix) ? name.slice(prefix.length) : '';
		return /^[^:]+$/.test(id) && id !== 'nothing' ? [id] : [];
	});
	for (const id of ids.slice(0, mostOfAMoney)) {
		const found = await once(context, 'invoice_ninja', left, async () => await findNinjaPayment(ninja, id));
		if (found) await keep(context, found);
	}
}

async function lookUpDisputes(context: RunContext, { id, fact }: StagedEntry, left: Record<OtherSide, number>) {
	const { stripe } = context.connections;
	if (!stripe || fact.kind !== 'charge' || fact.provider !== 'stripe' || !fact.disputed) return;
	const found = await once(context, 'stripe', left, async () => await disputesOfCharge(stripe, fact.reference));
	if (!found) return;
	const told = { ...fact, lostMinor: found.lostMinor, disputeOpen: found.openMinor > 0, disputed: false };
	await context.store.asStaff(async (transaction) => await replaceFact(transaction, id, told));
}

/** Asks for one thing, as long as the side answers and few are looked up. */
async function once<T>(
	{ book }: RunContext,
	side: OtherSide,
	left: Record<OtherSide, number>,
	ask: () => Promise<T>,
): Promise<T | undefined> {
	if (book.report()[side].state === 'failed') return undefined;
	left[side] -= 1;
	if (left[side] >= 0) return await unlessItFails(side, book, ask);
	book.failed(side, {
		errorClass: 'limit',
		vendorMessage: `more than ${mostLookUps} payments of the period are not in its list`,
		remedy: 'Check that the credential is of the account, the company and the mode that the payments came to.',
	});
	return undefined;
}
