import { languages, type Language } from '../../core/kernel/languages';
import { renderMessage } from '../../core/messages';
import {
	makeReconciliationLink,
	reportReconciliation,
	showReconciliationPage,
	type Connections,
} from '../../core/reconciliation';
import { later, openReconciliationScene, type ReconciliationScene } from '../support/reconciliationScene';

let scene: ReconciliationScene;
beforeAll(async () => {
	scene = await openReconciliationScene();
});
afterAll(async () => await scene.close());
beforeEach(async () => await scene.clear());
afterEach(() => {
	scene.stripe.stripe.state().lacking = [];
});

const agree = { en: /agree/i, fr: /concorde/i, nl: /klopt|kloppen/i } as const;
const nothing = { en: /nothing to compare/, fr: /rien à comparer/, nl: /niets te vergelijken/ } as const;
const alone = { en: /2 payments are known to one side only/, fr: /2 paiements ne/, nl: /2 betalingen zijn/ } as const;

/** What the mail and the page of a run say. */
async function toldOf(runId: string, language: Language) {
	const { report } = await reportReconciliation(scene.office, { runId });
	const data = { reconciliation: report };
	const { subject, text } = renderMessage({ template: 'reconciliationReport', language, data, branding: {} });
	const address = 'https://n8n.example.com/webhook/msp/reconciliation';
	const { url } = makeReconciliationLink(scene.office, address, { runId, language, days: 1 }, later);
	const ticket = new URL(url).searchParams.get('ticket') ?? '';
	const { html } = await showReconciliationPage(scene.office, ticket, later);
	const verdict = /<p class="verdict ?(\w*)">(.*?)<\/p>/s.exec(html);
	return { subject, text, colour: verdict?.[1], verdict: verdict?.[2] ?? '' };
}

async function compare(connections?: Partial<Connections>) {
	const { run } = await scene.compare(connections);
	return run;
}

describe.each(languages)('in %s', (language) => {
	test('a month without any payment had nothing to compare, and does not agree', async () => {
		const run = await compare();
		expect(run).toMatchObject({ compared: 0, agree: 0, uncompared: 0, toLookAt: 0, unread: [] });
		const told = await toldOf(run.runId, language);
		for (const said of [told.subject, told.text, told.verdict]) {
			expect(said).toMatch(nothing[language]);
			expect(said).not.toMatch(agree[language]);
		}
		expect(told.colour).toBe('');
	});

	test('payments of the back office alone are compared with nothing, and the sides that failed are named', async () => {
		scene.paypal.state().mayNotSearch = true;
		scene.stripe.stripe.state().lacking = ['rak_balance_transaction_source_read'];
		await scene.stored({ reference: 'pi_unseen' });
		await scene.stored({ provider: 'paypal', reference: '5O190127TN364715T' });
		const run = await compare();
		expect(run).toMatchObject({ compared: 0, agree: 0, uncompared: 2, toLookAt: 0, unread: ['stripe', 'paypal'] });
		const told = await toldOf(run.runId, language);
		for (const said of [told.text, told.verdict]) {
			expect(said).toMatch(nothing[language]);
			expect(said).toMatch(alone[language]);
			expect(said).not.toMatch(agree[language]);
		}
		expect(told.subject).not.toMatch(agree[language]);
		for (const part of ['Stripe', 'PayPal', 'Transaction Search']) expect(told.text).toContain(part);
		expect(told.colour).toBe('bad');
	});

	test('without any other side there is nothing to compare with, either', async () => {
		await scene.stored({ reference: 'pi_alone' });
		await scene.stored({ reference: 'pi_alone2' });
		const told = await toldOf((await compare({})).runId, language);
		for (const said of [told.subject, told.text, told.verdict]) {
			expect(said).toMatch(nothing[language]);
			expect(said).not.toMatch(agree[language]);
		}
		expect(told.text).toMatch(alone[language]);
	});

	test('what could be compared agrees, and the rest is counted apart', async () => {
		const charge = scene.charge();
		await scene.stored({ reference: charge.payment_intent });
		for (const reference of ['5O190127TN364715T', '6P201238UO475826U']) {
			await scene.stored({ provider: 'paypal', reference });
		}
		const run = await compare({ stripe: scene.connections.stripe });
		expect(run).toMatchObject({ compared: 1, agree: 1, uncompared: 2, counts: { matched: 3 } });
		const told = await toldOf(run.runId, language);
		for (const said of [told.text, told.verdict]) {
			expect(said).toMatch(agree[language]);
			expect(said).toMatch(alone[language]);
			expect(said).not.toMatch(nothing[language]);
		}
	});
});

test('a payment that nobody has placed needs a person, also when no side was read', async () => {
	await scene.stored({ reference: 'pi_lost', unplaced: true, outcome: 'unknown_order' });
	const run = await compare({});
	expect(run).toMatchObject({ compared: 0, agree: 0, uncompared: 1, toLookAt: 1 });
	const { subject, text, verdict, colour } = await toldOf(run.runId, 'en');
	expect(subject).toContain('1 payment to look at');
	for (const said of [text, verdict]) expect(said).toMatch(/needs a person/);
	expect(colour).toBe('bad');
});

test('a refund alone of a side that was read is compared', async () => {
	await scene.stored({ reference: 'pi_zero00', amountMinor: 0, refundedMinor: 500 });
	expect(await compare()).toMatchObject({ uncompared: 0 });
});
