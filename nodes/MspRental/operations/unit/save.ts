import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { companyCode } from '../../../../core/companies';
import { currencyCode, named, timeZone } from '../../../../core/customers';
import { saveUnit, unitCode, unitPrices, unitTerms, wallTime } from '../../../../core/rentals';
import { additional, json, locator, number, text, toggle } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';

const days = (label: string, most: number, description: string, usual: number) =>
	number(label, z.number().int().min(0).max(most), {
		default: usual,
		typeOptions: { minValue: 0, maxValue: most },
		description,
	});

export const save = operation({
	name: 'save',
	label: 'Save',
	action: 'Save unit',
	description:
		'Add a unit, or change the one that has the code. What is left out keeps its value. Bookings that were made keep their price and terms.',
	fields: {
		unitCode: text('Unit Code', unitCode, { required: true, placeholder: 'e.g. sea-house' }),
		details: additional('Details', {
			checkIn: text('Arrival From', wallTime, { default: '16:00', description: 'HH:MM, in the time zone of the unit' }),
			checkOut: text('Departure Until', wallTime, {
				default: '10:00',
				description: 'HH:MM, in the time zone of the unit',
			}),
			companyCode: locator('Company', companyCode, {
				search: 'searchCompanies',
				placeholder: 'e.g. dunes',
				description: 'The company that lets it, and issues the invoices. A new unit needs it.',
			}),
			currency: text('Currency', currencyCode, {
				placeholder: 'e.g. EUR',
				description: 'Of all its prices. A new unit needs it.',
			}),
			leadDays: days('Lead Days', 366, 'So many days lie between a booking and its arrival at the least', 0),
			mostDaysAhead: days('Most Days Ahead', 3_660, 'No stay begins later than so many days from now', 540),
			mostGuests: number('Most Guests', z.number().int().min(1).max(100), { default: 4, typeOptions: { minValue: 1 } }),
			name: text('Name', named, {
				placeholder: 'e.g. Sea House',
				description: 'What guests read. A new unit needs it.',
			}),
			open: toggle('Open', z.boolean(), { default: true, description: 'Whether it takes new bookings' }),
			prices: json('Prices', jsonValue(unitPrices), {
				default: '{}',
				placeholder: 'e.g. {"nightMinor": 12000}',
				description:
					'What a stay costs, in the smallest unit of the currency: nightMinor, weekendNightMinor, seasons, cleaningMinor, touristTaxMinor, minimumNights, changeoverDays and more. A new unit needs it.',
			}),
			terms: json('Terms', jsonValue(unitTerms), {
				default: '{}',
				placeholder: 'e.g. {"depositPercent": 30}',
				description:
					'How a stay is paid and cancelled: depositPercent, holdHours, balanceDays, balanceDueDays, reminders, refunds, refundBy. What is left out has the usual value.',
			}),
			timeZone: text('Time Zone', timeZone, {
				placeholder: 'e.g. Europe/Brussels',
				description: 'Days and hours are those of the unit. A new unit needs it.',
			}),
		}),
	},
	run: async (office: BackOffice, { unitCode: code, details }) =>
		await saveUnit(office, { unitCode: code, ...details }),
});
