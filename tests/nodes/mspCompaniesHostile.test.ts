import type { IDataObject } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { createHarness } from '../support/inProcessN8n';
import { databaseCredentialOf } from '../support/ninjaNode';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspCustomers';
let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;
beforeAll(async () => {
	database = await createTestDatabase();
	harness = createHarness({
		nodes: { [type]: MspCustomers },
		credentialTypes: { MspDatabaseApi },
		credentials: { mspDatabaseApi: databaseCredentialOf(database) },
	});
});
afterAll(async () => await database.drop());

const said = async (operation: string, parameters: IDataObject) => {
	const { error, output } = await harness.node(type, { resource: 'company', operation, ...parameters }, [{}]);
	return error ? `${error.message} | ${error.description ?? ''}` : `made: ${JSON.stringify(output('N'))}`;
};
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

test('companies: what is wrong is said, and nothing leaks of the database', async () => {
	const make = (more: IDataObject = {}) => ({ companyCode: 'one', name: 'One', ...more });
	expect(await said('create', make())).toMatch(/^made/);
	for (const [operation, parameters, words] of [
		['create', make(), /taken/],
		['create', make({ companyCode: 'ONE' }), /companyCode/],
		['create', make({ companyCode: 'a b' }), /companyCode/],
		['create', make({ companyCode: 'x'.repeat(41) }), /companyCode/],
		['create', make({ companyCode: 'nul', name: 'a\u0000b' }), /name/],
		['create', make({ companyCode: 'big', name: 'x'.repeat(100_000) }), /name/],
		[
			'create',
			make({ companyCode: 'url', additionalFields: { invoiceNinjaUrl: 'javascript:alert(1)' } }),
			/invoiceNinjaUrl/,
		],
		['create', make({ companyCode: 'web', additionalFields: { website: 'javascript:alert(1)' } }), /website/],
		['create', make({ companyCode: 'logo', additionalFields: { logoUrl: 'javascript:alert(1)' } }), /logoUrl/],
		[
			'create',
			make({ companyCode: 'col', additionalFields: { primaryColor: 'red;background:url(x)' } }),
			/primaryColor/,
		],
		['update', { company: byId('one'), updateFields: { newCompanyCode: 'main' } }, /taken/],
		['update', { company: byId('ghost'), updateFields: { name: 'x' } }, /ghost/],
		['update', { company: byId('one'), updateFields: {} }, /made|updateFields/],
		['update', { company: byId("one' or 1=1"), updateFields: { name: 'x' } }, /company/],
	] as Array<[string, IDataObject, RegExp]>) {
		const answer = await said(operation, parameters);
		expect([operation, parameters, answer]).toEqual([operation, parameters, expect.stringMatching(words)]);
		expect(answer).not.toMatch(/syntax|duplicate key|constraint|relation|jsonb/i);
	}
});
