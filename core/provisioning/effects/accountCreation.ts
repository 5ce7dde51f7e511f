import { z } from 'zod';
import { displayDomain, sameSite, siteKey } from '../../kernel/domainName';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountOfSite, accountRef, type ControlPanel } from '../../panels';
import { followCreation } from './service';
import { mustHavePackage, secretNamed } from './shared';

const intentSchema = accountRef.extend({ packageName: z.string(), contactEmail: z.string() });
type Intent = z.infer<typeof intentSchema>;

export interface AccountInput {
	readonly domain: string;
	readonly packageName: string;
	readonly contactEmail: string;
	/** By default, the panel chooses one by its rules. */
	readonly username?: string;
	/** Generated unless it is given. */
	readonly password?: string;
}

/**
 * Creates a hosting account. An account is ours when it has the recorded user name and the recorded domain.
 *
 * @throws ExternalError from `plan`: `exists` when the domain or the user name is taken on this server, `not_found`
 *   when it has no such package.
 */
export function accountCreation(panel: ControlPanel): SideEffect<AccountInput, Intent, Account> {
	return {
		name: 'account.create',
		intent: intentSchema,
		result: account,
		async plan({ domain, packageName, contactEmail, username, password }) {
			const holder =
				(await accountOfSite(panel, siteKey(domain))) ??
				(username === undefined ? undefined : await panel.findAccount({ username }));
			if (holder)
				throw new ExternalError('exists', heldBy(holder), 'Choose another name, or move that account away first.');
			await mustHavePackage(panel, packageName);
			return {
				intent: { username: username ?? (await panel.chooseUsername(domain)), domain, packageName, contactEmail },
				secrets: { password: password ?? panel.generatePassword() },
			};
		},
		apply: async (intent, secrets) =>
			await panel.createAccount({ ...intent, password: secretNamed('password', secrets) }),
		async readBack({ username, domain }) {
			const holder = (await panel.findAccount({ username })) ?? (await accountOfSite(panel, siteKey(domain)));
			if (!holder) return { state: 'absent' };
			const ours = holder.username === username && sameSite(holder.domain, domain);
			return ours ? { state: 'ours', result: holder } : { state: 'foreign', evidence: heldBy(holder) };
		},
		undo: async (intent) => await panel.terminateAccount(intent),
		encloses: ['username', 'domain'],
		persist: followCreation,
	};
}

function heldBy({ username, domain }: Account): string {
	return `The server has the account '${username}' for ${displayDomain(domain)} already`;
}
