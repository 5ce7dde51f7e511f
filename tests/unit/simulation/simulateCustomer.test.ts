import fc from 'fast-check';
import { addDays } from '../../../core/kernel/calendar';
import { simulateCustomer, type LookAhead, type SimulatedCustomer } from '../../../core/simulation';
import { anyDay, termsOf } from '../../support/termsOf';
import { account, invoice, service } from '../dunning/accounts';

const renewal = { invoiceLeadDays: 7, grouping: 'customer' } as const;
const s1 = { serviceId: 's1', domain: 's1.example', anchor: { first: '2026-06-01', monthEnd: false } };

function customer(different: Partial<SimulatedCustomer> = {}): SimulatedCustomer {
	return {
		account: account({ invoices: [] }),
		terms: [termsOf(s1)],
		renewalPolicyOf: () => renewal,
		hasSavedMethod: true,
		credits: {},
		...different,
	};
}

const told = (given: SimulatedCustomer, ahead: Partial<LookAhead> = {}) =>
	simulateCustomer(given, { from: '2026-05-20', days: 30, assume: 'nobody_pays', ...ahead }).map(
		({ day, what }) => `${day} ${what}`,
	);

test('nobody pays: the invoice of the renewal walks through the stages, and a suspended service is not renewed', () => {
	expect(told(customer(), { days: 90 })).toEqual([
		'2026-05-25 invoice',
		'2026-05-29 reminder',
		'2026-06-02 reminder',
		'2026-06-03 suspension_warning',
		'2026-06-04 suspension',
		'2026-06-08 reminder',
		'2026-06-12 reminder',
	]);
});

test('saved cards pay: what is charged is dunned no more, and the next period follows', () => {
	expect(told(customer(), { days: 60, assume: 'cards_pay' })).toEqual([
		'2026-05-25 invoice',
		'2026-05-29 reminder',
		'2026-06-01 charge',
		'2026-06-24 invoice',
		'2026-06-28 reminder',
		'2026-07-01 charge',
	]);
	expect(told(customer({ hasSavedMethod: false }), { assume: 'cards_pay' })).toEqual(told(customer()));
	const onIssue = customer({ account: account({ invoices: [], settings: { chargeWhen: 'on_issue' } }) });
	expect(told(onIssue, { assume: 'cards_pay' })).toEqual(['2026-05-25 invoice', '2026-05-25 charge']);
	const never = customer({ account: account({ invoices: [], settings: { chargeWhen: 'never' } }) });
	expect(told(never, { assume: 'cards_pay' })).toEqual(told(never));
});

test('credit pays a new invoice first, and what it pays in full is never dunned', () => {
	const covered = customer({ credits: { EUR: 1_000, JPY: 5 } });
	expect(told(covered, { days: 36 })).toEqual(['2026-05-25 invoice', '2026-06-24 invoice']);
	const [made, reminded] = simulateCustomer(customer({ credits: { EUR: 400 } }), {
		...{ from: '2026-05-20', days: 30, assume: 'nobody_pays' },
	});
	expect(made).toMatchObject({ amounts: { EUR: 1_000 }, invoices: [{ number: null, dueOn: '2026-06-01' }] });
	expect(reminded).toMatchObject({ what: 'reminder', amounts: { EUR: 600 }, stage: 'before_due' });
});

test('a suspension is told on the day when its hours come, and was decided the night before', () => {
	// 1 August 2026 is a Saturday.
	const due = invoice('i1', { dueOn: '2026-07-29', serviceIds: ['s1'] });
	const entries = simulateCustomer(customer({ terms: [], account: account({ invoices: [due] }) }), {
		...{ from: '2026-07-30', days: 10, assume: 'nobody_pays' },
	});
	expect(entries.filter(({ what }) => what === 'suspension')).toEqual([
		expect.objectContaining({
			decidedOn: '2026-08-01',
			day: '2026-08-03',
			domains: ['s1.example'],
			amounts: { EUR: 1000 },
		}),
	]);
});

test('a termination that waits for a person is told once', () => {
	const settings = { terminations: 'approval' } as const;
	const given = account({
		settings,
		invoices: [invoice('i1', { dueOn: '2026-06-01' })],
		services: [service('s1', { settings })],
	});
	const what = told(customer({ terms: [], account: given }), { from: '2026-05-20', days: 60 });
	expect(what.filter((one) => /termination/.test(one))).toEqual([
		'2026-06-12 termination_warning',
		'2026-06-15 termination',
	]);
});

test('a longer look says the same of the first nights', () => {
	fc.assert(
		fc.property(anyDay, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (first, short, more) => {
			const given = customer({ terms: [termsOf({ ...s1, anchor: { first, monthEnd: false } })] });
			const ahead = { from: first, assume: 'nobody_pays' } as const;
			const until = addDays(first, short);
			const long = simulateCustomer(given, { ...ahead, days: short + more });
			expect(long.filter(({ decidedOn }) => decidedOn < until)).toEqual(
				simulateCustomer(given, { ...ahead, days: short }),
			);
		}),
	);
});
