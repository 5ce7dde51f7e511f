import { afterNight, evaluateAccount, type DunnedAccount } from '../../../core/dunning';
import { addDays } from '../../../core/kernel/calendar';
import { account, invoice, sent, service, suspendedForMoney } from './accounts';

const due = '2026-06-01';
const on = (days: number) => addDays(due, days);

/** What happens on each night from one day to another, when all are run. */
function nights(start: DunnedAccount, from: number, to: number): { told: string[]; end: DunnedAccount } {
	let now = start;
	const told: string[] = [];
	for (let night = from; night <= to; night++) {
		const evaluation = evaluateAccount(now, on(night));
		if (evaluation.notice) told.push(`${night} ${evaluation.notice.action}`);
		for (const { serviceId } of evaluation.suspensions) told.push(`${night} suspend ${serviceId}`);
		for (const { serviceId } of evaluation.terminations) told.push(`${night} terminate ${serviceId}`);
		now = afterNight(now, evaluation, on(night));
	}
	return { told, end: now };
}

test('an unpaid invoice walks through the seeded stages', () => {
	expect(nights(account(), -10, 30).told).toEqual([
		'-3 remind',
		'1 remind',
		'2 warn_suspension',
		'3 suspend s1',
		'7 remind',
		// Terminations are off: the last warning is a reminder.
		'11 remind',
	]);
});

test('a termination is asked for after its warning, night after night until a person decides', () => {
	const { told } = nights(account({ settings: { terminations: 'approval' } }), -10, 15);
	expect(told.slice(-3)).toEqual(['11 warn_termination', '14 terminate s1', '15 terminate s1']);
});

test('a termination is never asked for a service of a person, or one that runs', () => {
	const settings = { terminations: 'approval' } as const;
	const byPerson = { ...suspendedForMoney, suspendedBy: 'Ann' };
	for (const given of [byPerson, { ...byPerson, suspendedBy: 'system', suspensionReason: 'abuse' as const }]) {
		const told = nights(account({ settings, services: [service('s1', { settings, ...given })] }), -10, 40).told;
		expect(told).toEqual(['-3 remind', '1 remind', '2 remind', '7 remind', '11 remind']);
	}
});

// WHMCS users: after a cron outage all reminders and the suspension came in one night.
test('after missed nights the warning comes first, and its days run', () => {
	expect(nights(account(), 9, 20).told).toEqual(['9 warn_suspension', '10 suspend s1', '11 remind']);
	const first = evaluateAccount(account(), on(9));
	expect(first.covered.map(({ stageCode }) => stageCode)).toEqual(['reminder_7']);
	expect(first.skipped.map(({ stageCode }) => stageCode)).toEqual(['before_due', 'reminder_1']);
	expect(first.notice?.threats).toEqual([{ serviceId: 's1', domain: 's1.example', what: 'suspend', on: on(10) }]);
});

test('a warning that nobody sent suspends nobody', () => {
	for (const status of ['planned', 'failed', 'skipped', 'covered'] as const) {
		const attempts = [sent('warning', on(2), { status, sentOn: null })];
		expect(evaluateAccount(account({ attempts }), on(8)).suspensions).toEqual([]);
	}
	const reminder = [sent('warning', on(2), { action: 'remind' })];
	expect(evaluateAccount(account({ attempts: reminder }), on(8)).suspensions).toEqual([]);
	expect(evaluateAccount(account({ attempts: [sent('warning', on(2))] }), on(8)).suspensions).toHaveLength(1);
});

test('a warning of another due day does not count', () => {
	const attempts = [sent('warning', on(2), { dueOn: on(-5) })];
	const { suspensions, notice } = evaluateAccount(account({ attempts }), on(8));
	expect(suspensions).toEqual([]);
	expect(notice?.action).toBe('warn_suspension');
});

test('of two invoices one letter is sent, for the more severe stage, and both are in it', () => {
	const invoices = [invoice('i1'), invoice('i2', { dueOn: on(1), currency: 'USD', balanceMinor: 500 })];
	const { notice, covered } = evaluateAccount(account({ invoices }), on(2));
	expect(notice).toMatchObject({
		action: 'warn_suspension',
		invoices: [{ invoiceId: 'i1' }, { invoiceId: 'i2' }],
		totals: [
			{ currency: 'EUR', amountMinor: 1_000 },
			{ currency: 'USD', amountMinor: 500 },
		],
		sends: [{ invoiceId: 'i1', stageCode: 'warning' }],
	});
	expect(covered).toEqual([{ invoiceId: 'i2', stageCode: 'reminder_1', dueOn: on(1), action: 'remind' }]);
});

test('a disputed and a pending invoice drive nothing, and lift nothing', () => {
	for (const hold of ['disputed', 'payment_pending'] as const) {
		const held = account({ invoices: [invoice('i1', { hold })], attempts: [sent('warning', on(2))] });
		expect(evaluateAccount(held, on(5))).toMatchObject({
			notice: null,
			suspensions: [],
			reactivations: [],
			state: 'current',
		});
		const stopped = { ...held, services: [service('s1', suspendedForMoney)] };
		expect(evaluateAccount(stopped, on(5))).toMatchObject({ reactivations: [], state: 'suspended' });
	}
	const invoices = [invoice('i1', { hold: 'disputed' }), invoice('i2')];
	const attempts = [sent('warning', on(2), { invoiceId: 'i2' })];
	expect(evaluateAccount(account({ invoices, attempts }), on(3)).suspensions).toMatchObject([{ invoiceIds: ['i2'] }]);
});

