import { randomBytes } from 'node:crypto';
import { createCompany } from '../../core/companies';
import { addDays, dayIn } from '../../core/kernel/calendar';
import { openVault } from '../../core/kernel/encryption';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspRental } from '../../nodes/MspRental/MspRental.node';
import { taskKinds } from '../../nodes/shared/taskKinds';
import type { TaskOffice } from '../../core/tasks';
import type { IDataObject, INode } from 'n8n-workflow';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspRental';
const key = randomBytes(32);
const inDays = (days: number) => addDays(dayIn('Europe/Brussels', new Date()), days);

let database: TestDatabase;
let office: TaskOffice;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = {
		store: database.store,
		vault: openVault({ current: { version: 1, key }, previous: [] }),
		kinds: taskKinds,
	};
	harness = createHarness({
		nodes: { [type]: MspRental },
		credentialTypes: { MspDatabaseApi },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
	await createCompany(office, { companyCode: 'dunes', name: 'Dune Rentals' });
});
afterAll(async () => await database.drop());

const call = async (
	operation: string,
	parameters: INode['parameters'] = {},
	items: IDataObject[] = [{}],
	more = {},
) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, items, more);
};
const one = async (operation: string, parameters: INode['parameters'] = {}) => {
	const { error, output } = await call(operation, parameters);
	if (error) throw error;
	return output('N');
};
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const id = (value: string) => ({ __rl: true, mode: 'id', value });
const bookingPage = 'https://n8n.example/webhook/msp/rental/booking';
const details = {
	...{ name: 'Sea House', companyCode: id('dunes'), timeZone: 'Europe/Brussels', currency: 'eur' },
	...{ prices: '{"nightMinor": 10000, "minimumNights": 2}', terms: '{"holdHours": 24}' },
};
const wanted = (more: IDataObject = {}) => ({
	...{ unit: id('sea-house'), arrival: inDays(100), departure: inDays(104), adults: 2, children: 1, name: 'Ada' },
	...{ email: 'ada@guest.example', language: 'fr-BE', reference: 'shop-1', bookingPage, ...more },
});

describe('a unit', () => {
	test('is made with what it needs, and keeps what is not said again', async () => {
		const [made] = await one('unit.save', { unitCode: 'sea-house', details });
		expect(made).toMatchObject({
			created: true,
			currency: 'EUR',
			checkIn: '16:00',
			prices: { nightMinor: 10_000, cleaningMinor: 0 },
			terms: { holdHours: 24, depositPercent: 30 },
		});
		const [changed] = await one('unit.save', { unitCode: 'sea-house', details: { mostGuests: 6 } });
		expect(changed).toMatchObject({ created: false, mostGuests: 6, name: 'Sea House', prices: { nightMinor: 10_000 } });
		expect(await one('unit.list', { returnAll: true, filters: { search: 'sea' } })).toMatchObject([
			{ unitCode: 'sea-house' },
		]);
		const { results } = await harness.searchList(type, 'searchUnits', { filter: 'house' });
		expect(results).toEqual([{ name: 'Sea House (sea-house, dunes)', value: 'sea-house' }]);
	});

	test.each([
		[{ unitCode: 'new-house', details: {} }, /'name' is missing/],
		[{ unitCode: 'Sea House', details }, /'unitCode' must be/],
		[{ unitCode: 'new-house', details: { ...details, companyCode: id('no-such') } }, /no company has the code/],
		[{ unitCode: 'new-house', details: { ...details, prices: '{"nightMinor": 1.5}' } }, /nightMinor/],
		[{ unitCode: 'new-house', details: { ...details, terms: '{"refundz": []}' } }, /refundz/],
		[{ unitCode: 'new-house', details: { ...details, checkIn: '4 pm' } }, /16:00/],
	])('%j is refused with the field', async (parameters, words) => {
		const { error } = await call('unit.save', parameters);
		expect(`${error?.message ?? ''} ${error?.description ?? ''}`).toMatch(words);
	});

	test('keeps nights for the owner, and says of each night what it is', async () => {
		const span = { unit: id('sea-house'), from: inDays(300), to: inDays(302) };
		expect(await one('unit.block', { ...span, keptFor: 'the painter' })).toMatchObject([{ nights: 2 }]);
		const nights = await one('unit.getAvailability', { ...span, to: inDays(303) });
		expect(nights).toMatchObject([
			{ free: false, keptFor: 'the painter' },
			{ free: false },
			{ free: true, nightMinor: 10_000 },
		]);
		expect(await one('unit.unblock', span)).toMatchObject([{ nights: 2 }]);
	});

	test('has a calendar that portals read', async () => {
		const [link] = await one('unit.getCalendarLink', {
			unit: id('sea-house'),
			calendarPage: 'https://n8n.example/webhook/msp/rental/calendar',
		});
		const ticket = new URL(textIn(link?.calendarUrl)).searchParams.get('ticket');
		expect(await one('unit.showCalendar', { ticket })).toMatchObject([
			{ statusCode: 200, calendar: expect.stringMatching(/^BEGIN:VCALENDAR\r\n/) },
		]);
		expect(await one('unit.showCalendar', { ticket: 'x' })).toMatchObject([{ statusCode: 403, calendar: '' }]);
	});
});

