import { makeSimulationLink } from '../../../core/simulation';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

/** The demo customer owes something that is due in some days. */
async function owes({ owner }: WorkflowScene, number: string): Promise<void> {
	await owner.query(
		`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on)
		select id, $1, 'EUR', 1210, 1210, current_date + 10 from msp.customer where customer_code = 'linden-bakery'`,
		[number],
	);
}

const linkOf = ({ backOffice }: WorkflowScene, hours = 1) =>
	new URL(
		makeSimulationLink(backOffice, 'https://n8n.example.com/webhook/msp/simulation', { language: 'nl', hours }).url,
	).searchParams.get('ticket') ?? '';
const opened = (query: Record<string, string>): Arrival => ({ request: { method: 'GET', query } });
const before = async ({ count }: WorkflowScene) => await count('select count(*) from msp.audit_log');
let entries = 0;

export const simulateDunning: readonly Row[] = [
	{
		title: 'looks ahead for everybody, and writes nothing',
		start: 'Look Ahead',
		given: async (scene) => {
			await owes(scene, 'SIM-1');
			entries = await before(scene);
			return { items: [{}] };
		},
		last: 'Each Entry',
		items: [
			{ what: 'reminder', stage: 'before_due', customerCode: 'linden-bakery', amounts: { EUR: 1210 } },
			...['reminder_1', 'warning', 'reminder_7', 'last_warning'].map((stage) => ({ what: 'reminder', stage })),
		],
		then: async (scene) => {
			expect(await before(scene)).toBe(entries);
			expect(await scene.count('select count(*) from msp.dunning_attempt')).toBe(0);
		},
	},
	{
		title: 'looks ahead for one customer when another workflow calls it',
		start: 'When Called',
		given: () => ({ items: [{ customerCode: 'linden-bakery', days: 8, assume: 'cards_pay' }] }),
		last: 'Each Entry',
		items: [{ what: 'reminder', stage: 'before_due' }],
	},
	{
		title: 'the link shows the calendar in its language, and changes nothing',
		start: 'Page Opened',
		given: (scene) => opened({ ticket: linkOf(scene), customer: 'linden-bakery', days: '30' }),
		answer: { status: 200, headers: { 'content-type': expect.stringContaining('text/html') as unknown } },
		last: 'Answer with Page',
		then: async (scene, { answer }) => {
			for (const part of ['Wat de facturatie zou doen', 'SIM-1', 'linden-bakery']) expect(answer.body).toContain(part);
			expect(await before(scene)).toBe(entries);
		},
	},
	{
		title: 'a customer whom nobody knows is told',
		start: 'Page Opened',
		given: (scene) => opened({ ticket: linkOf(scene), customer: 'nobody' }),
		answer: { status: 404, body: expect.stringContaining('nobody') as unknown },
		last: 'Answer with Page',
	},
	{
		title: 'a forged ticket shows nothing',
		start: 'Page Opened',
		given: (scene) => opened({ ticket: `${linkOf(scene).slice(0, -4)}AAAA` }),
		answer: { status: 403 },
		last: 'Answer with Page',
	},
	{
		title: 'a link that is too old shows nothing',
		start: 'Page Opened',
		given: (scene) => opened({ ticket: linkOf(scene, -1) }),
		answer: { status: 410 },
		last: 'Answer with Page',
	},
];
