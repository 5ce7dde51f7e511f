import type { DirectAdminAccount, DirectAdminState } from './state';

/** The user that is logged in. */
export interface Caller {
	readonly username: string;
	readonly role: 'admin' | 'reseller';
}

/** One call of a legacy command. */
export interface Call {
	readonly fields: URLSearchParams;
	readonly state: DirectAdminState;
	readonly caller: Caller;
	/** The account for which the log-in acts. */
	readonly actor: DirectAdminAccount | undefined;
}

/** The result of a command: data, a sentence of success, or the reason of a refusal. */
export type Given = { readonly data: unknown } | { readonly success: string } | { readonly refused: string };
export type Command = (call: Call) => Given | Promise<Given>;

export const given = (data: unknown): Given => ({ data });
export const success = (sentence: string): Given => ({ success: sentence });
export const refused = (reason: string): Given => ({ refused: reason });

/** Returns the account if the caller may see it. */
export function accountOf(
	{ state, caller }: Pick<Call, 'state' | 'caller'>,
	username: string | null,
): DirectAdminAccount | undefined {
	const account = username === null ? undefined : state.accounts[username];
	return account && (caller.role === 'admin' || account.creator === caller.username) ? account : undefined;
}

export const strong = (password: string) =>
	password.length >= 8 && [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(password));

/** Returns all entries except one. */
export function without<Value>(entries: Record<string, Value>, name: string): Record<string, Value> {
	return Object.fromEntries(Object.entries(entries).filter(([held]) => held !== name));
}
