import { sameSite, siteKey } from '../kernel/domainName';
import { compareAccount, comparePlan, isSettled } from './compareAccount';
import {
	findingOf,
	stateIn,
	type AccountName,
	type BilledService,
	type Difference,
	type KnownPackages,
	type SeenAccount,
} from './difference';
import type { NewFinding } from './findings';

/** How many accounts of a server may be missing before the list itself is doubted: the larger of the two. */
export interface MissingCap {
	readonly count: number;
	/** Of the services that live there, from 0 to 1. */
	readonly share: number;
}

/** The services that live on a server, and what its panel says beside the accounts. */
export interface ServerSides {
	readonly serverId: string;
	readonly services: readonly BilledService[];
	readonly packages: KnownPackages;
	readonly cap: MissingCap;
}

/** A difference between a service and its account; or an account that no service on its server claims. */
export type Suspicion =
	| { readonly serviceId: string; readonly account: AccountName; readonly difference: Difference }
	| { readonly orphan: SeenAccount };

/** A settled service whose account has not been seen. */
export interface MissingAccount {
	readonly service: BilledService;
	/** The account that serves the domain, or the domain that the account serves now; undefined when there is neither. */
	readonly instead: string | undefined;
}

/** The comparison of one server, account by account. */
export interface Comparison {
	see(account: SeenAccount): Suspicion[];
	missing(): MissingAccount[];
	/** @param complete false when the list of accounts broke off: then nothing is missing. */
	end(complete: boolean): ComparisonEnd;
}

export interface ComparisonEnd {
	readonly suspicions: readonly Suspicion[];
	/** Findings about the server as a whole. */
	readonly findings: readonly NewFinding[];
	/** Whether more accounts are missing than can be believed. */
	readonly doubted: boolean;
}

/**
 * Compares the services that live on a server with its accounts as they come, in any order. It holds one small entry for
 * each service, and none of the accounts: the services of one server bound the memory that it takes.
 */
export function compareServer({ serverId, services, packages, cap }: ServerSides): Comparison {
	// A domain is served once at a time, so that each service is found by its own.
	const byDomain = new Map<string, BilledService>();
	const byUsername = new Map<string, BilledService>();
	for (const service of services) {
		byDomain.set(siteKey(service.domain), service);
		if (service.username !== null) byUsername.set(service.username, service);
	}
	const seen = new Set<string>();
	const instead = new Map<string, string>();

	const missing = () =>
		[...byDomain.values()]
			.filter((service) => isSettled(service) && !seen.has(service.domain))
			.map((service) => ({ service, instead: instead.get(service.domain) }));

	return {
		missing,

		see(account) {
			const service = byDomain.get(siteKey(account.domain)) ?? byUsername.get(account.username);
			if (!service || seen.has(service.domain)) return [{ orphan: account }];
			if (isAccountOf(service, account)) {
				seen.add(service.domain);
				const { serviceId } = service;
				const differences = compareAccount(service, account, packages);
				return differences.map((difference) => ({ serviceId, account, difference }));
			}
			const other = sameSite(service.domain, account.domain) ? account.username : account.domain;
			const known = instead.get(service.domain);
			if (known === undefined || other < known) instead.set(service.domain, other);
			return [];
		},

		end(complete) {
			const all = complete ? missing() : [];
			const tooMany = tooManyMissing(all.length, services.length, cap);
			return {
				suspicions: tooMany ? [] : all.map(suspicionOf),
				findings: [
					...comparePlans(serverId, services, packages),
					...(tooMany ? [findingOf(tooMany, { serverId })] : []),
				],
				doubted: tooMany !== undefined,
			};
		},
	};
}

/** An account that has only the domain or only the user name of a service is not surely its own. */
function isAccountOf({ domain, username }: BilledService, account: SeenAccount): boolean {
	return sameSite(domain, account.domain) && (username === null || username === account.username);
}

function suspicionOf({ service, instead }: MissingAccount): Suspicion {
	const panel = instead === undefined ? { present: false } : { present: false, instead };
	const sides = { billing: stateIn(service), panel };
	const difference = {
		kind: 'active_but_missing',
		severity: 'error',
		detail: instead ?? '',
		fix: null,
		...sides,
	} as const;
	return { serviceId: service.serviceId, account: service, difference };
}

function tooManyMissing(missing: number, services: number, { count, share }: MissingCap): Difference | undefined {
	if (missing <= Math.max(count, Math.floor(services * share))) return undefined;
	const sides = { billing: { services }, panel: { missing } };
	return { kind: 'many_missing', severity: 'error', detail: String(missing), fix: null, ...sides };
}

/** Compares each plan in use with its package, once. */
function comparePlans(serverId: string, services: readonly BilledService[], packages: KnownPackages): NewFinding[] {
	const plans = new Map(services.map((service) => [`${service.planCode} ${service.packageName}`, service]));
	return [...plans.values()].flatMap((plan) => {
		const difference = comparePlan(plan, packages);
		return difference ? [findingOf(difference, { serverId })] : [];
	});
}
