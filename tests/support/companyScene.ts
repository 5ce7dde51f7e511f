import { z } from 'zod';
import { type ShownTask, showTask, type TaskOffice } from '../../core/tasks';
import type { Addresses } from '../../stack/parts/credentials';
import type { DemoServerCode } from '../../stack/parts/demoServers';
import type { Secrets } from '../../stack/parts/settings';
import type { HeldAccount } from '../../stack/standins/shared';
import { payCheckout, type Checkout, type StripeEvent } from '../../stack/standins/stripe';
import { controlled, fleetOf, type Controlled, type Fleet } from './playedServer';
import { letTimePass } from './provisioningScene';

/** The demo company with its stand-ins: what a test does to it and sees of it, whichever n8n works for it. */
export interface CompanyScene {
	readonly addresses: Addresses;
	readonly secrets: Secrets;
	/** The back office as nodes see it. */
	readonly backOffice: TaskOffice;
	/** By the codes of their records. */
	readonly servers: Fleet;
	/** From now on new orders go to these servers only. */
	placeOn(...codes: DemoServerCode[]): Promise<void>;
	/** From now on each server has a plan of its own: the plan `starter` under the server's code. */
	sellOnEach(): Promise<void>;
	/** What the panels hold for a domain, over all servers; and which of them know anything of it. */
	onPanels(domain: string): Promise<{ accounts: HeldAccount[]; known: string[] }>;
	readonly catcher: Controlled;
	/** Newest first; those whose subject or text names what is given. */
	mails(naming: string): Promise<Mail[]>;
	/** The newest task of a domain; undefined while there is none. */
	task(domain: string): Promise<ShownTask | undefined>;
	/** The payment with this reference; undefined while there is none. */
	payment(reference: unknown): Promise<ShownPayment | undefined>;
	/** The one number of a query. */
	count(sql: string, ...values: unknown[]): Promise<number>;
	/** Changes rows, as somebody beside n8n does; gives how many. */
	change(sql: string, ...values: unknown[]): Promise<number>;
	/** Lets every lease run out and every due time come. */
	timePasses(): Promise<void>;
}

const mailSchema = z.object({
	id: z.string(),
	to: z.array(z.string()),
	subject: z.string(),
	messageId: z.string(),
	text: z.string(),
	html: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

const paymentRow = z.object({
	outcome: z.string(),
	outcomeDetail: z.string(),
	needsAttention: z.boolean(),
	serviceStatus: z.string().nullable(),
});
export type ShownPayment = z.infer<typeof paymentRow>;

export function companyScene({
	addresses,
	secrets,
	backOffice,
}: Pick<CompanyScene, 'addresses' | 'secrets' | 'backOffice'>): CompanyScene {
	const { store } = backOffice;
	const servers = fleetOf({ addresses, secrets });
	const change = async (sql: string, ...values: unknown[]) =>
		await store.asStaff(async (transaction) => await transaction.run(sql, values));
	return {
		addresses,
		secrets,
		backOffice,
		servers,
		catcher: controlled(addresses.mails),
		change,
		placeOn: async (...codes) => {
			await change('update msp.server set accepts_new = server_code = any($1)', codes);
		},
		sellOnEach: async () => {
			await store.asStaff(async (transaction) => {
				await transaction.run('update msp.server set server_group = server_code');
				await transaction.run(`insert into msp.plan (plan_code, name, price_minor, currency, package_name, limits,
						mailbox_quota_megabytes, dns_records, server_group)
					select v.server_code, p.name, p.price_minor, p.currency, p.package_name, p.limits,
						p.mailbox_quota_megabytes, p.dns_records, v.server_code
					from msp.plan p cross join msp.server v where p.plan_code = 'starter'`);
			});
		},
		onPanels: async (domain) => {
			const held = await Promise.all(
				Object.values(servers).map(async (server) => {
					const accounts = (await server.accounts()).filter((account) => account.domain === domain);
					return { accounts, known: (await server.knows(domain)) ? [server.code] : [] };
				}),
			);
			return { accounts: held.flatMap(({ accounts }) => accounts), known: held.flatMap(({ known }) => known) };
		},
		mails: async (naming) => {
			const list = z.array(z.object({ id: z.string() })).parse(await json(`${addresses.mails}/messages`));
			const mails = await Promise.all(
				list.map(async ({ id }) => mailSchema.parse(await json(`${addresses.mails}/messages/${id}`))),
			);
			return mails.filter(({ subject, text }) => `${subject}\n${text}`.includes(naming));
		},
		task: async (domain) => {
			const found = await store.asStaff(
				async (transaction) =>
					await transaction.row(
						z.object({ taskId: z.uuid() }),
						`select t.id as "taskId" from msp.task t join msp.service s on s.id = t.subject_id
						where s.domain = $1 order by t.created_at desc`,
						[domain],
					),
			);
			return found && (await showTask(backOffice, found.taskId));
		},
		payment: async (reference) =>
			await store.asStaff(
				async (transaction) =>
					await transaction.row(
						paymentRow,
						`select p.outcome, p.outcome_detail as "outcomeDetail", p.needs_attention as "needsAttention",
							s.status as "serviceStatus"
						from msp.payment p left join msp.service s on s.id = p.service_id where p.payment_reference = $1`,
						[reference],
					),
			),
		count: async (sql, ...values) => {
			const found = await store.asStaff(
				async (transaction) => await transaction.row(z.object({ count: z.number() }), sql, values),
			);
			return found?.count ?? 0;
		},
		timePasses: async () => {
			await letTimePass(backOffice);
			await change(`update msp.payment_event set received_at = received_at - interval '5 minutes',
				lease_until = least(lease_until, now())`);
			await change(`update msp.alert set tell_at = now(), lease_until = null`);
			await change(`update msp.server_slot set lease_until = now() where lease_until > now()`);
		},
	};
}

/** A paid checkout of the demo company's customer, as Stripe tells of it. */
export function paidCheckout(checkout: Partial<Checkout> & { readonly domain: string }): StripeEvent {
	return payCheckout({
		order: `order-${checkout.domain}`,
		customer: 'linden-bakery',
		plan: 'starter',
		amount: 990,
		currency: 'EUR',
		...checkout,
	});
}

async function json(url: string): Promise<unknown> {
	return await (await fetch(url)).json();
}
