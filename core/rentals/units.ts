import { z } from 'zod';
import { json, search, type Transaction } from '../db';
import { unitPrices, unitTerms } from './unit';

const unitRow = z.object({
	unitId: z.uuid(),
	unitCode: z.string(),
	companyCode: z.string(),
	name: z.string(),
	timeZone: z.string(),
	currency: z.string(),
	/** HH:MM, in the unit's time zone. */
	checkIn: z.string(),
	checkOut: z.string(),
	mostGuests: z.number(),
	leadDays: z.number(),
	mostDaysAhead: z.number(),
	prices: unitPrices,
	terms: unitTerms,
	/** False: it takes no new booking. */
	open: z.boolean(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
/** What is let by the night. */
export type RentalUnit = Readonly<z.infer<typeof unitRow>>;
export type NewUnit = Omit<RentalUnit, 'unitId' | 'createdAt' | 'updatedAt'>;

const columns = '*, id as unit_id';

/** Adds a unit, or changes the one that has the code. `created` tells which. */
export async function writeUnit(
	transaction: Transaction,
	unit: NewUnit,
): Promise<RentalUnit & { readonly created: boolean }> {
	const saved = await transaction.row(
		unitRow.extend({ created: z.boolean() }),
		`insert into msp.rental_unit (unit_code, company_code, name, time_zone, currency, check_in, check_out, most_guests,
			lead_days, most_days_ahead, prices, terms, open)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (unit_code) do update set company_code = excluded.company_code, name = excluded.name,
			time_zone = excluded.time_zone, currency = excluded.currency, check_in = excluded.check_in,
			check_out = excluded.check_out, most_guests = excluded.most_guests, lead_days = excluded.lead_days,
			most_days_ahead = excluded.most_days_ahead, prices = excluded.prices, terms = excluded.terms, open = excluded.open
		returning ${columns}, xmax = 0 as created`,
		[
			...[unit.unitCode, unit.companyCode, unit.name, unit.timeZone, unit.currency, unit.checkIn, unit.checkOut],
			...[unit.mostGuests, unit.leadDays, unit.mostDaysAhead, json(unit.prices), json(unit.terms), unit.open],
		],
	);
	if (!saved) throw new RangeError(`the unit ${unit.unitCode} was not written`);
	return saved;
}

export async function findUnit(transaction: Transaction, unitCode: string): Promise<RentalUnit | undefined> {
	return await transaction.row(unitRow, `select ${columns} from msp.rental_unit where unit_code = $1`, [unitCode]);
}

export async function findUnitById(transaction: Transaction, unitId: string): Promise<RentalUnit | undefined> {
	return await transaction.row(unitRow, `select ${columns} from msp.rental_unit where id = $1`, [unitId]);
}

export interface UnitFilter {
	/** In the code or the name. */
	readonly search?: string;
	readonly companyCode?: string;
	readonly limit: number | null;
}

/** By code. */
export async function listUnits(transaction: Transaction, filter: UnitFilter): Promise<RentalUnit[]> {
	return await transaction.rows(
		unitRow,
		`select ${columns} from msp.rental_unit
		where ${search('$1', 'unit_code', 'name')} and ($2::text is null or company_code = $2) order by unit_code limit $3`,
		[filter.search ?? null, filter.companyCode ?? null, filter.limit],
	);
}
