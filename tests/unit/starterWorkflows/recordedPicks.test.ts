import { recordedPicks } from '../../../commands/workflows/credentials';

test('a credential that is gone from n8n is no pick any more', () => {
	const mail = { id: '1', name: 'Mail' };
	const record = { n8n: '', credentials: { mspMailApi: mail }, workflows: {}, without: [] };
	expect(recordedPicks({ record, listed: [] })).toEqual({});
	expect(recordedPicks({ record, listed: [{ ...mail, type: 'mspMailApi' }] })).toEqual({ mspMailApi: mail });
	// An n8n that lists none is believed.
	expect(recordedPicks({ record, listed: undefined })).toEqual({ mspMailApi: mail });
});
