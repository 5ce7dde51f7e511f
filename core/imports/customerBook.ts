import { randomUUID } from 'node:crypto';
import type { FormerCustomer, ImportedCustomer, KnownCustomer } from '../customers';
import type { ProblemCode, SheetField } from '../invoiceSheets';
import { codeFrom, isNear, normalName, partsOfKey, type NormalName } from './names';
import type { ImportRules } from './source';
import type { Clues } from './stage';

/** Who is meant, or why nobody can tell. */
export type Answer =
	| { readonly customer: BookEntry; readonly isNew: boolean }
	| {
			readonly problem: ProblemCode;
			readonly field: SheetField;
			readonly details: Readonly<Record<string, string | number>>;
	  };

/** A customer that is there, or that would be made. */
export interface BookEntry extends ImportedCustomer {
	readonly isNew: boolean;
	/** True when the sheet gives no code: this one was thought of, and another will do. */
	readonly isCodeFree: boolean;
}

/** A new customer whose name is nearly that of another one. */
export interface LookAlike {
	readonly name: string;
	readonly customerCode: string;
	readonly knownName: string;
}

/** The customers of a company, and how they are found by what a sheet says. */
export interface CustomerBook {
	find(clues: Clues): Answer;
	readonly lookAlikes: readonly LookAlike[];
	readonly made: readonly BookEntry[];
}

type Rules = Pick<ImportRules, 'unknownCustomers' | 'lookAlikes'>;

/**
 * A customer is looked for by code, VAT number, e-mail address and name, in this order. Names are compared without capitals,
 * accents, signs and the form of law. A code that nobody has is another customer's, even if all else is that of a known one:
 * then the rule for look-alikes decides, and so it does for one address under two names.
 *
 * @param taken codes of other companies' customers: they are unique for all of them.
 * @param former those who were merged into one of the known: what a sheet says of them means that one.
 */
