import { invalidParameter, missingParameter, noSuch } from '../errors';
import type { FormValue } from '../form';

/** The one with this ID. */
export function find<T extends { readonly id: string }>(
	held: readonly T[],
	what: string,
	id: string | undefined,
	param = 'id',
): T {
	const found = held.find((one) => one.id === id);
	if (found) return found;
	throw noSuch(what, id ?? '', param);
}

export function wholeOf(value: FormValue | undefined, name: string): number | undefined {
	if (value === undefined || value === '') return undefined;
	const number = Number(value);
	if (Number.isInteger(number)) return number;
	throw invalidParameter(name, `Invalid integer: ${typeof value === 'string' ? value : name}`);
}

export function amountOf(value: FormValue | undefined, name: string): number {
	const amount = wholeOf(value, name);
	if (amount === undefined) throw missingParameter(name);
	return amount;
}

export function currencyOf(value: FormValue | undefined, name = 'currency'): string {
	if (typeof value !== 'string' || value === '') throw missingParameter(name);
	if (/^[a-z]{3}$/i.test(value)) return value.toLowerCase();
	throw invalidParameter(name, `Invalid currency: ${value}.`);
}

/** docs.stripe.com/currencies: amounts of these end with 0; those of the others, which Stripe has no decimals for, with 00. */
export function checkAmount(amount: number, currency: string, name: string): number {
	const step = { bhd: 10, jod: 10, kwd: 10, omr: 10, tnd: 10, isk: 100, ugx: 100 }[currency] ?? 1;
	if (amount % step === 0) return amount;
	throw invalidParameter(name, `Invalid ${currency} amount: must be evenly divisible by ${step}`);
}

/** A filter by `created[gte]` and its relatives. */
export function createdFilter(query: URLSearchParams): (held: { readonly created: number }) => boolean {
	const bound = (name: string) => {
		const given = query.get(`created[${name}]`);
		return given === null ? undefined : Number(given);
	};
	const [gt, gte, lt, lte] = [bound('gt'), bound('gte'), bound('lt'), bound('lte')];
	return ({ created }) =>
		(gt === undefined || created > gt) &&
		(gte === undefined || created >= gte) &&
		(lt === undefined || created < lt) &&
		(lte === undefined || created <= lte);
}
export const createdFilters = ['created[gt]', 'created[gte]', 'created[lt]', 'created[lte]'];
