import type { PleskState } from './state';

/** The least score of a password for each level of the operator's Security Policy. */
export const policies = { veryWeak: 0, weak: 15, medium: 25, strong: 35, veryStrong: 46 } as const;

const symbol = /[!@#$%^&*?_~]/g;

/** Plesk adds up points. Source: "How password strength is determined for Plesk", its knowledge base. */
export function scoreOf(password: string): number {
	const count = (kind: RegExp) => password.match(kind)?.length ?? 0;
	const [small, capitals, digits, symbols] = [count(/[a-z]/g), count(/[A-Z]/g), count(/[0-9]/g), count(symbol)];
	const letters = small + capitals;
	const points: ReadonlyArray<readonly [points: number, given: boolean]> = [
		[1, small > 0],
		[5, capitals > 0],
		[5, digits > 0],
		[5, digits >= 3],
		[5, symbols > 0],
		[5, symbols >= 2],
		[2, small > 0 && capitals > 0],
		[2, letters > 0 && digits > 0],
		[2, letters > 0 && digits > 0 && symbols > 0],
	];
	const { length } = password;
	const forLength = length >= 16 ? 18 : length >= 8 ? 12 : length >= 5 ? 6 : 3;
	return points.reduce((sum, [more, given]) => sum + (given ? more : 0), forLength);
}

/** Returns why the server refuses a password. */
export function weakness({ passwordPolicy = 'medium' }: PleskState, password: string): string | undefined {
	return scoreOf(password) >= policies[passwordPolicy] ? undefined : 'The password is not complex enough.';
}
