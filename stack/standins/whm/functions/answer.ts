import type { WhmState } from '../state';

/** One call of a function: its parameters, its server and its caller. */
export interface Call {
	readonly parameters: URLSearchParams;
	readonly state: WhmState;
	/** The user of the token. */
	readonly caller: string;
	/** The rights of the token, by WHM's names. `all` means every right. */
	readonly rights: readonly string[];
}

/** The result of a function: its data, or the reason of a refusal. */
export type Given =
	{ readonly data: unknown; readonly output?: unknown } | { readonly refused: string; readonly data?: unknown };
export type WhmFunction = (call: Call) => Given;

export const given = (data: unknown = {}): Given => ({ data });
export const refused = (reason: string, data: unknown = null): Given => ({ refused: reason, data });

/** Returns a required parameter. */
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

/** Returns the account of a `user` parameter if the caller may see it; undefined when there is none. */
export function accountOf({ state, caller }: Call, user: string) {
	const account = state.accounts[user];
	return account && (caller === 'root' || account.owner === caller) ? account : undefined;
}

export const limitText = (limit: number | null) => (limit === null ? 'unlimited' : String(limit));

/** Returns all entries except one. */
export function without<Value>(entries: Record<string, Value>, name: string): Record<string, Value> {
	return Object.fromEntries(Object.entries(entries).filter(([held]) => held !== name));
}

/** Returns why the server refuses a password. A password needs some length, and more than one kind of character. */
export function weakness(password: string): string | undefined {
	const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
	return password.length < 8 || kinds < 2
		? 'Sorry, the password you selected cannot be used because it is too weak.'
		: undefined;
}
