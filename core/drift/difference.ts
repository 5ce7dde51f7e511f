import type { Account } from '../panels';
import type { BillingSide, DriftFix, DriftKind, DriftSeverity, NewFinding, PanelSide, Standing } from './findings';
import type { BilledServiceRow } from './billedServices';
import type { ToldLimits } from '../kernel/hostingLimits';

/** What the comparison needs of an account. */
export type SeenAccount = Pick<
	Account,
	'username' | 'domain' | 'packageName' | 'suspended' | 'suspensionReason' | 'limits'
>;

/** What the comparison needs of a service. */
export type BilledService = Pick<
	BilledServiceRow,
	| 'serviceId'
	| 'domain'
	| 'username'
	| 'status'
	| 'suspensionReason'
	| 'suspendedBy'
	| 'planCode'
	| 'packageName'
	| 'limits'
	| 'standing'
	| 'atWork'
>;

/** The packages of a server by name; undefined when the log-in may not list them. */
export type KnownPackages = ReadonlyMap<string, ToldLimits> | undefined;

/** One thing about which billing and a panel disagree. */
export interface Difference {
	readonly kind: DriftKind;
	readonly severity: DriftSeverity;
	/**
	 * What distinguishes it from another one of its kind about the same thing: a package's name, a reason. Whoever ignores or
	 * approves a finding decides on this, and on nothing that comes of it later.
	 */
	readonly detail: string;
	/** Null: a person has to look. */
	readonly fix: DriftFix | null;
	readonly billing: BillingSide;
	readonly panel: PanelSide;
}

/** The reason with which the pack suspends for want of payment. A person gave any other reason on a panel. */
const ours = 'overdue';

export function saysOurReason(account: Pick<SeenAccount, 'suspensionReason'>): boolean {
	return reasonOn(account).toLowerCase() === ours;
}

/** As much of a reason as a report can tell; a person may have pasted a whole complaint there. */
const mostOfReason = 120;

/** Why an account is suspended, on one line; empty when the panel does not tell. */
export function reasonOn({ suspensionReason }: Pick<SeenAccount, 'suspensionReason'>): string {
	// A database does not take control characters or half a character as text.
	const line = suspensionReason.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim();
	return [...line.slice(0, 2 * mostOfReason)].slice(0, mostOfReason).join('');
}

/** Whether the system, and nobody else, suspended the service for want of payment. */
export function suspendedForMoney({ suspendedBy, suspensionReason }: BilledService): boolean {
	return suspendedBy === 'system' && suspensionReason === ours;
}

/** What billing says of the state of a service. */
export function stateIn({ status, standing, suspendedBy, suspensionReason }: BilledService): BillingSide {
	const state: { status: BilledService['status']; standing: Standing } = { status, standing };
	if (status !== 'suspended') return state;
	return { ...state, ...(suspendedBy ? { suspendedBy } : {}), ...(suspensionReason ? { suspensionReason } : {}) };
}

/** What the panel says of the state of an account. */
export function stateOn(account: SeenAccount): PanelSide {
	const { suspended } = account;
	return suspended ? { suspended, suspensionReason: reasonOn(account) } : { suspended };
}

/** The names that identify an account. */
export interface AccountName {
	readonly username: string | null;
	readonly domain: string;
}

/** The server, the service and the account of a difference. */
interface About {
	readonly serverId: string;
	readonly service?: Pick<BilledServiceRow, 'serviceId' | 'customerId'>;
	readonly account?: AccountName;
}

/** A difference as it is recorded. The same difference has the same key. */
export function findingOf(difference: Difference, { serverId, service, account }: About): NewFinding {
	const { detail, ...facts } = difference;
	// An orphan stays the same one when billing comes to know whose it may be.
	const ofAccount = difference.kind === 'orphan_account' ? account?.username : service?.serviceId;
	const subject = ofAccount ?? account?.username ?? '';
	return {
		...facts,
		key: [difference.kind, serverId, subject, detail].join('|'),
		serverId,
		serviceId: service?.serviceId ?? null,
		customerId: service?.customerId ?? null,
		username: account?.username ?? null,
		domain: account?.domain ?? null,
	};
}
