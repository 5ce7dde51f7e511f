import type { WhmState } from '../state';

/** One call of a function: its parameters, on which server, by whom. */
export interface Call {
	readonly parameters: URLSearchParams;
	readonly state: WhmState;
	/** The user of the token. */
	readonly caller: string;
	/** What the token may do, by WHM's names; `all` is everything. */
	readonly rights: readonly string[];
}

/** What a function gives: its data, or why it refused. */
export type Given =
	{ readonly data: unknown; readonly output?: unknown } | { readonly refused: string; readonly data?: unknown };
export type WhmFunction = (call: Call) => Given;

export const given = (data: unknown = {}): Given => ({ data });
export const refused = (reason: string, data: unknown = null): Given => ({ refused: reason, data });

/** A parameter that must be there. */
export function required(parameters: URLSearchParams, name: string): string {
	const value = parameters.get(name);
	if (value === null || value === '') throw new MissingParameter(name);
	return value;
}

export class MissingParameter extends Error {
	constructor(readonly parameter: string) {
		super(`API failure: (XID standin) Provide the “${parameter}” parameter.`);
	}
}

/** The account of a `user` parameter that the caller may see; undefined where there is none. */
export function accountOf({ state, caller }: Call, user: string) {
	const account = state.accounts[user];
	return account && (caller === 'root' || account.owner === caller) ? account : undefined;
}

export const limitText = (limit: number | null) => (limit === null ? 'unlimited' : String(limit));

/** The entries but one. */
export function without<Value>(entries: Record<string, Value>, name: string): Record<string, Value> {
	return Object.fromEntries(Object.entries(entries).filter(([held]) => held !== name));
}

/** Why the server does not take a password; it wants some length, and more than one kind of character. */
export function weakness(password: string): string | undefined {
	const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
	return password.length < 8 || kinds < 2
		? 'Sorry, the password you selected cannot be used because it is too weak.'
		: undefined;
}
