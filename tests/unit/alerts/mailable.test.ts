import fc from 'fast-check';
import type { Telling } from '../../../core/alerts';
import { mailable } from '../../../core/alerts/mailable';
import { renderMessage } from '../../../core/messages';

/** The values of the operator alert, as workflow 91 gives them. */
function mailOf(telling: Telling): string {
	const { alertId: _alert, phase: _phase, kind: _kind, count, firstSeenAt, facts, ...words } = telling;
	const { provider: _provider, ...known } = facts;
	const told = Object.fromEntries(
		Object.entries(known).map(([name, value]: [string, string | undefined]) => [name, value ?? '']),
	);
	const data = { ...words, ...told, timesSeen: count, firstSeenAt: firstSeenAt.toISOString() };
	return renderMessage({ template: 'operatorAlert', language: 'en', data }).text;
}

const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.constantFrom('x'.repeat(20_000), '\ud83d\ude00'.repeat(4_000), 'a b\n'.repeat(4_000), '\u0000'.repeat(12_000)),
	fc.constantFrom('', ' ', '\u0000', '\n\n', '\ud800', 'a\nb', '\u202e'),
);
const link = fc.oneof(
	text,
	fc.webUrl(),
	fc.constantFrom('ftp://a.example', 'https://user:pass@a.example/', 'javascript:alert(1)', 'https://a.example/<b>'),
);
const maybe = (one: fc.Arbitrary<string>) => fc.option(one, { nil: undefined });

const telling: fc.Arbitrary<Telling> = fc.record({
	alertId: fc.uuid(),
	phase: fc.constantFrom('problem', 'done'),
	kind: fc.constant('other'),
	severity: fc.constantFrom('error', 'warning', 'info', 'done'),
	title: text,
	message: text,
	remedy: text,
	firstSeenAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
	count: fc.integer({ min: 1, max: 1e9 }),
	facts: fc.record({
		customerCode: maybe(text),
		domain: maybe(text),
		orderReference: maybe(text),
		paid: maybe(text),
		taskId: maybe(text),
		stepName: maybe(text),
		errorClass: maybe(text),
		vendorMessage: maybe(text),
		detailsUrl: maybe(link),
		provider: maybe(text),
	}),
});

test('whatever vendors and workflows have written into an alert, there is a mail that tells it', () => {
	fc.assert(
		fc.property(telling, (given) => {
			expect(mailOf(mailable(given)).length).toBeGreaterThan(0);
		}),
		{ numRuns: 200 },
	);
});

test('what fits is told as it is', () => {
	const plain: Telling = {
		...{ alertId: 'a', phase: 'problem', kind: 'other', severity: 'error', title: 'It is so', message: 'One\nTwo' },
		...{ remedy: 'Look.', firstSeenAt: new Date(0), count: 1 },
		facts: { vendorMessage: '550 no\nsuch user', detailsUrl: 'https://n8n.example/workflow/1', domain: 'a.example' },
	};
	expect(mailable(plain)).toMatchObject(plain);
});
