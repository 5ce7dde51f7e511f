import type { OrderProgress } from '../../../stack/parts/orderProgress';
import { storiesOf, watchOrder } from '../../../stack/parts/orderStory';

type Told = Record<string, unknown>;

const done = (name: string, result: object = {}) => ({ name, status: 'done', result });
const onPanel = ['package', 'account', 'dns', 'certificate', 'mailbox', 'database'];
const task = (more: Told) => ({ taskId: 't1', attempt: 0, statusDetail: '', steps: [], ...more });

/** An order as far as its task says; all of it is what the store would tell. */
const progress = (more: Told = {}) =>
	({
		event: { paymentEventId: 'e1', outcome: 'applied', processedAt: new Date() },
		service: { orderReference: 'o1', domain: 'shop.example', status: 'active' },
		server: { serverCode: 'da1', panel: 'directadmin' },
		payment: { outcome: 'paid', outcomeDetail: 'all is paid' },
		...more,
	}) as unknown as OrderProgress;

const whole = progress({
	task: task({ status: 'completed', steps: [...onPanel, 'welcome-mail'].map((name) => done(name)) }),
});

async function watched(sequence: readonly OrderProgress[], mail: (domain: string) => Promise<string | undefined>) {
	const said: string[] = [];
	let looks = 0;
	const missed = watchOrder(storiesOf('evt_1', mail), {
		look: async () => await Promise.resolve(sequence[Math.min(looks++, sequence.length - 1)] ?? whole),
		say: (mark, title, what) => said.push(`${mark} ${title}: ${what}`),
		patienceMs: 700,
		mailMs: 300,
	});
	return { missed: await missed, said };
}
const caught = async () => await Promise.resolve('m1');
const none = async () => await Promise.resolve(undefined);

test('an order that goes well is told from the event to the service', async () => {
	const { missed, said } = await watched([whole], caught);
	expect(missed).toEqual([]);
	expect(said).toHaveLength(13);
	expect(said.every((line) => line.startsWith('✓'))).toBe(true);
	expect(said.at(-1)).toBe('✓ service active: shop.example on da1 (DirectAdmin)');
});

test.each([
	[false, '✓ package is there: starter'],
	[true, '✓ package is there: starter, made for this order'],
])('the package is told after the server, made: %p', async (created, line) => {
	const steps = [...onPanel, 'welcome-mail'].map((name) =>
		done(name, name === 'package' ? { packageName: 'starter', created } : {}),
	);
	const { said } = await watched([progress({ task: task({ status: 'completed', steps }) })], caught);
	const at = said.findIndex((one) => one.startsWith('✓ server chosen'));
	expect(said[at + 1]).toBe(line);
	expect(said[at + 2]).toMatch(/^✓ hosting account created/);
});

test('a step that failed and that the task went on without is told with its class, words and remedy', async () => {
	const failed = {
		name: 'welcome-mail',
		status: 'failed',
		errorClass: 'permission',
		vendorMessage: '553 not owned',
		remedy: 'Check the From Address.',
	};
	const steps = [...onPanel.map((name) => done(name)), failed];
	const { missed, said } = await watched([progress({ task: task({ status: 'completed', steps }) })], none);
	expect(missed).toEqual(['welcome mail caught']);
	expect(said.at(-2)).toBe('✗ welcome mail caught: not done: permission: 553 not owned — Check the From Address.');
	expect(said.at(-1)).toMatch(/^✓ service active/);
});

test('a step that the workflow no longer has is told, and what comes after it', async () => {
	const steps = ['package', 'account', 'dns', 'welcome-mail'].map((name) => done(name));
	const { missed } = await watched([progress({ task: task({ status: 'completed', steps }) })], caught);
	expect(missed).toEqual(['SSL certificate requested', 'mailbox created', 'database created']);
});

test('a mail that went elsewhere is not waited for', async () => {
	const { missed, said } = await watched([whole], none);
	expect(missed).toEqual(['welcome mail caught']);
	expect(said.at(-2)).toContain('the MSP Mail Server credential names another mail server');
});

test('the mail is looked for by the domain as the back office writes it', async () => {
	const asked: string[] = [];
	await watched([whole], async (domain) => {
		asked.push(domain);
		return await Promise.resolve('m1');
	});
	expect(asked).toEqual(['shop.example']);
});

test('a failure that is tried again is told once, and waited for', async () => {
	const nextAttemptAt = new Date(Date.now() + 800);
	const failure = { failedStep: 'account', errorClass: 'busy', vendorMessage: '429', remedy: 'Wait.', nextAttemptAt };
	const retry = progress({ task: task({ status: 'retry', attempt: 1, ...failure }) });
	const { missed, said } = await watched([...Array.from({ length: 12 }, () => retry), whole], caught);
	expect(missed).toEqual([]);
	const told = said.filter((line) => line.startsWith('…'));
	expect(told).toEqual([
		expect.stringMatching(/^… account failed: tried again at \d\d:\d\d:\d\d\. busy: 429 — Wait\.$/),
	]);
});

test.each<[string, OrderProgress, RegExp]>([
	[
		'failed for good',
		progress({
			task: task({
				status: 'failed',
				failedStep: 'account',
				errorClass: 'limit',
				vendorMessage: 'full',
				remedy: 'Make room.',
			}),
		}),
		/^The task is failed at the step 'account'\. limit: full — Make room\.$/,
	],
	[
		'came to nothing',
		progress({ task: undefined }),
		/^Nothing is set up: the payment came to 'applied'\. all is paid$/,
	],
	[
		'has no outcome',
		progress({
			task: undefined,
			payment: undefined,
			event: { paymentEventId: 'e', outcome: null, processedAt: new Date() },
		}),
		/^Nothing is set up: the payment came to nothing\.$/,
	],
	[
		'does not go on',
		progress({ event: undefined, service: undefined, server: undefined, payment: undefined }),
		/^'event verified and stored' has not happened for 0\.7 seconds/,
	],
])('an order that %s ends with one sentence', async (_, state, sentence) => {
	await expect(watched([state], caught)).rejects.toThrow(sentence);
});
