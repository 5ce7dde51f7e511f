import type { BackOffice } from '../db';
import { dayIn, type Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { freeKeptNights, takenNights, takeNights, type TakenNight } from './nights';
import { getUnit } from './saveUnit';
import { quoteStay, type Quote } from './quote';
import { nightsOf, priceOf, type StayRequest } from './stay';

type Office = Pick<BackOffice, 'store'>;

export interface Span {
	readonly from: Day;
	/** The first day that it does not cover. */
	readonly to: Day;
}

/** A night of a unit: what it costs, and whether it is free. */
export interface Night extends ReturnType<typeof priceOf> {
	readonly night: Day;
	readonly free: boolean;
	readonly bookingCode: string | null;
	readonly keptFor: string | null;
}

/** @throws InputError when there is no such unit, or the span is longer than two years or ends before it begins. */
export async function listNights({ store }: Office, unitCode: string, { from, to }: Span): Promise<Night[]> {
	const nights = nightsOf(from, to);
	if (nights.length === 0 || nights.length > 732) {
		throw new InputError(
			'to',
			'is not a day after the first one, within two years',
			'Give the first day after the nights.',
		);
	}
	return await store.asStaff(async (transaction) => {
		const { unitId, prices } = await getUnit(transaction, unitCode);
		const rows = await takenNights(transaction, unitId, { from, to });
		const taken = new Map<Day, TakenNight>(rows.map((row) => [row.night, row]));
		return nights.map((night) => {
			const { bookingCode = null, keptFor = null } = taken.get(night) ?? {};
			return { night, free: !taken.has(night), ...priceOf(prices, night), bookingCode, keptFor };
		});
	});
}

/**
 * Keeps nights for the owner, all of them or none.
 *
 * @throws InputError when one of them is taken.
 */
export async function keepNights(
	{ store }: Office,
	unitCode: string,
	{ from, to, keptFor }: Span & { readonly keptFor: string },
): Promise<{ readonly nights: number }> {
	return await store.asStaff(async (transaction) => {
		const { unitId } = await getUnit(transaction, unitCode);
		const nights = nightsOf(from, to);
		if (nights.length === 0)
			throw new InputError('to', 'is not after the first day', 'Give the first day after the nights.');
		const [taken] = await takeNights(transaction, unitId, nights, { keptFor });
		if (taken !== undefined) {
			throw new InputError(
				'from',
				`and what follows is not free: the night of ${taken} is taken`,
				'Choose other nights.',
				'conflict',
			);
		}
		const detail = { unitCode, from, to, keptFor };
		transaction.audit({
			customerId: null,
			action: 'rental.keep',
			subject: unitId,
			outcome: 'done',
			detail,
			correlationId: unitCode,
		});
		return { nights: nights.length };
	});
}

/** Gives nights free that the owner kept. Nights of bookings stay. */
export async function releaseNights(
	{ store }: Office,
	unitCode: string,
	span: Span,
): Promise<{ readonly nights: number }> {
	return await store.asStaff(async (transaction) => {
		const { unitId } = await getUnit(transaction, unitCode);
		const nights = await freeKeptNights(transaction, unitId, span);
		const detail = { unitCode, ...span, nights };
		transaction.audit({
			customerId: null,
			action: 'rental.release',
			subject: unitId,
			outcome: 'done',
			detail,
			correlationId: unitCode,
		});
		return { nights };
	});
}

/**
 * What a stay costs, and whether its nights are free now. It takes nothing.
 *
 * @throws StayRefused when the rules of the unit do not allow it.
 */
export async function quote(
	{ store }: Office,
	unitCode: string,
	stay: StayRequest,
	clock: Clock = systemClock,
): Promise<Quote & { readonly unitCode: string; readonly free: boolean; readonly takenNights: Day[] }> {
	return await store.asStaff(async (transaction) => {
		const unit = await getUnit(transaction, unitCode);
		const told = quoteStay(unit, stay, dayIn(unit.timeZone, clock.now()));
		const span = { from: stay.arrival, to: stay.departure };
		const taken = (await takenNights(transaction, unit.unitId, span)).map(({ night }) => night);
		return { ...told, unitCode, free: unit.open && taken.length === 0, takenNights: taken };
	});
}
