import { kindOf, type NinjaEntity } from './entities';
import { exponentOf } from '../kernel/money';
import { productMinor, readAmount } from './decimals';
import type { NinjaRow } from './rows';
import { frequencies, statusWord } from './statuses';

/** A row in the pack's words: camelCase, amounts in minor units, times as ISO text, statuses as words. */
export type OurRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** Times come as seconds since 1970; 0 and null mean never. */
const times = new Set([
	...['created_at', 'updated_at', 'archived_at', 'deleted_at', 'last_login', 'last_viewed', 'reminder1_sent'],
	...['reminder2_sent', 'reminder3_sent', 'reminder_last_sent', 'email_verified_at'],
]);
/** Days come as YYYY-MM-DD; an empty text means none. */
const days = /(^|_)date(_client)?$/;
const lineMoney = ['line_total', 'gross_line_total', 'tax_amount', 'net_cost'];
const paymentableMoney = ['amount', 'refunded'];

/** Rows that come along with another one. */
const nested: Readonly<Record<string, NinjaEntity>> = {
	client: 'client',
	vendor: 'vendor',
	project: 'project',
	invoice: 'invoice',
	quote: 'quote',
	invoices: 'invoice',
	credits: 'credit',
	payments: 'payment',
};

/**
 * Translates a row of Invoice Ninja.
 *
 * @param currency ISO 4217; the currency that the row's amounts are in. Rows that come along have the same.
 */
export function inOurWords(entity: NinjaEntity, row: NinjaRow, currency: string): OurRow {
	return Object.assign(fieldsOf(entity, row, currency), { id: row.id });
}

function fieldsOf(entity: NinjaEntity, row: object, currency: string): Record<string, unknown> {
	const { money, statuses } = kindOf(entity);
	const inexact: Record<string, unknown> = {};
	const translated: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(row)) {
		if (money.includes(name)) translated[`${camel(name)}Minor`] = minorOf(name, value, currency, inexact);
		else if (name === 'status_id' && statuses !== 'none') translated.status = statusWord(statuses, value);
		else if (name === 'frequency_id') translated.frequency = frequencyWord(value);
		else if (name === 'line_items') translated.lineItems = list(value, (item) => lineOf(item, currency));
		else if (name === 'paymentables') translated.paymentables = list(value, (part) => partOf(part, currency));
		else if (Object.hasOwn(nested, name)) translated[camel(name)] = along(nested[name] ?? entity, value, currency);
		else translated[camel(name)] = plain(name, value);
	}
	if (money.length > 0) translated.currency = currency;
	if (Object.keys(inexact).length > 0) translated.inexact = inexact;
	return translated;
}

function along(entity: NinjaEntity, value: unknown, currency: string): unknown {
	if (Array.isArray(value)) return value.map((one: unknown) => along(entity, one, currency));
	return isObject(value) ? fieldsOf(entity, value, currency) : value;
}

/** What Invoice Ninja rounds or invents is shown, not hidden: `inexact` names the number that it sent. */
function minorOf(name: string, value: unknown, currency: string, inexact: Record<string, unknown>): number | null {
	if (value === null || value === undefined || value === '') return null;
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	const { minor, exact } = readAmount(value, currency);
	if (!exact) inexact[camel(name)] = value;
	return minor;
}

/**
 * A line of a bill. Invoice Ninja rounds its total to two decimals in every currency: what it loses in one of three is shown
 * (app/Helpers/Invoice/InvoiceItemSum.php).
 */
function lineOf(line: object, currency: string): Record<string, unknown> {
	const translated = withMoney(line, lineMoney, currency);
	const { lineTotalMinor, quantity, cost, discount = 0 } = translated;
	if (exponentOf(currency) <= 2 || typeof lineTotalMinor !== 'number') return translated;
	if (typeof quantity !== 'number' || typeof cost !== 'number' || discount !== 0) return translated;
	const roundedAwayMinor = productMinor(quantity, cost, currency) - lineTotalMinor;
	return roundedAwayMinor === 0 ? translated : { ...translated, roundedAwayMinor };
}

const partOf = (part: object, currency: string) => withMoney(part, paymentableMoney, currency);

function withMoney(value: object, money: readonly string[], currency: string): Record<string, unknown> {
	const inexact: Record<string, unknown> = {};
	const translated: Record<string, unknown> = {};
	for (const [name, held] of Object.entries(value)) {
		if (money.includes(name)) translated[`${camel(name)}Minor`] = minorOf(name, held, currency, inexact);
		else translated[camel(name)] = plain(name, held);
	}
	if (Object.keys(inexact).length > 0) translated.inexact = inexact;
	return translated;
}

function list(value: unknown, translate: (item: object) => Record<string, unknown>): unknown {
	return Array.isArray(value) ? value.filter(isObject).map(translate) : value;
}

/** Days have `date` in their names, which most fields have not: a long list has a million of them. */
function plain(name: string, value: unknown): unknown {
	if (times.has(name)) return timeOf(value);
	if (name.includes('date') && days.test(name)) return value === '' ? null : value;
	if (typeof value !== 'object' || value === null) return value;
	// Names of settings and of custom fields are Invoice Ninja's own.
	if (name === 'settings' || name === 'custom_fields') return value;
	if (Array.isArray(value)) return value.map((one: unknown) => (isObject(one) ? inner(one) : one));
	return inner(value);
}

function inner(value: object): Record<string, unknown> {
	const translated: Record<string, unknown> = {};
	for (const [name, held] of Object.entries(value)) translated[camel(name)] = plain(name, held);
	return translated;
}

/** The latest second that a date can hold. */
const lastSecond = 8_640_000_000_000;

function timeOf(value: unknown): string | null {
	const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
	if (typeof seconds !== 'number' || !(seconds > 0) || seconds > lastSecond) return null;
	return new Date(seconds * 1000).toISOString();
}

function frequencyWord(value: unknown): string | null {
	if (value === null || value === undefined || value === '') return null;
	const known: Readonly<Record<string, string>> = frequencies;
	const number = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return known[number] ?? (number === '0' ? null : `frequency_${number}`);
}

const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** `custom_value1` → `customValue1`. */
export function camel(name: string): string {
	const known = camelNames.get(name);
	if (known !== undefined) return known;
	const made = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
	// A list of 10,000 rows has the same few hundred names; what a server makes up is not kept without end.
	if (camelNames.size < mostNames) camelNames.set(name, made);
	return made;
}
const camelNames = new Map<string, string>();
const mostNames = 5_000;