test('what is owed below the threshold of its currency drives nothing', () => {
	const campaign = { ...account().campaign, thresholds: { EUR: 500 } };
	const owes = (balanceMinor: number, currency = 'EUR') =>
		account({
			campaign,
			invoices: [invoice('i1', { balanceMinor, currency })],
			services: [service('s1', { campaign, ...suspendedForMoney })],
		});
	expect(evaluateAccount(owes(499), on(9))).toMatchObject({ state: 'current', reactivations: ['s1'], notice: null });
	expect(evaluateAccount(owes(500), on(9))).toMatchObject({ state: 'suspended', reactivations: [] });
	expect(evaluateAccount(owes(1, 'USD'), on(9))).toMatchObject({ state: 'suspended', reactivations: [] });
});

test('an exemption stops enforcement up to its day, and its end begins with a warning', () => {
	const settings = { overdueEnforcementOff: { until: on(20), reason: 'bank strike', by: 'Ann' } };
	const { told } = nights(account({ settings, attempts: [sent('warning', on(2))] }), 3, 30);
	expect(told).toEqual(['7 remind', '11 remind', '21 warn_suspension', '22 suspend s1']);
	const exempt = account({ settings, services: [service('s1', { settings, ...suspendedForMoney })] });
	expect(evaluateAccount(exempt, on(4))).toMatchObject({ state: 'exempt', reactivations: ['s1'] });
});

test('a protected customer gets reminders and no more', () => {
	const { told } = nights(account({ settings: { protected: true, terminations: 'approval' } }), -5, 30);
	expect(told).toEqual(['-3 remind', '1 remind', '2 remind', '7 remind', '11 remind']);
});

test('where another system reminds, only the warnings are ours', () => {
	expect(nights(account({ settings: { reminders: false } }), -5, 30).told).toEqual([
		'2 warn_suspension',
		'3 suspend s1',
	]);
});

test('only what the system suspended for money is given back', () => {
	const services = [
		service('s1', suspendedForMoney),
		service('s2', { ...suspendedForMoney, suspendedBy: 'Ann' }),
		service('s3', { ...suspendedForMoney, suspensionReason: 'abuse' }),
		service('s4', { pending: { kind: 'suspend', ofDunning: true, begun: false, notBefore: null } }),
		service('s5', { pending: { kind: 'suspend', ofDunning: false, begun: false, notBefore: null } }),
		service('s6', {
			...suspendedForMoney,
			pending: { kind: 'unsuspend', ofDunning: true, begun: true, notBefore: null },
		}),
	];
	expect(evaluateAccount(account({ services, invoices: [] }), on(9)).reactivations).toEqual(['s1', 's4']);
});

test('a suspension that is planned is told apart from one that was made, with its time', () => {
	const attempts = [sent('warning', on(2))];
	const monday = new Date('2026-06-08T07:00:00Z');
	const waiting = { kind: 'suspend', ofDunning: true, begun: false, notBefore: monday } as const;
	const told = (services: DunnedAccount['services'], given: Partial<DunnedAccount> = {}, now?: Date) => {
		const { state, nextSuspensionAt } = evaluateAccount(account({ attempts, services, ...given }), on(4), now);
		return [state, nextSuspensionAt];
	};
	// The night plans it for the first business hour of the day, a Friday.
	expect(told([service('s1')])).toEqual(['suspension_planned', new Date('2026-06-05T07:00:00Z')]);
	expect(told([service('s1', { pending: waiting })])).toEqual(['suspension_planned', monday]);
	const now = new Date('2026-06-05T10:15:00Z');
	const atOnce = service('s1', { pending: { ...waiting, notBefore: null } });
	expect(told([atOnce], {}, now)).toEqual(['suspension_planned', now]);
	expect(told([service('s1', suspendedForMoney)])).toEqual(['suspended', null]);
	// One service is suspended already, another one waits.
	const invoices = [invoice('i1', { serviceIds: ['s1', 's2'] })];
	const both = [service('s1', suspendedForMoney), service('s2', { pending: waiting })];
	expect(told(both, { invoices })).toEqual(['suspended', monday]);
	// What is called off by a payment, or is a person's, is not planned for money.
	expect(told([service('s1', { pending: waiting })], { invoices: [] })).toEqual(['current', null]);
	expect(told([service('s1', { pending: { ...waiting, ofDunning: false } })])).toEqual(['reminder', null]);
});

test('a suspension waits for the hours and holidays of its customer', () => {
	const at = (country: string | null, timeZone: string, dueOn: string) => {
		const attempts = [sent('warning', addDays(dueOn, 2), { dueOn })];
		const one = account({ country, timeZone, attempts, invoices: [invoice('i1', { dueOn })] });
		return evaluateAccount(one, addDays(dueOn, 3)).suspensions[0]?.notBefore.toISOString();
	};
	// Friday 1 May is a holiday in Belgium, and none in the Netherlands.
	expect(at('BE', 'Europe/Brussels', '2026-04-28')).toBe('2026-05-04T07:00:00.000Z');
	expect(at('NL', 'Europe/Amsterdam', '2026-04-28')).toBe('2026-05-01T07:00:00.000Z');
	// Nobody knows the holidays: weekdays alone.
	expect(at('XX', 'America/New_York', '2026-04-28')).toBe('2026-05-01T13:00:00.000Z');
	expect(at(null, 'Pacific/Auckland', '2026-04-29')).toBe('2026-05-03T21:00:00.000Z');
});