export function customerBook(
	known: readonly KnownCustomer[],
	taken: ReadonlySet<string>,
	rules: Rules,
	former: readonly FormerCustomer[] = [],
): CustomerBook {
	const byCode = new Map<string, BookEntry>();
	const byVat = new Map<string, BookEntry[]>();
	const byEmail = new Map<string, BookEntry[]>();
	const byName = new Map<string, Named[]>();
	const byPart = new Map<string, Named[]>();
	const lookAlikes: LookAlike[] = [];
	const made: BookEntry[] = [];
	for (const customer of known) add({ ...customer, isNew: false, isCodeFree: false });
	const byId = new Map([...byCode.values()].map((entry) => [entry.customerId, entry]));
	for (const customer of former) addFormer(customer, byId.get(customer.mergedInto));

	function add(entry: BookEntry): void {
		byCode.set(entry.customerCode, entry);
		if (entry.vatNumber !== null) push(byVat, entry.vatNumber, entry);
		if (entry.email !== null) push(byEmail, entry.email.toLowerCase(), entry);
		const named = { entry, name: normalName(entry.name) };
		push(byName, named.name.key, named);
		for (const part of partsOfKey(named.name.key)) push(byPart, part, named);
	}

	function addFormer({ customerCode, name, email, vatNumber }: FormerCustomer, entry: BookEntry | undefined): void {
		if (!entry) return;
		byCode.set(customerCode, entry);
		const pushOnce = (map: Map<string, BookEntry[]>, key: string) => {
			if (!map.get(key)?.includes(entry)) push(map, key, entry);
		};
		if (vatNumber !== null) pushOnce(byVat, vatNumber);
		if (email !== null) pushOnce(byEmail, email.toLowerCase());
		const named = { entry, name: normalName(name) };
		if (byName.get(named.name.key)?.some((one) => one.entry === entry)) return;
		push(byName, named.name.key, named);
		for (const part of partsOfKey(named.name.key)) push(byPart, part, named);
	}

	function find(clues: Clues): Answer {
		const { customerCode, vatNumber, customerEmail, customerName } = clues;
		const coded = customerCode === null ? undefined : byCode.get(customerCode);
		const taxed = vatNumber === null ? [] : (byVat.get(vatNumber) ?? []);
		if (coded) {
			const [other] = taxed.includes(coded) ? [] : taxed;
			if (other) return clash(coded, other, 'vatNumber');
			// Two numbers of one customer: one of them is wrong, or the code is.
			if (vatNumber !== null && coded.vatNumber !== null && coded.vatNumber !== vatNumber) {
				return clash(coded, { customerCode: coded.vatNumber }, 'vatNumber');
			}
			return { customer: coded, isNew: coded.isNew };
		}
		if (customerCode !== null && taken.has(customerCode)) {
			return { problem: 'customer_unknown', field: 'customerCode', details: { customer: customerCode } };
		}
		const name = customerName === null ? undefined : normalName(customerName);
		if (taxed.length > 0) return unlessCoded(clues, name, taxed, 'vatNumber') ?? unknown(clues);
		const mailed = customerEmail === null ? [] : (byEmail.get(customerEmail.toLowerCase()) ?? []);
		const agreeing = mailed.filter((one) => isNameless(one) || sameName(one, name));
		if (agreeing.length > 0) return unlessCoded(clues, name, agreeing, 'customerEmail') ?? unknown(clues);
		const named = name === undefined ? undefined : byNameOf(clues, name);
		if (named) return named;
		// A bookkeeper has one address for many: a code of its own tells them apart.
		const shared = customerCode === null ? mailed.filter((one) => vatAgrees(one, vatNumber)) : [];
		return lookAlike(clues, name, shared, 'customerEmail') ?? unknown(clues);
	}

	/** Sure, but for a code that nobody has. */
	function unlessCoded(clues: Clues, name: NormalName | undefined, found: readonly BookEntry[], field: SheetField) {
		return clues.customerCode === null ? oneOf(found, name, field) : lookAlike(clues, name, found, field);
	}

	function lookAlike(
		clues: Clues,
		name: NormalName | undefined,
		found: readonly BookEntry[],
		field: SheetField,
	): Answer | undefined {
		const [first] = found;
		if (!first || rules.lookAlikes === 'different') return undefined;
		const answer = oneOf(found, name, field);
		const { customerCode, name: knownName } = 'customer' in answer ? answer.customer : first;
		const said = clues.customerName ?? clues.customerCode ?? clues.customerEmail ?? '';
		lookAlikes.push({ name: said, customerCode, knownName });
		if (rules.lookAlikes === 'same') return answer;
		return {
			...{ problem: 'customer_looks_like', field: clues.customerCode === null ? field : 'customerCode' },
			details: { name: said, customer: customerCode, knownName },
		};
	}

	function byNameOf(clues: Clues, name: NormalName): Answer | undefined {
		const fits = ({ entry }: Named) => vatAgrees(entry, clues.vatNumber) && emailAgrees(entry, clues.customerEmail);
		const same = (byName.get(name.key) ?? []).filter(fits);
		const exact = same.filter(({ name: { form } }) => form === name.form || form === '' || name.form === '');
		if (exact.length > 0) {
			const formed = exact.filter(({ name: { form } }) => form === name.form);
			const found = (formed.length > 0 ? formed : exact).map(({ entry }) => entry);
			return unlessCoded(clues, undefined, found, 'customerName');
		}
		if (rules.lookAlikes === 'different') return undefined;
		// Another person of the name, or the same one with a new address: nobody can tell.
		const moved = (byName.get(name.key) ?? []).filter(
			({ entry }) => vatAgrees(entry, clues.vatNumber) && !fits({ entry, name }),
		);
		if (clues.customerCode === null && moved.length > 0) {
			return lookAlike(
				clues,
				undefined,
				moved.map(({ entry }) => entry),
				'customerEmail',
			);
		}
		const near = new Set(partsOfKey(name.key).flatMap((part) => byPart.get(part) ?? []));
		const alike = same[0] ?? [...near].find((one) => fits(one) && isNear(name.key, one.name.key));
		return alike && lookAlike(clues, undefined, [alike.entry], 'customerName');
	}

	function unknown(clues: Clues): Answer {
		const { customerCode, customerName, customerEmail, vatNumber } = clues;
		const name = customerName ?? customerEmail ?? customerCode ?? vatNumber ?? '';
		// A tab of customers says who they are.
		if (rules.unknownCustomers === 'reject' && !clues.listed) {
			const field = customerName !== null ? 'customerName' : customerCode !== null ? 'customerCode' : 'customerEmail';
			return { problem: 'customer_unknown', field, details: { customer: name } };
		}
		const entry: BookEntry = {
			...{
				customerId: randomUUID(),
				customerCode: customerCode ?? freeCode(name),
				name,
				email: customerEmail,
				vatNumber,
			},
			...{ language: clues.language, currency: clues.currency, isNew: true, isCodeFree: customerCode === null },
		};
		add(entry);
		made.push(entry);
		return { customer: entry, isNew: true };
	}

	function freeCode(name: string): string {
		const slug = codeFrom(name);
		for (let number = 1; ; number++) {
			const code = number === 1 ? slug : `${slug}-${number}`;
			if (!byCode.has(code) && !taken.has(code)) return code;
		}
	}

	return { find, lookAlikes, made };
}

interface Named {
	readonly entry: BookEntry;
	readonly name: NormalName;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
	const held = map.get(key);
	if (held) held.push(value);
	else map.set(key, [value]);
}

const sameName = ({ name }: BookEntry, other: NormalName | undefined) =>
	other === undefined || normalName(name).key === other.key;

/** Two companies of one name have different VAT numbers, and different addresses. */
const vatAgrees = ({ vatNumber }: BookEntry, said: string | null) =>
	said === null || vatNumber === null || vatNumber === said;

const emailAgrees = ({ email }: BookEntry, said: string | null) =>
	said === null || email === null || email.toLowerCase() === said.toLowerCase();

/** Of a sheet that gave nothing but the address. */
const isNameless = ({ name, email }: BookEntry) => name === email;

function oneOf(found: readonly BookEntry[], name: NormalName | undefined, field: SheetField): Answer {
	const named = found.length > 1 && name ? found.filter((one) => sameName(one, name)) : [];
	const fitting = named.length > 0 ? named : found;
	const [first, ...others] = fitting;
	if (first && others.length === 0) return { customer: first, isNew: first.isNew };
	const customers = fitting.slice(0, 5).map(({ customerCode }) => customerCode);
	return { problem: 'customer_ambiguous', field, details: { customers: customers.join(', ') } };
}

const clash = (one: BookEntry, other: { readonly customerCode: string }, field: SheetField): Answer => ({
	...{ problem: 'customer_clues_differ', field },
	details: { customer: one.customerCode, other: other.customerCode },
});