describe('a booking', () => {
	test('is quoted, made once, found, and cancelled', async () => {
		const { unit, arrival, departure, adults, children } = wanted();
		expect(await one('booking.quote', { unit, arrival, departure, adults, children })).toMatchObject([
			{ totalMinor: 40_000, nights: 4, free: true },
		]);
		const [made] = await one('booking.create', wanted());
		expect(made).toMatchObject({
			created: true,
			status: 'held',
			language: 'fr',
			bookingUrl: expect.stringContaining(`${bookingPage}?ticket=`),
		});
		expect(await one('booking.create', wanted())).toMatchObject([{ created: false, bookingCode: made?.bookingCode }]);
		const booking = textIn(made?.bookingCode);
		expect(await one('booking.get', { booking: booking.toLowerCase() })).toMatchObject([
			{ firstInvoice: { totalMinor: 12_000 }, refund: null },
		]);
		expect(
			await one('booking.list', { returnAll: true, filters: { statuses: ['held'], from: `${inDays(103)}T10:00:00` } }),
		).toMatchObject([{ bookingCode: booking }]);
		expect(await one('booking.list', { returnAll: true, filters: { from: inDays(104) } })).toEqual([]);
		expect(await one('booking.previewCancel', { booking, goesBack: 'policy' })).toMatchObject([
			{ refundMinor: 0, percent: 100 },
		]);
		expect(await one('booking.cancel', { booking, goesBack: 'policy', by: 'Ann', reason: 'storm' })).toMatchObject([
			{ status: 'cancelled', cancelledBy: 'Ann', refund: { status: 'nothing' }, changed: true },
		]);
		expect(await one('refund.get', { booking })).toMatchObject([
			{ bookingCode: booking, status: 'nothing', parts: [] },
		]);
	});

	test('one that cannot be leaves by the error output, and the others are made', async () => {
		const items = [
			{ ref: 'a', from: inDays(150), to: inDays(153) },
			{ ref: 'b', from: inDays(152), to: inDays(155) },
			{ ref: 'c', from: inDays(160), to: inDays(161) },
			{ ref: 'd', from: inDays(170), to: inDays(173) },
		];
		const parameters = wanted({
			reference: '={{ $json.ref }}',
			arrival: '={{ $json.from }}',
			departure: '={{ $json.to }}',
		});
		const { output, error } = await call('booking.create', parameters, items, { onError: 'continueErrorOutput' });
		expect(error).toBeUndefined();
		expect(output('N').map(({ reference }) => reference)).toEqual(['a', 'd']);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining(`the night of ${inDays(152)} is taken`) },
			{ error: expect.stringContaining('makes 1 nights, of at least 2') },
		]);
	});

	test('what nobody paid expires, as a run says', async () => {
		await database.owner.query(
			`update msp.rental_booking set hold_until = now() - interval '1 minute' where status = 'held'`,
		);
		const done = await one('booking.run');
		expect(done.map(({ did }) => did)).toEqual(['expire', 'expire']);
		expect(await one('booking.run')).toEqual([]);
	});
});
