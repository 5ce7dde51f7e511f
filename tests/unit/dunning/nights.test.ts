import fc from 'fast-check';
import { afterNight, evaluateAccount, type DunnedAccount } from '../../../core/dunning';
import { addDays, daysBetween } from '../../../core/kernel/calendar';
import { account, invoice, service } from './accounts';

const first = '2026-06-01';
/** So many nights may be missed; after them, all are run until everything has come to its end. */
const troubled = 40;
const quiet = 40;

interface Life {
	readonly dueIn: number;
	readonly service: string;
	readonly currency: string;
	/** On which night it is paid; null: never. */
	readonly paidOn: number | null;
}
const life: fc.Arbitrary<Life> = fc.record({
	dueIn: fc.integer({ min: -10, max: 30 }),
	service: fc.constantFrom('s1', 's2'),
	currency: fc.constantFrom('EUR', 'USD', 'JPY'),
	paidOn: fc.option(fc.integer({ min: 0, max: troubled + 5 }), { freq: 2 }),
});
const company = fc.record({
	lives: fc.array(life, { minLength: 1, maxLength: 4 }),
	timeZone: fc.constantFrom('Europe/Brussels', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata'),
	country: fc.constantFrom('BE', 'US', null, 'XX'),
	terminations: fc.constantFrom('off' as const, 'approval' as const),
	protects: fc.boolean(),
});
type Company = typeof company extends fc.Arbitrary<infer C> ? C : never;

const missed = fc.array(fc.boolean(), { minLength: troubled, maxLength: troubled });

function accountOf({ lives, timeZone, country, terminations, protects }: Company): DunnedAccount {
	const settings = { terminations };
	return account({
		...{ timeZone, country, settings },
		invoices: lives.map((one, index) =>
			invoice(`i${index}`, { dueOn: addDays(first, one.dueIn), serviceIds: [one.service], currency: one.currency }),
		),
		services: [service('s1', { settings }), service('s2', { settings: { ...settings, protected: protects } })],
	});
}

/** Lives through all nights but the missed ones, and looks at each. */
function live(given: Company, isMissed: readonly boolean[], look: (before: DunnedAccount, night: number) => void) {
	let now = accountOf(given);
	for (let night = 0; night < troubled + quiet; night++) {
		const unpaid = given.lives.map(({ paidOn }) => paidOn === null || paidOn > night);
		now = { ...now, invoices: now.invoices.filter(({ invoiceId }) => unpaid[Number(invoiceId.slice(1))]) };
		if (isMissed[night]) continue;
		look(now, night);
		const day = addDays(first, night);
		now = afterNight(now, evaluateAccount(now, day), day);
	}
	return now;
}

const endOf = ({ services }: DunnedAccount) => services.map(({ serviceId, status }) => [serviceId, status]);

test('whatever nights are missed, the end is the same', () => {
	fc.assert(
		fc.property(company, missed, (given, isMissed) => {
			const all = live(given, [], () => undefined);
			expect(endOf(live(given, isMissed, () => undefined))).toEqual(endOf(all));
			const last = addDays(first, troubled + quiet);
			const terminations = ({ terminations: asked }: { terminations: readonly { serviceId: string }[] }) =>
				asked.map(({ serviceId }) => serviceId);
			expect(
				terminations(
					evaluateAccount(
						live(given, isMissed, () => undefined),
						last,
					),
				),
			).toEqual(terminations(evaluateAccount(all, last)));
		}),
	);
});

test('nobody is suspended or terminated who was not warned the stated days before, and each stage is sent once', () => {
	fc.assert(
		fc.property(company, missed, (given, isMissed) => {
			const sends = new Map<string, number>();
			live(given, isMissed, (before, night) => {
				const day = addDays(first, night);
				const evaluation = evaluateAccount(before, day);
				for (const { invoiceId, stageCode, dueOn, action } of evaluation.notice?.sends ?? []) {
					// What was told as a reminder while it threatened nothing is told once more when it does.
					const key = `${invoiceId} ${stageCode} ${dueOn} ${action}`;
					sends.set(key, (sends.get(key) ?? 0) + 1);
				}
				const warnedFor = (invoiceIds: readonly string[], stageCode: string, days: number) =>
					before.attempts.some(
						(one) =>
							invoiceIds.includes(one.invoiceId) &&
							one.stageCode === stageCode &&
							one.status === 'sent' &&
							one.sentOn !== null &&
							daysBetween(one.sentOn, day) >= days,
					);
				for (const { invoiceIds, serviceId } of evaluation.suspensions) {
					expect(warnedFor(invoiceIds, 'warning', 1)).toBe(true);
					expect(before.services.find((one) => one.serviceId === serviceId)?.policy.protected).toBe(false);
				}
				for (const { invoiceIds } of evaluation.terminations)
					expect(warnedFor(invoiceIds, 'last_warning', 3)).toBe(true);
			});
			expect([...sends.values()].filter((times) => times > 1)).toEqual([]);
		}),
	);
});

test('a run that is repeated on its day asks for nothing more', () => {
	fc.assert(
		fc.property(company, missed, (given, isMissed) => {
			live(given, isMissed, (before, night) => {
				const day = addDays(first, night);
				const evaluation = evaluateAccount(before, day);
				// What was suspended may be warned of its termination from then on.
				const after = afterNight(before, evaluation, day);
				const suspendedOf = ({ services }: DunnedAccount) =>
					services.filter(({ status }) => status === 'suspended').length;
				if (suspendedOf(after) > suspendedOf(before)) return;
				const again = evaluateAccount(after, day);
				expect([again.notice, again.suspensions, again.lateFees, again.reactivations]).toEqual([null, [], [], []]);
			});
		}),
		{ numRuns: 30 },
	);
});

test('what is paid for is given back the same night', () => {
	fc.assert(
		fc.property(company, missed, (given, isMissed) => {
			const paid = { ...given, lives: given.lives.map((one) => ({ ...one, paidOn: one.paidOn ?? troubled + 1 })) };
			expect(live(paid, isMissed, () => undefined).services.every(({ status }) => status === 'active')).toBe(true);
		}),
	);
});
