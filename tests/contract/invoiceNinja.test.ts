import { openDirect } from '../support/ninjaDirect';
import { commonRows, ownRows } from '../support/ninjaOperations';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { ninjaSpecPath, requestComplaints } from '../support/ninjaSpec';
import { describeWithSpec } from '../support/vendorSpec';

let ninja: NinjaScene;
beforeAll(async () => {
	ninja = await openNinjaScene();
});
afterAll(async () => await ninja.close());

describeWithSpec('the specification of Invoice Ninja', ninjaSpecPath, (spec) => {
	test('has nothing against any request of any operation', async () => {
		const rows = [...(await commonRows(ninja)), ...(await ownRows(ninja))];
		const run = openDirect(ninja);
		const complaints: string[] = [];
		const asked = new Set<string>();
		for (const { name, parameters, input } of rows) {
			ninja.standin.clear();
			await run(parameters, input);
			for (const request of ninja.standin.requests()) {
				asked.add(`${request.method} ${request.path.split('?')[0]?.replace(/\/[A-Za-z]{10}(?=\/|$)/, '/{id}') ?? ''}`);
				complaints.push(...complaintsOf(spec, request).map((words) => `${name}: ${words}`));
			}
		}
		expect(complaints.filter((words) => !known.some((pattern) => pattern.test(words)))).toEqual([]);
		expect(asked.size).toBeGreaterThan(80);
	});
});

/** What the code takes and the file leaves out (vendor-contracts §1.4, routes/api.php). */
const known: readonly RegExp[] = [
	// The file has the list of documents only.
	/(GET|DELETE) \/api\/v1\/documents\/\w+(\/download)? is not documented/,
	// An update names what it changes, and nothing else (UpdateQuoteRequest.php, UpdateProjectRequest.php).
	/PUT \/api\/v1\/(quotes|projects)\/\w+ asks {2}must have required property 'client_id'/,
	/POST \/api\/v1\/webhooks\/\w+\/retry is not documented/,
];

function complaintsOf(
	spec: unknown,
	request: Parameters<typeof requestComplaints>[1] & { readonly headers: Record<string, string> },
) {
	// A form with files is no JSON; its parts are read by the stand-in.
	const isForm = /multipart/.test(request.headers['content-type'] ?? '');
	return isForm ? [] : requestComplaints(spec, request);
}
