import type { StandinAnswer } from '../../shared';
import type { Caller } from '../call';
import type { DirectAdminAccount, DirectAdminState } from '../state';

/** One call of the JSON API. */
export interface ApiCall {
	/** The values in the path for `{…}`, in their order. */
	readonly names: readonly string[];
	readonly body: Readonly<Record<string, unknown>>;
	readonly state: DirectAdminState;
	readonly caller: Caller;
	readonly actor: DirectAdminAccount | undefined;
	/** The commands that the log-in may run. The default is all. */
	readonly allowedCommands: readonly string[] | undefined;
}
export type ApiFunction = (call: ApiCall) => StandinAnswer;

export const ok = (body: unknown): StandinAnswer => ({ body });
export const done: StandinAnswer = { status: 204 };
export const failed = (status: number, type: string, message?: string): StandinAnswer => ({
	status,
	body: message === undefined ? { type } : { type, message },
});

export const textIn = (body: ApiCall['body'], name: string): string => {
	const value = body[name];
	return typeof value === 'string' ? value : '';
};

/** For calls that only an account can make. */
export const asAccount =
	(act: (account: DirectAdminAccount, call: ApiCall) => StandinAnswer): ApiFunction =>
	(call) =>
		call.actor ? act(call.actor, call) : failed(403, 'ACCESS_DENIED');
