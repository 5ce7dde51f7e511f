import { laterOf, momentOf, type Day } from '../kernel/calendar';
import { nextOpening } from '../policies';
import type { DunnedAccount, DunnedService, Enforced, PlannedSuspension, Threat } from './account';
import type { Campaign, Enforcement, Stage } from './campaign';
import {
	attemptsOf,
	debtsOf,
	driversOf,
	firstDayOf,
	isAskedFor,
	isSuspendedForMoney,
	warnedOn,
	warnedStage,
	type Debt,
	type FindAttempt,
} from './debts';

/** What is known of an account on a day, for the functions below. */
export interface Night {
	readonly account: DunnedAccount;
	readonly day: Day;
	/** Those that nothing holds. */
	readonly debts: readonly Debt[];
	/** Those that are disputed or pending as well. */
	readonly allDebts: readonly Debt[];
	readonly find: FindAttempt;
}

export function nightOf(account: DunnedAccount, day: Day): Night {
	return {
		account,
		day,
		debts: debtsOf(account, day, { holds: true }),
		allDebts: debtsOf(account, day, { holds: false }),
		find: attemptsOf(account),
	};
}

/** The services that are suspended: an invoice has reached the stage, and the customer was warned in time of one that has. */
export function suspensionsOf(night: Night, now: Date | undefined): PlannedSuspension[] {
	const { account, day } = night;
	return account.services.filter(mayBeSuspended).flatMap((service) => {
		const enforced = ripe(night, service, 'suspend');
		if (!enforced) return [];
		const begins = momentOf(day, '00:00', account.timeZone);
		const from = now && now > begins ? now : begins;
		return [{ ...enforced, notBefore: nextOpening(service.policy, account, from) }];
	});
}

/** When the next service is suspended: one that waits for its time and is still asked for, or one that the night plans. */
export function nextSuspensionOf(
	{ account, debts, allDebts, day }: Night,
	planned: readonly PlannedSuspension[],
	now: Date | undefined,
): Date | null {
	const waiting = account.services.flatMap((service) => {
		const { pending } = service;
		if (pending?.kind !== 'suspend' || !pending.ofDunning) return [];
		if (!isAskedFor(service, pending.begun ? allDebts : debts, day)) return [];
		return [pending.notBefore ?? now ?? momentOf(day, '00:00', account.timeZone)];
	});
	const times = [...planned.map(({ notBefore }) => notBefore), ...waiting].map((moment) => moment.getTime());
	return times.length === 0 ? null : new Date(Math.min(...times));
}

/** The services that a person may approve to terminate. */
export function terminationsOf(night: Night): Enforced[] {
	return night.account.services.flatMap((service) => {
		if (!mayBeTerminated(service, service.campaign)) return [];
		return ripe(night, service, 'terminate') ?? [];
	});
}

function ripe(night: Night, service: DunnedService, what: Enforcement): Enforced | undefined {
	const drivers = driversOf(service, night.debts, what, night.day);
	const warned = drivers.some(({ debt, stage }) => {
		const on = warnedOn(night.find, { debt, enforcement: stage, service });
		return on !== undefined && firstDayOf(debt, stage, on) <= night.day;
	});
	if (!warned) return undefined;
	const { serviceId, domain } = service;
	return { serviceId, domain, invoiceIds: [...new Set(drivers.map(({ debt }) => debt.invoice.invoiceId))] };
}

/** What is under way on the service decides first. */
const mayBeSuspended = ({ status, pending }: DunnedService) => status === 'active' && pending === null;

/** A service is suspended first, unless its campaign suspends nothing. */
function mayBeTerminated(service: DunnedService, { stages }: Campaign): boolean {
	if (service.policy.terminations === 'off' || service.pending !== null) return false;
	if (isSuspendedForMoney(service)) return true;
	return service.status === 'active' && !stages.some(({ action }) => action === 'suspend');
}

/** A warning with what it warns of. */
export interface Warning extends Threat {
	readonly debt: Debt;
	readonly stage: Stage;
	/** Whether the customer has not been told yet. */
	readonly isDue: boolean;
}

/** What the customer is to be warned of, or was warned of and has not happened yet. */
export function warningsOf(night: Night): Warning[] {
	return night.account.services.flatMap((service) => [
		...(mayBeSuspended(service) ? warningsFor(night, service, 'suspend') : []),
		...(mayBeTerminated(service, service.campaign) ? warningsFor(night, service, 'terminate') : []),
	]);
}

function warningsFor({ debts, day, find }: Night, service: DunnedService, what: Enforcement): Warning[] {
	const action = what === 'suspend' ? 'warn_suspension' : 'warn_termination';
	const found = driversOf(service, debts, action, day).flatMap(({ debt, stage }) => {
		const enforcement = warnedStage(debt.campaign, stage, what);
		if (!enforcement) return [];
		const told = warnedOn(find, { debt, enforcement, service });
		const on = firstDayOf(debt, enforcement, told ?? day);
		return [{ serviceId: service.serviceId, domain: service.domain, what, on, debt, stage, isDue: told === undefined }];
	});
	// It is suspended today: there is nothing left to warn of. A termination waits for a person, and so it may still come.
	const isToday = what === 'suspend' && found.some(({ isDue, on }) => !isDue && on <= day);
	return isToday ? [] : found.map((warning) => ({ ...warning, on: laterOf(warning.on, day) }));
}

/**
 * The services that dunning keeps from their customer although nothing asks for it any more: suspended by the system for
 * being overdue, or about to be. A dispute or a pending payment stops what has not begun, and lifts nothing.
 */
export function reactivationsOf({ account, debts, allDebts, day }: Night): string[] {
	return account.services
		.filter((service) => {
			const { pending, status } = service;
			if (pending?.kind === 'suspend' && pending.ofDunning)
				return !isAskedFor(service, pending.begun ? allDebts : debts, day);
			return (
				pending === null &&
				status === 'suspended' &&
				isSuspendedForMoney(service) &&
				!isAskedFor(service, allDebts, day)
			);
		})
		.map(({ serviceId }) => serviceId);
}
