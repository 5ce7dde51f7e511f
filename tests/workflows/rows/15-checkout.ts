import { createApiKey } from '../../../core/apiKeys';
import { createPlan } from '../../../core/catalog';
import { createService } from '../../../core/billing';
import { demoPlans } from '../../../stack/parts/seed';
import type { StripeEvent } from '../../../stack/standins/stripe';
import { paysOn } from '../../support/paysOn';
import { starterWorkflows } from '../../support/starterWorkflows';
import type { WorkflowScene } from '../../support/workflowScene';
import { controlled } from '../../support/playedServer';
import { staffTold, told } from '../orders';
import type { Row } from '../row';

interface Session extends Record<string, unknown> {
	readonly id: string;
	readonly url: string | null;
	readonly metadata: Readonly<Record<string, string>>;
}

const standin = async ({ addresses }: WorkflowScene) =>
	(await (await fetch(`${addresses.stripe}/_standin/state`)).json()) as { sessions: Session[]; events: StripeEvent[] };
/** The pages for a domain, newest first. */
const sessionsFor = async (scene: WorkflowScene, domain: string) =>
	(await standin(scene)).sessions.filter(({ metadata }) => metadata.domain === domain);

const submitted = (domain: string, more: object = {}) => ({
	items: [
		{
			...{ Plan: 'Starter – €9.90 a month', Domain: domain, Name: 'Anna Linden', Email: 'Anna@Linden.example', Language: 'Nederlands' },
			...more,
		},
	],
});
const ordered = { planCode: 'starter', mode: 'payment', amountMinor: 990, currency: 'EUR' };

/** The customer pays on the page, and workflow 10 hears of it. */
async function pays(scene: WorkflowScene, domain: string): Promise<void> {
	const [session] = await sessionsFor(scene, domain);
	await paysOn(session?.url);
	const { events } = await standin(scene);
	const event = events.find(({ data, type }) => data.object.id === session?.id && type === 'checkout.session.completed');
	if (!event) throw new Error('Stripe tells of no payment');
	await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, event));
	expect(await scene.payment(event.data.object.payment_intent)).toMatchObject({ outcome: 'paid', needsAttention: false });
}

const body = {
	...{ order: 'O-1042', customerCode: 'call-customer', name: 'Call Customer', email: 'call@a.example' },
	...{ planCode: 'starter', domain: 'call.example', language: 'fr' },
};
async function called({ backOffice }: WorkflowScene, changes: object = {}, scopes = ['checkout:write']) {
	const { secret } = await createApiKey(backOffice, { name: 'shop', scopes, perMinute: 600, expiresAt: null });
	return {
		request: {
			method: 'POST' as const,
			headers: { 'x-api-key': secret, 'content-type': 'application/json' },
			rawBody: JSON.stringify({ ...body, ...changes }),
		},
	};
}

