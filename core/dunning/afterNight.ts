import { dayIn, type Day } from '../kernel/calendar';
import type { Attempt, DunnedAccount, DunnedService, Evaluation, PlannedAttempt } from './account';
import { attemptName } from './debts';

/**
 * The account after a night in which all was done that it asked for: letters were sent, services suspended when their
 * hours came, and fees noted. What a person has to approve is not done. For the simulation. Pure.
 */
export function afterNight(account: DunnedAccount, evaluation: Evaluation, day: Day): DunnedAccount {
	const { notice, covered, skipped, lateFees, retryCharges, escalations } = evaluation;
	const done = (planned: readonly PlannedAttempt[], status: Attempt['status'], sentOn: Day | null): Attempt[] =>
		planned.map(({ invoiceId, stageCode, dueOn, action }) => {
			return { invoiceId, stageCode, dueOn, action, status, plannedOn: day, sentOn };
		});
	const made = [
		...done(skipped, 'skipped', null),
		...done(covered, 'covered', day),
		...done(notice?.sends ?? [], 'sent', day),
		...done([...lateFees, ...retryCharges, ...escalations], 'sent', null),
	];
	const known = new Map([...account.attempts, ...made].map((attempt) => [attemptName(attempt), attempt]));
	return {
		...account,
		attempts: [...known.values()],
		services: account.services.map((service) => serviceAfter(account, service, evaluation, day)),
	};
}

function serviceAfter(
	{ timeZone }: DunnedAccount,
	service: DunnedService,
	{ suspensions, reactivations }: Evaluation,
	day: Day,
): DunnedService {
	const { serviceId } = service;
	if (reactivations.includes(serviceId)) return { ...service, ...active };
	const planned = suspensions.find((one) => one.serviceId === serviceId);
	const pending = planned
		? { kind: 'suspend', ofDunning: true, begun: false, notBefore: planned.notBefore }
		: service.pending;
	if (pending?.kind !== 'suspend' || !pending.ofDunning) return service;
	const isTime = pending.notBefore === null || dayIn(timeZone, pending.notBefore) <= day;
	return isTime ? { ...service, ...suspended } : { ...service, pending };
}

const active = { status: 'active', suspendedBy: null, suspensionReason: null, pending: null } as const;
const suspended = { status: 'suspended', suspendedBy: 'system', suspensionReason: 'overdue', pending: null } as const;
