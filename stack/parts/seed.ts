import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../core/db';
import type { TaskOffice } from '../../core/tasks';
import { adoptApiKey } from '../../core/apiKeys';
import { findCustomerByCode, insertCustomer, type NewCustomer } from '../../core/customers';
import { findPlanByCode, insertPlan, type NewPlan } from '../../core/catalog';
import { changeServerLogIn, insertServer, listServers } from '../../core/servers';
import type { Addresses } from './credentials';
import type { Secrets } from './settings';
import { demoServers } from './demoServers';

const spf = { name: '@', type: 'TXT', value: 'v=spf1 a mx ~all', ttl: 3600 };
const dmarc = { name: '_dmarc', type: 'TXT', value: 'v=DMARC1; p=none', ttl: 3600 };

/** What the demo company sells; the packages of the stand-ins hold the same. */
export const demoPlans: readonly NewPlan[] = [
	{
		planCode: 'starter',
		name: 'Starter',
		priceMinor: 990,
		currency: 'EUR',
		packageName: 'starter',
		limits: { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 },
		mailboxQuotaMegabytes: 1000,
		dnsRecords: [spf, dmarc],
	},
	{
		planCode: 'business',
		name: 'Business',
		priceMinor: 2990,
		currency: 'EUR',
		packageName: 'business',
		limits: { diskMegabytes: 20_000, bandwidthMegabytes: 200_000, mailboxes: 50, databases: 10 },
		mailboxQuotaMegabytes: 5000,
		dnsRecords: [spf, dmarc],
	},
];

export const demoCustomer: NewCustomer & { readonly email: string } = {
	customerCode: 'linden-bakery',
	name: 'Linden Bakery',
	email: 'office@linden-bakery.example',
	language: 'en',
	currency: 'EUR',
	timeZone: 'Europe/Brussels',
	branding: {
		brandName: 'Demo Hosting',
		primaryColor: '#3b5bdb',
		supportEmail: 'support@demo-hosting.example',
		website: 'https://demo-hosting.example',
	},
};

/** What the demo's key of the API may do. */
const demoKey = {
	name: 'demo',
	scopes: ['provisioning:read', 'provisioning:write', 'checkout:write', 'rental:write'],
	perMinute: 600,
	expiresAt: null,
} as const;

/** Fills in what is missing of the demo company; what is there stays as people have changed it. */
export async function seed({ store, vault }: TaskOffice, addresses: Addresses, secrets: Secrets): Promise<void> {
	await adoptApiKey({ store }, demoKey, secrets.apiKey);
	await store.asStaff(async (transaction) => {
		for (const plan of demoPlans) {
			if (!(await findPlanByCode(transaction, plan.planCode))) await insertPlan(transaction, plan);
		}
		if (!(await findCustomerByCode(transaction, demoCustomer.customerCode))) {
			await insertCustomer(transaction, demoCustomer);
		}
		await seedServers(transaction, vault, addresses, secrets);
	});
}

async function seedServers(
	transaction: Transaction,
	vault: TaskOffice['vault'],
	addresses: Addresses,
	secrets: Secrets,
): Promise<void> {
	const known = await listServers(transaction, { limit: null });
	for (const { serverCode, panel, ipAddress, hostname, port, username, token } of demoServers) {
		const found = known.find((server) => server.serverCode === serverCode);
		const serverId = found?.serverId ?? randomUUID();
		const logIn = {
			panel,
			baseUrl: addresses[port],
			username,
			sealedToken: vault.seal(`server:${serverId}`, secrets[token]),
			certificateAuthority: null,
			certificateFingerprint: null,
		};
		if (found) {
			// The stand-ins may answer at other ports than the last time; a server of somebody's own stays.
			const { baseUrl } = found;
			const moved = baseUrl !== null && baseUrl !== logIn.baseUrl && found.panel === panel && isStandin(baseUrl);
			if (moved) await changeServerLogIn(transaction, serverId, logIn);
		} else {
			await insertServer(transaction, serverId, {
				...logIn,
				serverCode,
				ipAddress,
				nameservers: [`ns1.${hostname}`, `ns2.${hostname}`],
				maxAccounts: 50,
			});
		}
	}
}

const isStandin = (baseUrl: string) => /^http:\/\/127\.0\.0\.1:\d+$/.test(baseUrl);
