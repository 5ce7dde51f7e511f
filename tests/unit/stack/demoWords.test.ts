import { inWords } from '../../../stack/parts/demoInvoiceNinja';
import { handles } from '../../../stack/parts/followOrder';
import { nextSteps } from '../../../stack/parts/overview';
import { starterWorkflows } from '../../../stack/parts/workflows';

test.each([
	[9.9, 'EUR', '9.90 EUR'],
	[0, 'EUR', '0.00 EUR'],
	['1250.5', 'KWD', '1250.500 KWD'],
	[990, 'JPY', '990 JPY'],
])('the amount %p in %s is told as %s', (amount, currency, words) => {
	expect(inWords(amount, currency)).toBe(words);
});

test('the execution that handles the payment is known by what its nodes gave out', () => {
	const execution = (id: string) => ({
		data: {
			resultData: {
				runData: { Trigger: [{ data: { main: [null, [{ json: { entity: 'payment', id } }]] } }], Nothing: [{}] },
			},
		},
	});
	const isOne = ({ entity, id }: Record<string, unknown>) => entity === 'payment' && id === 'Vol1';
	expect(handles(execution('Vol1'), isOne)).toBe(true);
	expect(handles(execution('Vol2'), isOne)).toBe(false);
	expect(handles({ data: undefined }, isOne)).toBe(false);
});

test('a start names the demos, and forms that the starter workflows have', async () => {
	const steps = nextSteps({ n8n: 'http://127.0.0.1:5678' }, true);
	const forms = (await starterWorkflows())
		.flatMap(({ nodes }) => nodes)
		.filter(({ type }) => type === 'n8n-nodes-base.formTrigger')
		.map(({ parameters: { options } }) => `http://127.0.0.1:5678/form/${(options as { path: string }).path}`);
	const told = steps.match(/http\S+/g) ?? [];
	expect(told).toHaveLength(3);
	expect(forms).toEqual(expect.arrayContaining(told));
	const demos = ['npm run demo ', 'npm run demo -- --invoice-ninja', 'npm run demo -- --ansible'];
	for (const words of demos) expect(steps).toContain(words);
});

test.each([
	['/srv/msp', '/srv/msp'],
	["/srv/Linden's data", "'/srv/Linden'\\''s data'"],
])('a start on the folder %s names it in each demo', (folder, word) => {
	const demos = nextSteps({ n8n: 'http://127.0.0.1:5678' }, true, folder).match(/npm run demo.*?(?= {2,}\S)/g);
	expect(demos).toEqual([
		`npm run demo -- --folder ${word}`,
		`npm run demo -- --invoice-ninja --folder ${word}`,
		`npm run demo -- --ansible --folder ${word}`,
	]);
});
