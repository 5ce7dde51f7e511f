import { z } from 'zod';
import { getCompany } from '../companies';
import type { BackOffice, Transaction } from '../db';
import { isTimeZone } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import { unitTerms } from './unit';
import { findUnit, writeUnit, type NewUnit, type RentalUnit } from './units';

/** What an operator gives of a unit; what a new one is not given has the usual value, and an old one keeps its own. */
export type UnitInput = Pick<NewUnit, 'unitCode'> & Partial<NewUnit>;

const usual = {
	...{ checkIn: '16:00', checkOut: '10:00', mostGuests: 4, leadDays: 0, mostDaysAhead: 540, open: true },
	terms: unitTerms.parse({}),
};

/**
 * Adds a unit, or changes the one that has the code. Bookings that were made keep the price and the terms of their day.
 *
 * @throws InputError when a new one lacks something, its company does not exist, or nobody knows its time zone.
 */
export async function saveUnit(
	{ store }: Pick<BackOffice, 'store'>,
	input: UnitInput,
): Promise<RentalUnit & { readonly created: boolean }> {
	return await store.asStaff(async (transaction) => {
		const known = await findUnit(transaction, input.unitCode);
		const unit = complete(input, known);
		await getCompany(transaction, unit.companyCode);
		checkZone(unit.timeZone);
		if (known && known.currency !== unit.currency && (await hasBooking(transaction, known.unitId))) {
			throw new InputError(
				'currency',
				`cannot change: ${unit.unitCode} has bookings in ${known.currency}`,
				'Make a new unit for the other currency.',
				'conflict',
			);
		}
		const saved = await writeUnit(transaction, unit);
		transaction.audit({
			customerId: null,
			action: saved.created ? 'rental.unit.create' : 'rental.unit.update',
			subject: saved.unitId,
			outcome: 'done',
			detail: { unitCode: unit.unitCode, fields: Object.keys(input) },
			correlationId: unit.unitCode,
		});
		return saved;
	});
}

function complete(input: UnitInput, known: RentalUnit | undefined): NewUnit {
	const { name, companyCode, timeZone, currency, prices, terms, ...more } = { ...usual, ...known, ...input };
	const missing = Object.entries({ name, companyCode, timeZone, currency, prices }).find(
		([, value]) => value === undefined,
	);
	if (!name || !companyCode || !timeZone || !currency || !prices) {
		throw new InputError(missing?.[0] ?? 'name', 'is missing', 'A new unit needs it. An old one keeps what it has.');
	}
	return { ...more, name, companyCode, timeZone, currency, prices, terms };
}

function checkZone(timeZone: string): void {
	if (isTimeZone(timeZone)) return;
	throw new InputError('timeZone', `is unknown: '${timeZone}'`, 'Name it as Europe/Brussels.');
}

async function hasBooking(transaction: Transaction, unitId: string): Promise<boolean> {
	const found = await transaction.row(
		z.object({ any: z.boolean() }),
		`select exists (select from msp.rental_booking where unit_id = $1) as any`,
		[unitId],
	);
	return found?.any ?? false;
}

/** @throws InputError when there is no such unit. */
export async function getUnit(transaction: Transaction, unitCode: string): Promise<RentalUnit> {
	const unit = await findUnit(transaction, unitCode);
	if (unit) return unit;
	throw new InputError(
		'unit',
		`is unknown: no unit has the code ${unitCode}`,
		'Take it from MSP Rental → Unit: List.',
		'not_found',
	);
}
