import { hostingLine, ninjaTells, shopClient, shopOf } from '../../support/ninjaShop';
import type { WorkflowScene } from '../../support/workflowScene';
import { staffTold } from '../orders';
import type { Row } from '../row';

const id = 'msp-17-quote-accepted';
const tick = { items: [{}] };
const open = `select count(*) from msp.feed_entry where lease_until is not null and reader = '${id}'`;
const catchUp = async (scene: WorkflowScene) => {
	const { run } = await scene.play(id, 'Every Ten Minutes', tick);
	expect(run?.error).toBeUndefined();
};

/** A quote that the client has approved, after the first run of the catch-up. */
async function approved(scene: WorkflowScene, domain: string, productKey?: string) {
	const shop = shopOf(scene);
	const client = await shopClient(scene);
	await catchUp(scene);
	const quote = await shop.make('quotes', { client_id: client.id, line_items: [hostingLine(domain, productKey)] });
	await shop.bulk('quotes', 'mark_sent', [quote.id]);
	await shop.bulk('quotes', 'approve', [quote.id]);
	return quote;
}
const ordered = `select count(*) from msp.invoice i join msp.service s on s.id = i.service_id
	where s.domain = $1 and s.status = 'pending_payment' and i.status = 'open'`;
const mailsOf = async (scene: WorkflowScene) =>
	(await shopOf(scene).mails()).filter(({ entity, template }) => /invoice/i.test(entity) && /invoice/.test(template));

export const quoteAccepted: readonly Row[] = [
	{
		title: 'an approved quote becomes an invoice that is e-mailed and has its order, once',
		start: 'Quote Approved',
		given: async (scene) => {
			const quote = await approved(scene, 'quote.example');
			return await ninjaTells(scene, id, { event: 'approve_quote', id: quote.id });
		},
		answer: { status: 200 },
		last: 'Mark Handled',
		then: async (scene) => {
			const invoices = await shopOf(scene).list('invoices');
			expect(invoices).toMatchObject([{ status_id: '2', amount: 9.9 }]);
			expect(await mailsOf(scene)).toHaveLength(1);
			expect(await scene.count(ordered, 'quote.example')).toBe(1);
			expect(await scene.count(open)).toBe(0);
			// The quote has changed, since it is converted now. The catch-up sends nothing again.
			await catchUp(scene);
			expect(await shopOf(scene).list('invoices')).toHaveLength(1);
			expect(await mailsOf(scene)).toHaveLength(1);
		},
	},
	{
		title: 'an approval that no webhook told is found by the catch-up',
		start: 'Every Ten Minutes',
		given: async (scene) => {
			await approved(scene, 'quote-missed.example');
			return tick;
		},
		last: 'Mark Handled',
		then: async (scene) => {
			expect(await scene.count(ordered, 'quote-missed.example')).toBe(1);
			expect(await scene.count(open)).toBe(0);
		},
	},
	{
		title: 'a quote that was converted by hand and not sent is told to a person, and sent to nobody',
		start: 'Every Ten Minutes',
		given: async (scene) => {
			const quote = await approved(scene, 'quote-draft.example');
			await shopOf(scene).bulk('quotes', 'convert_to_invoice', [quote.id]);
			return tick;
		},
		last: 'Mark Handled',
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.mails('became an invoice that nobody has sent')).toHaveLength(1);
			expect(await scene.count(open)).toBe(0);
		},
	},
	{
		title: 'a quote for a product that nobody knows is sent, and a person is told',
		start: 'Quote Approved',
		given: async (scene) => {
			const quote = await approved(scene, 'quote-unknown.example', 'no-such-plan');
			return await ninjaTells(scene, id, { event: 'approve_quote', id: quote.id });
		},
		answer: { status: 200 },
		last: 'Mark Handled',
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.mails('quote-unknown.example')).toHaveLength(1);
		},
	},
	{
		title: 'a quote that is only sent becomes nothing',
		start: 'Every Ten Minutes',
		given: async (scene) => {
			await catchUp(scene);
			const shop = shopOf(scene);
			const client = await shopClient(scene);
			const quote = await shop.make('quotes', { client_id: client.id, line_items: [hostingLine('quote-open.example')] });
			await shop.bulk('quotes', 'mark_sent', [quote.id]);
			return tick;
		},
		last: 'Mark Handled',
		then: async (scene) => {
			expect(await scene.count(open)).toBe(0);
		},
	},
];
