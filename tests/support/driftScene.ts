import { randomUUID } from 'node:crypto';
import { auditFleet, standardAudit, type OpenServer } from '../../core/drift';
import { ExternalError } from '../../core/kernel/errors';
import type { Account, ControlPanel, HostingPackage } from '../../core/panels';
import { listFindings, type DriftFinding, type FindingFilter } from '../../core/drift/findings';
import { memoryPanel } from './memoryPanel';
import { backOfficeOn } from './provisioningScene';
import type { TestDatabase } from './testDatabase';

export const starter: HostingPackage = {
	name: 'starter',
	diskMegabytes: 5_000,
	bandwidthMegabytes: 50_000,
	mailboxes: 10,
	databases: 2,
};

/** What a played panel tells. */
export interface PlayedPanel {
	accounts: Iterable<Account>;
	packages: HostingPackage[];
	/** Those that it finds by name or domain, and that its list leaves out. */
	unlisted?: Iterable<Account>;
	/** After how many accounts the list breaks off, and with what. */
	breaksOff?: { readonly after: number; readonly error: Error };
	/** What happens after the first account was told, before the next one is. */
	meanwhile?: () => Promise<unknown>;
	/** What its opening says instead of opening. */
	unreachable?: Error;
	/** How many lists have been read to their end, and the most that were under way at once over all panels. */
	lists: number;
}

export const refused = new ExternalError(
	'transport',
	'connect ECONNREFUSED 192.0.2.7:2087',
	'Check that the panel runs.',
);

export function accountNamed(name: string, more: Partial<Account> = {}): Account {
	const { name: packageName, ...limits } = starter;
	const told = { packageName, limits, suspended: false, suspensionReason: '', contactEmail: '', ipAddress: '' };
	return { username: name, domain: `${name}.example`, ...told, ...more };
}

/** Panels that tell what they are told to, by the codes of their servers. */
export function playedFleet() {
	const panels = new Map<string, PlayedPanel>();
	const watched = { underWay: 0, mostUnderWay: 0 };
	const changes: string[] = [];

	const panelOf = (code: string): PlayedPanel => {
		const known = panels.get(code) ?? { accounts: [], packages: [starter], lists: 0 };
		panels.set(code, known);
		return known;
	};

	const open: OpenServer = async (_, code) => {
		const played = panelOf(code);
		if (played.unreachable) throw played.unreachable;
		const panel: ControlPanel = {
			...memoryPanel().panel,
			listPackages: async () => await Promise.resolve(played.packages),
			findAccount: async (key) =>
				await Promise.resolve(
					[...played.accounts, ...(played.unlisted ?? [])].find((account) =>
						'username' in key ? account.username === key.username : account.domain === key.domain,
					),
				),
			async *listAccounts() {
				watched.underWay += 1;
				watched.mostUnderWay = Math.max(watched.mostUnderWay, watched.underWay);
				try {
					let count = 0;
					for (const account of played.accounts) {
						if (played.breaksOff && count++ === played.breaksOff.after) throw played.breaksOff.error;
						// As a page that comes over the network does.
						if (count % 250 === 0) await new Promise((resolve) => setImmediate(resolve));
						yield account;
						const { meanwhile } = played;
						played.meanwhile = undefined;
						await meanwhile?.();
					}
					played.lists += 1;
				} finally {
					watched.underWay -= 1;
				}
			},
			suspendAccount: async ({ username }) => await Promise.resolve(void changes.push(`suspend ${username}`)),
			unsuspendAccount: async ({ username }) => await Promise.resolve(void changes.push(`unsuspend ${username}`)),
		};
		return await Promise.resolve({ panel });
	};
	return { panelOf, open, watched, changes };
}

export interface SeededService {
	readonly name: string;
	readonly server: string;
	readonly status?: string;
	readonly suspendedBy?: string;
	readonly reason?: string;
	/** `paid`, an amount of which nothing is open; `owing`, one that was due yesterday; none without it. */
	readonly invoice?: 'paid' | 'owing';
}

/** Seeds servers, the plan `starter` and its customer, and services on them; statements of the owner's, so that many are quick. */
export function driftSeed({ owner }: Pick<TestDatabase, 'owner'>) {
	return {
		base: async () => {
			const limits = { ...starter, name: undefined };
			await owner.query(
				`insert into msp.customer (customer_code, name, email) values ('acme', 'Acme', 'a@acme.example');`,
			);
			await owner.query(
				`insert into msp.plan (plan_code, name, price_minor, currency, package_name, limits)
				values ('starter', 'Starter', 1000, 'EUR', 'starter', $1)`,
				[JSON.stringify(limits)],
			);
		},
		server: async (code: string): Promise<string> => {
			const id = randomUUID();
			await owner.query(
				`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, max_accounts)
				values ($1, $2, 'whm', 'https://panel.example:2087', 'root', 'sealed', 100000)`,
				[id, code],
			);
			return id;
		},
		services: async (services: readonly SeededService[]): Promise<void> => {
			const rows = services.map(({ suspendedBy, reason, status = 'active', ...service }) => ({
				...service,
				status,
				by: status === 'suspended' ? (suspendedBy ?? 'system') : null,
				reason: status === 'suspended' ? (reason ?? 'overdue') : null,
				invoice: service.invoice ?? null,
			}));
			await owner.query(
				`with given as (select * from jsonb_to_recordset($1::jsonb)
					as g(name text, server text, status text, by text, reason text, invoice text)),
				made as (insert into msp.service (customer_id, plan_id, server_id, order_reference, domain, username, status,
						suspended_by, suspension_reason, suspended_at, updated_at)
					select c.id, p.id, v.id, 'order-' || g.name || '-' || g.server, g.name || '.example', g.name, g.status, g.by,
						g.reason, case when g.by is not null then now() end, now() - interval '1 day'
					from given g join msp.server v on v.server_code = g.server, msp.customer c, msp.plan p
					where c.customer_code = 'acme' and p.plan_code = 'starter' returning id, customer_id, order_reference)
				insert into msp.invoice (customer_id, service_id, number, status, currency, total_minor, balance_minor, due_on)
				select m.customer_id, m.id, m.order_reference, case when g.invoice = 'paid' then 'paid' else 'open' end, 'EUR', 1000,
					case when g.invoice = 'paid' then 0 else 1000 end, current_date - 2
				from made m join given g on m.order_reference = 'order-' || g.name || '-' || g.server
				where g.invoice is not null`,
				[JSON.stringify(rows)],
			);
		},
	};
}

/** A back office with the server `web1`, played panels, and the audit over them. */
export async function openAuditScene(database: TestDatabase) {
	const office = backOfficeOn(database.store);
	const fleet = playedFleet();
	const seed = driftSeed(database);
	await seed.base();
	await seed.server('web1');
	return {
		office,
		fleet,
		seed,
		audit: async (more: Partial<typeof standardAudit> = {}) =>
			await auditFleet(office, { ...standardAudit, ...more }, fleet.open),
		findings: async (filter: Partial<FindingFilter> = {}): Promise<DriftFinding[]> =>
			await database.store.asStaff(async (transaction) => await listFindings(transaction, { limit: null, ...filter })),
	};
}
export type AuditScene = Awaited<ReturnType<typeof openAuditScene>>;
