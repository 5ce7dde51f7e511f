import { renderMessage } from '../../../core/messages';

const failed = {
	severity: 'error',
	title: 'Provisioning of shop.example failed',
	message:
		'The customer Linden Bakery has paid 9.90 EUR for the order order-1001. What it had made is taken back, and nothing else was touched.',
	remedy: 'Raise the limit of the package. Then try again: MSP Task → Task: Retry.',
	vendorMessage: 'Too many databases',
	customerCode: 'linden-bakery',
	domain: 'shop.example',
	orderReference: 'order-1001',
	paid: '9.90 EUR',
	taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	stepName: 'database',
	errorClass: 'limit',
	firstSeenAt: '2026-02-27T04:30:00Z',
	timesSeen: 3,
};

const text = (language: 'en' | 'fr' | 'nl', data: object) => {
	const { subject, text: body } = renderMessage({ template: 'operatorAlert', language, data });
	return `${subject}\n\n${body}`;
};

test('a failed set-up, as staff read it', () => {
	expect(text('en', failed)).toMatchInlineSnapshot(`
		"Action needed: Provisioning of shop.example failed

		Action needed: Provisioning of shop.example failed

		The customer Linden Bakery has paid 9.90 EUR for the order order-1001. What it had made is taken back, and nothing else was touched.

		The error in its own words:
		> Too many databases

		What you can do: Raise the limit of the package. Then try again: MSP Task → Task: Retry.

		- Customer: linden-bakery
		- Domain: shop.example
		- Order: order-1001
		- Paid by the customer: 9.90 EUR
		- Step: database
		- Kind of error: limit
		- Task: 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10
		- First seen: 27 February 2026 at 04:30 UTC
		- Times seen: 3
		"
	`);
});

test.each([
	['fr', ['Payé par le client', 'Commande', 'Vu pour la première fois', 'Nombre de fois']],
	['nl', ['Betaald door de klant', 'Bestelling', 'Voor het eerst gezien', 'Aantal keren gezien']],
] as const)('in %s it has the same facts', (language, labels) => {
	for (const part of [...labels, '9.90 EUR', 'order-1001']) expect(text(language, failed)).toContain(part);
});

test('when all is done, the subject says so', () => {
	const done = { severity: 'done', title: 'n8n stopped while workflows were at work', firstSeenAt: '', timesSeen: 0 };
	expect(text('en', done).split('\n')[0]).toBe('Solved: n8n stopped while workflows were at work');
	expect(text('fr', done)).toContain('Résolu');
	expect(text('nl', done)).toContain('Opgelost');
});

test('a report that came once does not say how often', () => {
	expect(text('en', { ...failed, timesSeen: 1 })).not.toContain('Times seen');
});
