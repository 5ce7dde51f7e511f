import { z } from 'zod';
import { storeOn } from '../../core/db';
import { prepareNotice, reactivate, recordNotice, runDunning, type DunningResult } from '../../core/dunning';
import { savePolicy, type PolicySettings } from '../../core/policies';
import { accountReactivation, accountSuspension, accountTermination } from '../../core/provisioning';
import { claimTask, completeTask, openStep, runStep, type SideEffect, type TaskOffice } from '../../core/tasks';
import type { ControlPanel } from '../../core/panels';
import { backOfficeOn } from './provisioningScene';
import { memoryPanel } from './memoryPanel';
import type { TestDatabase } from './testDatabase';

const identity = z.object({ id: z.uuid() });

/** A back office in which dunning is live, with a plan, a panel and customers. */
export interface DunningScene {
	readonly office: TaskOffice;
	readonly panel: ControlPanel;
	/** A customer with an active service; gives both IDs. */
	customer(code: string, given?: CustomerGiven): Promise<{ customerId: string; serviceId: string }>;
	service(customerId: string, domain: string): Promise<string>;
	invoice(code: string, given: InvoiceGiven): Promise<string>;
	/** What a payment does to an invoice, or a person. */
	setInvoice(
		number: string,
		change: Partial<Record<'status' | 'balance_minor' | 'due_on', string | number>>,
	): Promise<void>;
	statusOf(domain: string): Promise<string>;
	/** The nightly run, and all letters that it planned. */
	night(): Promise<DunningResult>;
	/** Sends every letter that is due; gives the templates that were sent, by customer. */
	sendLetters(): Promise<string[]>;
	/** Carries out every change of services whose time has come. */
	carryOut(): Promise<void>;
	/** What workflow 22 does. */
	giveBack(): Promise<number>;
	rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

interface CustomerGiven {
	readonly timeZone?: string;
	readonly country?: string;
	readonly email?: string | null;
	readonly language?: string;
}

interface InvoiceGiven {
	readonly number: string;
	readonly dueOn: string;
	readonly serviceIds: readonly string[];
	readonly currency?: string;
	readonly totalMinor?: number;
}

export async function dunningScene(database: TestDatabase, settings: PolicySettings = {}): Promise<DunningScene> {
	const store = storeOn(() => database.pool(), 'a test');
	const office = backOfficeOn(store);
	const { panel } = memoryPanel();
	const rows = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
		(await database.owner.query<Row & object>(sql, [...values])).rows;
	const made = async (sql: string, values: readonly unknown[]): Promise<string> =>
		identity.parse((await rows(sql, values))[0]).id;
	await savePolicy(office, { scope: 'default' }, { dunning: 'live', ...settings });
	const planId = await made(
		`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ('basic', 'Basic', 1000, 'EUR', 'starter')
		returning id`,
		[],
	);
	const serverId = await made(
		`insert into msp.server (server_code, panel, base_url, username, sealed_token, max_accounts)
		values ('web1', 'whm', 'https://panel.example:2087', 'root', 'sealed', 100000) returning id`,
		[],
	);
	const due = async (kinds: readonly string[]) =>
		await rows<{ id: string; kind: string; domain: string | null }>(
			`select t.id, t.kind, s.domain from msp.task t left join msp.service s on s.id = t.subject_id
			where t.kind = any($1) and t.status in ('pending', 'waiting', 'retry') and coalesce(t.not_before, now()) <= now()
			order by t.created_at, t.id`,
			[kinds],
		);
	const service = async (customerId: string, domain: string) => {
		const username = domain.replaceAll(/\W/g, '').slice(0, 30);
		await panel.createAccount({
			...{ domain, username, packageName: 'starter', contactEmail: `owner@${domain}`, password: 'not-a-secret-1' },
		});
		return await made(
			`insert into msp.service (customer_id, plan_id, server_id, order_reference, domain, username, status, activated_at)
			values ($1, $2, $3, 'order-' || $4, $4, $5, 'active', now()) returning id`,
			[customerId, planId, serverId, domain, username],
		);
	};
	const scene: DunningScene = {
		office,
		panel,
		rows,
		service,
		customer: async (code, { timeZone = 'Europe/Brussels', country = 'BE', language = 'en', ...given } = {}) => {
			const email = given.email === undefined ? `${code}@customer.example` : given.email;
			const customerId = await made(
				`insert into msp.customer (customer_code, name, email, time_zone, address, language)
				values ($1, $1, $2, $3, jsonb_build_object('country', $4::text), $5) returning id`,
				[code, email, timeZone, country, language],
			);
			return { customerId, serviceId: await service(customerId, `${code}.example`) };
		},
		invoice: async (code, { number, dueOn, serviceIds, currency = 'EUR', totalMinor = 1_000 }) => {
			const invoiceId = await made(
				`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on)
				select id, $2, $3, $4, $4, $5 from msp.customer where customer_code = $1 returning id`,
				[code, number, currency, totalMinor, dueOn],
			);
			for (const [index, serviceId] of serviceIds.entries()) {
				await rows(
					`insert into msp.invoice_line (customer_id, invoice_id, position, description, quantity, total_minor, service_id)
					select customer_id, id, $2, 'x', 1, 1, $3 from msp.invoice where id = $1`,
					[invoiceId, index + 1, serviceId],
				);
			}
			return invoiceId;
		},
		setInvoice: async (number, change) => {
			for (const [column, value] of Object.entries(change)) {
				await rows(`update msp.invoice set ${column} = $2 where number = $1`, [number, value]);
			}
		},
		statusOf: async (domain) =>
			(await rows<{ status: string }>('select status from msp.service where domain = $1', [domain]))[0]?.status ??
			'none',
		night: async () => await runDunning(office, { list: 1_000 }),
		sendLetters: async () => {
			const sent: string[] = [];
			for (const { id } of await due(['dunning_notice'])) {
				const claimed = await claimTask(office, id);
				if (!claimed) continue;
				const { template, customerCode } = await prepareNotice(office, id, {});
				await runStep(openStep(office, { taskId: id, stepName: 'mail' }, letter), {});
				await recordNotice(office, id);
				await completeTask(office, id);
				sent.push(`${customerCode} ${template}`);
			}
			return sent;
		},
		carryOut: async () => {
			for (const { id, kind, domain } of await due(['suspend', 'unsuspend', 'terminate'])) {
				await carryOut(office, panel, { id, kind, domain });
			}
		},
		giveBack: async () => (await reactivate(office)).filter(({ done }) => done).length,
	};
	return scene;
}

/** Claims one change and makes it; false when it was not to be made now. */
export async function carryOut(
	office: TaskOffice,
	panel: ControlPanel,
	{ id, kind, domain }: { readonly id: string; readonly kind: string; readonly domain: string | null },
	between: () => Promise<unknown> = async () => await Promise.resolve(),
): Promise<boolean> {
	const claimed = await claimTask(office, id);
	if (!claimed) return false;
	await between();
	const place = { taskId: id, stepName: 'account' };
	const account = domain ?? '';
	if (kind === 'suspend') {
		await runStep(openStep(office, place, accountSuspension(panel)), { account, reason: 'overdue' });
	} else if (kind === 'unsuspend') {
		await runStep(openStep(office, place, accountReactivation(panel)), { account });
	} else {
		await runStep(openStep(office, place, accountTermination(panel)), { account });
	}
	await completeTask(office, id);
	return true;
}

/** A mail that goes out. */
const letter: SideEffect<object, object, object> = {
	name: 'message.send',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => await Promise.resolve({}),
	readBack: async () => await Promise.resolve({ state: 'absent' }),
};
