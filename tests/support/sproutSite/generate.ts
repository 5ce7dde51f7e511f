import { decimalText, readDecimal, sproutTotal, zero, type Decimal } from '../../../core/sprout';

/** A site of Sprout Invoices as its plugin keeps it, before any export. Amounts are texts, as WordPress has them. */
export interface PlayedSite {
	readonly users: readonly PlayedUser[];
	readonly clients: readonly PlayedClient[];
	readonly invoices: readonly PlayedInvoice[];
	readonly payments: readonly PlayedPayment[];
}
export interface PlayedUser {
	readonly id: number;
	readonly email: string;
	readonly first: string;
	readonly last: string;
}
export interface PlayedClient {
	readonly id: number;
	readonly name: string;
	readonly street: string;
	readonly city: string;
	readonly users: readonly number[];
}
export interface PlayedItem {
	/** `0`, `1`, `1.1` … */
	readonly key: string;
	readonly rate: string;
	readonly qty: string;
	readonly desc: string;
	readonly tax: string;
}
export interface PlayedInvoice {
	readonly id: number;
	readonly number: string;
	readonly clientId: number;
	readonly status: string;
	readonly title: string;
	readonly date: string;
	readonly due: string;
	readonly items: readonly PlayedItem[];
	readonly discount: string;
	readonly tax1: string;
	readonly tax2: string;
	readonly shipping: string;
	readonly fees: ReadonlyArray<{ readonly key: string; readonly label: string; readonly total: string }>;
	readonly deposit: string;
	readonly total: string;
}
export interface PlayedPayment {
	readonly id: number;
	readonly invoiceId: number;
	readonly amount: string;
	readonly date: string;
	readonly method: string;
	readonly reference: string;
	readonly status: string;
}

/** The same numbers for the same seed (mulberry32). */
function openDice(seed: number) {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (most: number) => Math.floor(next() * most);
	return {
		below,
		chance: (percent: number) => below(100) < percent,
		of: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0],
	};
}
type Dice = ReturnType<typeof openDice>;

const words = ['Hosting', 'Café Zoë', `O'Brien "Web"`, 'Müller & Söhne', 'C:\\temp', 'Ærø 🚀', '日本'] as const;

const cents = (amount: number) => (amount / 100).toFixed(2);
const day = (dice: Dice, year: number) =>
	`${year}-${String(1 + dice.below(12)).padStart(2, '0')}-${String(1 + dice.below(28)).padStart(2, '0')}`;

/** A site with everything that the move has to live with: deposits, line discounts, two taxes, write-offs, headings, fees. */
export function playSite(seed: number, counts: { clients: number; invoices: number; payments: number }): PlayedSite {
	const dice = openDice(seed);
	const users = Array.from({ length: counts.clients }, (_, index) => ({
		...{ id: 5_000 + index, email: `person${index}@client${index}.example`, first: 'Zoë', last: `O'Neil ${index}` },
	}));
	const clients = Array.from({ length: counts.clients }, (_, index) => ({
		id: 10 + index,
		name: `${dice.of(words)} ${index}`,
		street: `Rue de l'Église ${index}`,
		city: dice.of(['Liège', 'Gent', 'Köln']),
		users: dice.chance(80) ? [5_000 + index] : [],
	}));
	const invoices = Array.from({ length: counts.invoices }, (_, index) => invoiceOf(dice, index, counts.clients));
	return { users, clients, invoices, payments: paymentsOf(dice, invoices, counts.payments) };
}

function invoiceOf(dice: Dice, index: number, clients: number): PlayedInvoice {
	const items = itemsOf(dice);
	const date = day(dice, 2021 + dice.below(4));
	const draft = {
		id: 1_000 + index,
		number: `SI-${String(index).padStart(4, '0')}`,
		clientId: 10 + dice.below(clients),
		status: dice.of(['publish', 'complete', 'partial', 'complete', 'temp', 'write-off', 'publish']),
		title: `Work ${index} for ${dice.of(words)}`,
		date,
		due: day(dice, 2026),
		items,
		discount: dice.chance(25) ? dice.of(['5', '10', '12.5', '33.33']) : '',
		tax1: dice.chance(70) ? dice.of(['21', '6', '19', '7.7', '8.875']) : '',
		tax2: dice.chance(20) ? dice.of(['9.975', '2']) : '',
		shipping: dice.chance(15) ? cents(500 + dice.below(2_000)) : '',
		fees: dice.chance(10) ? [{ key: 'late', label: 'Late fee', total: cents(100 + dice.below(900)) }] : [],
	};
	const total = totalOf(draft);
	const deposit = dice.chance(15) ? decimalText(readDecimal(cents(Math.floor(Number(total) * 30))) ?? zero, 2) : '';
	// Some sites keep a total that their lines do not make any more.
	return { ...draft, deposit, total: index % 97 === 96 ? cents(Math.round(Number(total) * 100) + 1_234) : total };
}

function itemsOf(dice: Dice): PlayedItem[] {
	const item = (key: string): PlayedItem => ({
		key,
		rate: cents(100 + dice.below(50_000)),
		qty: dice.of(['1', '2', '3', '0.5', '1.25', '0.333', '10']),
		desc: `<p>${dice.of(words).replaceAll('&', '&amp;')} <strong>n° ${dice.below(99)}</strong></p>`,
		tax: dice.chance(20) ? dice.of(['10', '15', '3.5']) : '',
	});
	const count = 1 + dice.below(4);
	const items = Array.from({ length: count }, (_, index) => item(String(index)));
	// The last line becomes a heading with two lines below it.
	return dice.chance(15) ? [...items, item(`${count - 1}.1`), item(`${count - 1}.2`)] : items;
}

export const isHeading = (item: PlayedItem, items: readonly PlayedItem[]) =>
	items.some(({ key }) => key.startsWith(`${item.key}.`));

function totalOf(draft: Omit<PlayedInvoice, 'deposit' | 'total'>): string {
	const read = (text: string): Decimal => readDecimal(text) ?? zero;
	const lines = draft.items.map((item) => ({
		description: '',
		rate: read(item.rate),
		quantity: read(item.qty),
		discount: read(item.tax),
		heading: isHeading(item, draft.items),
	}));
	const numbers = { discount: read(draft.discount), tax1: read(draft.tax1), tax2: read(draft.tax2) };
	const fees = draft.fees.map(({ label, total }) => ({ label, total: read(total) }));
	const invoice = { lines, ...numbers, shipping: read(draft.shipping), fees, total: null };
	return decimalText(sproutTotal(invoice, 'after_taxes'), 2);
}

/** Payments in whole, in parts, void, refunded and pending, in no order. */
function paymentsOf(dice: Dice, invoices: readonly PlayedInvoice[], count: number): PlayedPayment[] {
	const payable = invoices.filter(({ status }) => status !== 'temp' && status !== 'write-off');
	return Array.from({ length: count }, (_, index) => {
		const invoice = payable[index % payable.length];
		const total = Math.round(Number(invoice?.total ?? 0) * 100);
		// Two payments of a half at the most, so that the second one is a rest or too much.
		const amount = invoice?.status === 'complete' && index < payable.length ? total : Math.floor(total / 2);
		return {
			id: 90_000 + index,
			invoiceId: invoice?.id ?? 0,
			amount: cents(amount),
			date: day(dice, 2025),
			method: dice.of(['PayPal', 'Check', 'Stripe (test)']),
			reference: `ref-${index}`,
			status: dice.of(['publish', 'publish', 'publish', 'publish', 'publish', 'void', 'refunded', 'pending']),
		};
	});
}