/** Stripe does not take the key any more. */
async function keyRefused({ addresses }: WorkflowScene): Promise<void> {
	const error = { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_*****old' };
	const refusal = { kind: 'answer', path: '/v1/.*', times: 20, status: 401, body: { error } };
	await controlled(addresses.stripe).addFault(refusal);
}

const alerts = async (scene: WorkflowScene, cause: string) =>
	await scene.count(`select count from msp.alert where kind = 'item_failed' and cause like $1`, `checkout:%${cause}%`);
const open = async (scene: WorkflowScene) =>
	await scene.count(`select count(*) from msp.alert where kind = 'item_failed'`);

/** What a caller can do, who has no editor and no items. */
const forCaller = expect.not.stringMatching(/→|\bitem\b|in other words/) as unknown;

const stopped = (why: string, lang: string) => ({ request: { method: 'GET' as const, query: { why, lang, again: 'form' } } });

/** A domain that another order serves. */
async function served({ backOffice, owner }: WorkflowScene): Promise<void> {
	await createService(backOffice, {
		...{ customerCode: 'linden-bakery', planCode: 'starter', domain: 'served.example', orderReference: 'O-served' },
		dueInDays: 7,
	});
	await owner.query(`update msp.service set status = 'active' where order_reference = 'O-served'`);
}

const thanks = (lang: string, words: string, code: string): Row => ({
	title: `thanks in ${lang === '' ? 'no language' : lang}`,
	start: 'Back from Stripe',
	given: () => ({ request: { method: 'GET', query: lang === '' ? {} : { lang } } }),
	last: 'Page',
	then: async (_, { answer }) => {
		const page = String(answer.body);
		expect(page).toContain(words);
		expect(page).toContain(`<html lang="${code}">`);
		expect(page).not.toMatch(/alert\(|function|object/i);
		expect(page).toContain('width=device-width');
		await Promise.resolve();
	},
});

export const checkout: readonly Row[] = [
	{
		title: 'a form becomes a page of Stripe, whose payment is found',
		start: 'Order Form',
		given: () => submitted('form.example'),
		last: 'To Stripe',
		items: [{ ...ordered, domain: 'form.example', status: 'open', customerId: null }],
		then: async (scene) => {
			const [session] = await sessionsFor(scene, 'form.example');
			expect(session).toMatchObject({
				client_reference_id: expect.stringMatching(/^web-[0-9a-f]{24}$/) as unknown,
				customer_email: 'anna@linden.example',
				locale: 'nl',
				success_url: expect.stringMatching(/\/webhook\/msp\/checkout\/thanks\?lang=nl$/) as unknown,
				cancel_url: expect.stringMatching(/\/webhook\/msp\/checkout\/stopped\?why=cancelled&again=form&lang=nl$/) as unknown,
			});
		},
	},
	{
		title: 'the same form again is the same page',
		start: 'Order Form',
		given: () => submitted(' FORM.example ', { Email: 'anna@linden.example ' }),
		last: 'To Stripe',
		items: [{ domain: 'form.example', status: 'open' }],
		then: async (scene) => {
			expect(await sessionsFor(scene, 'form.example')).toHaveLength(1);
			await pays(scene, 'form.example');
		},
	},
	{
		title: 'the same form after the payment asks for no more money',
		start: 'Order Form',
		given: () => submitted('form.example'),
		last: 'To Stripe',
		items: [{ status: 'complete', paymentStatus: 'paid', url: null }],
		then: async (scene) => expect(await sessionsFor(scene, 'form.example')).toHaveLength(1),
	},
	{
		title: 'a form changes nothing of a customer who is known',
		start: 'Order Form',
		given: () => submitted('second.example', { Name: 'Somebody Else', Language: '' }),
		last: 'To Stripe',
		items: [{ domain: 'second.example' }],
		then: async (scene) => {
			const named = `select count(*) from msp.customer where email = 'anna@linden.example' and name = $1`;
			expect(await scene.count(named, 'Somebody Else')).toBe(0);
			expect(await scene.count(named, 'Anna Linden')).toBe(1);
		},
	},
	...[
		{ title: 'a plan that is not sold', more: { Plan: 'nothing' }, why: 'planCode' },
		{ title: 'a domain that is none', more: { Domain: 'no domain' }, why: 'domain' },
		{ title: 'an address that is none', more: { Email: 'nobody' }, why: 'email' },
	].map(
		({ title, more, why }): Row => ({
			title: `${title} leads to no page of Stripe`,
			start: 'Order Form',
			given: () => submitted('refused.example', more),
			last: 'Not Possible',
			items: [{ why }],
			then: async (scene) => expect(await sessionsFor(scene, 'refused.example')).toEqual([]),
		}),
	),
	{
		title: 'a plan that the form does not offer leads to no page, though it is in the catalog',
		start: 'Order Form',
		given: async (scene) => {
			await createPlan(scene.backOffice, {
				...{ planCode: 'staff-only', name: 'For staff', packageName: 'starter' },
				...{ price: '0', currency: 'EUR' },
			});
			return submitted('tampered.example', { Plan: 'staff-only' });
		},
		last: 'Not Possible',
		then: async (scene) => expect(await sessionsFor(scene, 'tampered.example')).toEqual([]),
	},
	{
		title: 'a plan that is not sold any more is not paid for',
		start: 'Order Form',
		given: async (scene) => {
			await scene.change(`update msp.plan set available = false where plan_code = 'business'`);
			return submitted('retired.example', { Plan: 'Business – €29.90 a month' });
		},
		last: 'Not Possible',
		items: [{ why: 'planCode' }],
		then: async (scene) => {
			expect(await sessionsFor(scene, 'retired.example')).toEqual([]);
			await staffTold(scene);
			const [mail, ...others] = (await scene.mails('The order form offers a plan')).filter(({ text }) => text.includes('business'));
			expect(others).toEqual([]);
			expect(mail?.text).toContain('Make the options of Order Form');
		},
	},
	{
		title: 'a call for a plan that is not sold any more is refused, and makes no customer',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { planCode: 'business', order: 'O-3', customerCode: 'late' }),
		last: 'Tell Staff: Call',
		answer: { status: 404, body: { code: 'not_found' } },
		then: async (scene) => {
			expect(await scene.count(`select count(*) from msp.customer where customer_code = 'late'`)).toBe(0);
			await scene.change(`update msp.plan set available = true where plan_code = 'business'`);
		},
	},
	{
		title: 'a form whose checkout Stripe refuses leads to no page, and staff are told why',
		start: 'Order Form',
		given: async (scene) => {
			await keyRefused(scene);
			return submitted('key.example');
		},
		last: 'Not Possible',
		items: [{ why: 'later' }],
	},
	{
		title: 'a second one is the same mail, and the buyer who comes back afterwards gets the page',
		start: 'Order Form',
		given: async (scene) => {
			await keyRefused(scene);
			return submitted('other-key.example');
		},
		last: 'Not Possible',
		items: [{ why: 'later' }],
		then: async (scene) => {
			expect(await alerts(scene, 'stripeBilling:auth')).toBe(2);
			await staffTold(scene);
			const [mail, ...others] = await scene.mails('Nobody can order by the form');
			expect(others).toEqual([]);
			for (const part of ['Invalid API Key provided', 'Check the key in the Stripe credential', 'Checkout for Form']) {
				expect(mail?.text).toContain(part);
			}
			await controlled(scene.addresses.stripe).clearFaults();
			await scene.play('msp-15-checkout', 'Order Form', submitted('key.example'));
			expect(await sessionsFor(scene, 'key.example')).toHaveLength(1);
		},
	},
	{
		title: 'a call whose checkout Stripe refuses is answered, and staff are told',
		start: 'POST checkouts',
		given: async (scene) => {
			await scene.change('delete from msp.alert');
			await keyRefused(scene);
			return await called(scene, { order: 'O-key', domain: 'call-key.example' });
		},
		last: 'Tell Staff: Call',
		answer: { status: 502, body: { code: 'auth' } },
		then: async (scene) => {
			await controlled(scene.addresses.stripe).clearFaults();
			expect(await alerts(scene, 'stripeBilling:auth')).toBe(1);
		},
	},
	{
		title: 'what only the buyer can correct is told to no staff',
		start: 'Order Form',
		given: async (scene) => {
			await scene.change('delete from msp.alert');
			return submitted('no domain');
		},
		last: 'Not Possible',
		items: [{ why: 'domain' }],
		then: async (scene) => expect(await open(scene)).toBe(0),
	},
	{
		title: 'a language that no form offers is English',
		start: 'Order Form',
		given: () => submitted('language.example', { Language: 'constructor', Email: 'c@linden.example' }),
		last: 'To Stripe',
		items: [{ domain: 'language.example' }],
	},
	{
		title: 'a form for a domain that is served already leads to no page of Stripe, and makes no customer',
		start: 'Order Form',
		given: async (scene) => {
			await served(scene);
			return submitted('WWW.served.example', { Email: 'other@served.example' });
		},
		last: 'Not Possible',
		items: [{ why: 'taken' }],
		then: async (scene) => {
			expect(await sessionsFor(scene, 'www.served.example')).toEqual([]);
			expect(await scene.count('select count(*) from msp.customer where email = $1', 'other@served.example')).toBe(0);
		},
	},
	{
		title: 'a call for a domain that is served already is refused',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { domain: 'served.example', order: 'O-3', customerCode: 'second-call' }),
		last: 'Tell Staff: Call',
		answer: { status: 409, body: { code: 'conflict', field: 'domain', remedy: expect.stringMatching(/^Choose another/) as unknown } },
		then: async (scene) => {
			expect(await sessionsFor(scene, 'served.example')).toEqual([]);
			expect(await scene.count('select count(*) from msp.customer where customer_code = $1', 'second-call')).toBe(0);
		},
	},
	{
		title: 'a call of the order that has the domain is no call for another one',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { domain: 'served.example', order: 'O-served' }),
		last: 'Tell Staff: Call',
		answer: { status: 200, body: { order: 'O-served' } },
	},
	...[
		{ field: 'domain', changes: { domain: 'no domain' } },
		{ field: 'email', changes: { email: 'nobody' } },
		{ field: 'language', changes: { language: 'klingon' } },
	].map(
		({ field, changes }): Row => ({
			title: `a call with a wrong ${field} is refused in words for a caller`,
			start: 'POST checkouts',
			given: async (scene) => await called(scene, { order: 'O-4', domain: 'wrong.example', ...changes }),
			last: 'Tell Staff: Call',
			answer: {
				status: 422,
				body: {
					field,
					detail: expect.stringMatching(new RegExp(`^'${field}'`)) as unknown,
					remedy: 'Correct the value and make the call again.',
				},
			},
		}),
	),
	{
		title: 'a call is answered with the page',
		start: 'POST checkouts',
		given: async (scene) => await called(scene),
		last: 'Tell Staff: Call',
		answer: { status: 200, body: { order: 'O-1042', status: 'open', url: expect.stringContaining('/pay/') as unknown } },
		then: async (scene) => {
			expect(await sessionsFor(scene, 'call.example')).toMatchObject([
				{ client_reference_id: 'O-1042', locale: 'fr', customer: expect.stringMatching(/^cus_/) as unknown },
			]);
		},
	},
	{
		title: 'the same call again is answered with the same page, which is paid',
		start: 'POST checkouts',
		given: async (scene) => await called(scene),
		last: 'Tell Staff: Call',
		answer: { status: 200, body: { order: 'O-1042', status: 'open' } },
		then: async (scene) => {
			expect(await sessionsFor(scene, 'call.example')).toHaveLength(1);
			await pays(scene, 'call.example');
		},
	},
	{
		title: 'the same order for another domain is refused',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { domain: 'other.example' }),
		last: 'Tell Staff: Call',
		answer: { status: 409, body: { code: 'exists', remedy: forCaller } },
		then: async (scene) => expect(await sessionsFor(scene, 'other.example')).toEqual([]),
	},
	{
		title: 'a call for a plan that is not sold is refused',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { planCode: 'nothing', order: 'O-2' }),
		last: 'Tell Staff: Call',
		answer: { status: 404, body: { code: 'not_found', field: 'planCode', remedy: forCaller } },
	},
	{
		title: 'a call without a field is refused',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, { order: undefined }),
		answer: { status: 422, body: { code: 'missing_field', field: 'order' } },
	},
	{
		title: 'a key of another scope is refused',
		start: 'POST checkouts',
		given: async (scene) => await called(scene, {}, ['provisioning:write']),
		answer: { status: 403, body: { code: 'missing_scope' } },
	},
	{
		title: 'the form names the plans of the demo company, with their prices',
		start: 'Back Without Paying',
		given: () => stopped('cancelled', 'fr'),
		last: 'Page',
		then: async () => {
			const nodes = starterWorkflows().find(({ flow }) => flow.id === 'msp-15-checkout')?.flow.nodes ?? [];
			const written = (node: string) => JSON.stringify(nodes.find(({ name }) => name === node)?.parameters);
			await Promise.resolve();
			for (const { name, planCode, priceMinor } of demoPlans) {
				const option = `${name} – €${(priceMinor / 100).toFixed(2)} a month`;
				expect(written('Order Form')).toContain(`"${option}"`);
				expect(written('Order')).toContain(`'${option}': '${planCode}'`);
			}
		},
	},
	...(
		[
			['cancelled', 'nl', 'Je hebt de pagina van Stripe verlaten', 'nl'],
			['taken', 'fr', 'Ce domaine est déjà servi', 'fr'],
			['planCode', 'en', 'We do not sell this plan', 'en'],
			['constructor', '<script>', 'Something does not work on our side', 'en'],
		] as const
	).map(
		([why, lang, words, code]): Row => ({
			title: `nothing was paid: ${why} in ${lang}`,
			start: 'Back Without Paying',
			given: () => stopped(why, lang),
			last: 'Page',
			then: async (_, { answer }) => {
				const page = String(answer.body);
				expect(page).toContain(words);
				expect(page).toContain(`<html lang="${code}">`);
				expect(page).toMatch(/<a href="http[^"]+\/form\/order">/);
				expect(page).not.toContain('<script>');
				await Promise.resolve();
			},
		}),
	),
	thanks('nl', 'Bedankt voor je bestelling', 'nl'),
	thanks('fr', 'Merci pour votre commande', 'fr'),
	thanks('', 'Thank you for your order', 'en'),
	thanks('constructor', 'Thank you for your order', 'en'),
	thanks('__proto__', 'Thank you for your order', 'en'),
	thanks('"><script>alert(1)</script>', 'Thank you for your order', 'en'),
];
