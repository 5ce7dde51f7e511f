import {
	lackingForExample,
	nothing,
	openExampleScene,
	type ExampleScene,
	type RoleCall,
	type Told,
} from '../support/exampleProject';
import { describeWith } from '../support/requirement';

const textsOf = (more: Readonly<Record<string, string>> = {}) => ({
	service_id: '7d9f7a0e-0000-4000-8000-000000000001',
	domain: 'shop.example',
	username: 'shop',
	customer_code: 'linden-bakery',
	plan_code: 'site',
	order_reference: "o-1 {{ lookup('pipe', 'id') }} $(id)",
	server: 'app1',
	change: 'create',
	reason: '',
	...more,
});
/** As the back office gives it: every text is marked as data. */
const service = {
	msp_service: Object.fromEntries(Object.entries(textsOf()).map(([name, text]) => [name, { __ansible_unsafe: text }])),
};

describeWith("the example's playbooks of a service", lackingForExample(), () => {
	let scene: ExampleScene;
	beforeAll(async () => {
		scene = await openExampleScene(['app1']);
	}, 600_000);
	afterAll(async () => {
		await scene.stop();
	});

	async function play(words: readonly string[], ...more: string[]): Promise<Array<Told | undefined>> {
		const playbooks = words.map((word) => `service_${word}.yml`);
		return (await scene.play(playbooks, 'app1', service, ...more)).map(({ app1 }) => app1);
	}
	const on = async (script: string) => await scene.machines[0]?.inside(['sh', '-c', script]);
	const page = 'cat /srv/www/shop.example/served/index.html';

	test('create, suspend, resume and terminate: a check predicts it, and a second run changes nothing', async () => {
		const [creation] = await play(['create'], '--check');
		expect(creation?.changed).toContain('The account of the site');
		expect(await play(['create', 'create'])).toEqual([creation, nothing]);
		expect(await on(page)).toContain('This site is ready');
		expect(await on('stat -c %U /srv/www/shop.example /srv/www/shop.example/public')).toBe('root\nshop\n');
		const record = JSON.parse((await on('cat /var/lib/msp/sites/shop.example.json')) ?? '') as object;
		expect(record).toMatchObject({ state: 'active', order_reference: "o-1 {{ lookup('pipe', 'id') }} $(id)" });

		await on('echo "the bakery" > /srv/www/shop.example/public/index.html');
		const [suspension, termination] = await play(['suspend', 'terminate'], '--check');
		expect(suspension?.changed).toEqual([
			'The record of the site',
			"The directory of a suspended site's page",
			'The page of a suspended site',
			'What is served',
		]);
		expect(await play(['suspend', 'suspend'])).toEqual([suspension, nothing]);
		expect(await on(page)).toContain('This site is suspended');

		const resumption = { changed: ['The record of the site', 'What is served'], failed: [] };
		expect(await play(['resume'])).toEqual([resumption]);
		expect(await on(page)).toBe('the bakery\n');

		const absent = { changed: [], failed: [expect.stringContaining('create it first') as unknown] };
		expect(await play(['terminate', 'terminate', 'resume'])).toEqual([termination, nothing, absent]);
		expect(await on('ls -A /srv/www /var/lib/msp/sites; getent passwd shop || echo gone')).toContain('gone');
		expect(await on('ls -A /srv/www; ls -A /var/lib/msp/sites')).toBe('');
	}, 600_000);

	test('what belongs to somebody else, another server and names that are paths are refused, and all stays', async () => {
		const site = (more: Readonly<Record<string, string>>, site_state = 'active'): RoleCall => ({
			role: 'site',
			variables: { site_state, msp_service: { ...textsOf(), order_reference: 'o-2', ...more } },
		});
		const other = { service_id: '7d9f7a0e-0000-4000-8000-000000000002' };
		const theirs = { ...other, domain: 'theirs.example', username: 'theirs' };
		const wrong: ReadonlyArray<Readonly<Record<string, string>>> = [
			{ server: 'app2' },
			{ domain: '../etc' },
			{ domain: 'a b.example' },
			{ username: '-x' },
			{ service_id: '/' },
		];
		const refused: ReadonlyArray<readonly [RoleCall, string]> = [
			[site(other), 'of another service'],
			[site(other, 'absent'), 'of another service'],
			[site(theirs, 'suspended'), 'create it first'],
			[site(theirs), 'no record says whose'],
			[site({ ...other, domain: 'root.example', username: 'root' }), 'is not of root.example'],
			...wrong.map((more) => [site(more), 'The service is one for this server'] as const),
		];
		await on(
			`mkdir -p /var/lib/msp/sites /srv/www/theirs.example; echo '{"service_id": "${textsOf().service_id}"}' >/var/lib/msp/sites/shop.example.json`,
		);
		const whole = 'cat /etc/passwd /var/lib/msp/sites/*; find /srv /var/lib/msp';
		const before = await on(whole);
		const { app1 } = await scene.call('app1', [site(theirs, 'absent'), ...refused.map(([call]) => call)]);
		expect(app1).toEqual({
			changed: [],
			failed: refused.map(([, words]) => expect.stringContaining(words) as unknown),
		});
		expect(await on(whole)).toBe(before);
	}, 600_000);
});
