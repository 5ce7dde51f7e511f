import { compareAccount, isSettled } from './compareAccount';
import type { BilledService, Difference, KnownPackages, SeenAccount } from './difference';

/** What an account turns out to be; `of` is undefined where no service that lives on this server claims it. */
export interface Seen<Service> {
	readonly of: Service | undefined;
	readonly differences: readonly Difference[];
}

export interface Missing<Service> {
	readonly service: Service;
	/** The account that serves its domain, or the domain that its account serves now; undefined where there is neither. */
	readonly instead: string | undefined;
}

/** The comparison of one server, account by account. */
export interface Comparison<Service> {
	see(account: SeenAccount): Seen<Service>;
	/** The settled services whose account has not been seen. */
	missing(): Array<Missing<Service>>;
}

/**
 * Compares the services that live on a server with its accounts as they come, in any order. It holds one small entry for
 * each of those services, and none of the accounts: a server's worth of services is the bound of what it takes.
 */
export function comparison<Service extends BilledService>(
	services: Iterable<Service>,
	packages: KnownPackages,
): Comparison<Service> {
	// A domain is served once at a time, so that each service is found by its own.
	const byDomain = new Map<string, Service>();
	const byUsername = new Map<string, Service>();
	for (const service of services) {
		byDomain.set(service.domain, service);
		if (service.username !== null) byUsername.set(service.username, service);
	}
	const seen = new Set<string>();
	const instead = new Map<string, string>();

	return {
		see(account) {
			const service = byDomain.get(account.domain) ?? byUsername.get(account.username);
			if (!service || seen.has(service.domain)) return { of: service, differences: [] };
			if (isAccountOf(service, account)) {
				seen.add(service.domain);
				return { of: service, differences: compareAccount(service, account, packages) };
			}
			const other = service.domain === account.domain ? account.username : account.domain;
			const known = instead.get(service.domain);
			if (known === undefined || other < known) instead.set(service.domain, other);
			return { of: service, differences: [] };
		},

		missing: () =>
			[...byDomain.values()]
				.filter((service) => isSettled(service) && !seen.has(service.domain))
				.map((service) => ({ service, instead: instead.get(service.domain) })),
	};
}

/** An account that has only the domain or only the user name of a service is not surely its own. */
export function isAccountOf(
	{ domain, username }: Pick<BilledService, 'domain' | 'username'>,
	account: Pick<SeenAccount, 'domain' | 'username'>,
): boolean {
	return domain === account.domain && (username === null || username === account.username);
}
