import { lackingForExample, openExampleScene, type ExampleScene } from '../support/exampleProject';
import { describeWith } from '../support/requirement';

/** As the back office gives it: every text is marked as data. */
const unsafe = (text: string) => ({ __ansible_unsafe: text });
function serviceOn(server: string, more: Readonly<Record<string, string>> = {}) {
	const texts = {
		service_id: '7d9f7a0e-0000-4000-8000-000000000001',
		domain: 'shop.example',
		username: 'shop',
		customer_code: 'linden-bakery',
		plan_code: 'site',
		order_reference: "o-1 {{ lookup('pipe', 'id') }} $(id)",
		server,
		change: 'create',
		reason: '',
		...more,
	};
	return { msp_service: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, unsafe(text)])) };
}

describeWith("the example's playbooks of a service", lackingForExample(), () => {
	let scene: ExampleScene;
	beforeAll(async () => {
		scene = await openExampleScene(['app1', 'app2']);
	});
	afterAll(async () => {
		await scene.stop();
	});

	const nothing = { changed: [], failed: undefined };
	/** A check run and the run: the first predicts the second, and the other machine stays as it is. */
	async function plays(playbook: string, variables: object): Promise<readonly string[]> {
		const predicted = await scene.play(playbook, 'app1', variables, '--check');
		const done = await scene.play(playbook, 'app1', variables);
		expect(done.app1?.failed).toBeUndefined();
		expect(predicted).toEqual(done);
		expect(done.app2).toEqual(nothing);
		return done.app1?.changed ?? [];
	}
	/** A second run changes nothing. */
	async function again(playbook: string, variables: object): Promise<void> {
		expect(await scene.play(playbook, 'app1', variables)).toEqual({ app1: nothing, app2: nothing });
	}
	const on = async (index: number, script: string) => await scene.machines[index]?.inside(['sh', '-c', script]);
	const page = 'cat /srv/www/shop.example/served/index.html';

	test('create, suspend, resume and terminate: a check predicts it, and a second run changes nothing', async () => {
		const service = serviceOn('app1');
		expect(await plays('service_create.yml', service)).toContain('The account of the site');
		await again('service_create.yml', service);
		expect(await on(0, page)).toContain('This site is ready');
		expect(await on(0, 'stat -c %U /srv/www/shop.example/public')).toBe('shop\n');
		const record = JSON.parse((await on(0, 'cat /var/lib/msp/sites/shop.example.json')) ?? '') as object;
		expect(record).toMatchObject({ state: 'active', order_reference: "o-1 {{ lookup('pipe', 'id') }} $(id)" });

		await on(0, 'echo "the bakery" > /srv/www/shop.example/public/index.html');
		expect(await plays('service_suspend.yml', service)).toEqual(['The record of the site', 'What is served']);
		expect(await on(0, page)).toContain('This site is suspended');
		await again('service_suspend.yml', service);

		expect(await plays('service_resume.yml', service)).toEqual(['The record of the site', 'What is served']);
		expect(await on(0, page)).toBe('the bakery\n');

		await plays('service_terminate.yml', service);
		await again('service_terminate.yml', service);
		expect(await on(0, 'ls -A /srv/www /var/lib/msp/sites; getent passwd shop || echo gone')).toContain('gone');
		expect(await on(0, 'ls -A /srv/www; ls -A /var/lib/msp/sites')).toBe('');
		expect(await on(1, 'ls -A /srv; ls -A /var/lib/msp || true')).toBe('');
	}, 600_000);

	test('what belongs to somebody else is refused, and stays', async () => {
		const other = { service_id: '7d9f7a0e-0000-4000-8000-000000000002' };
		await scene.play('service_create.yml', 'app1', serviceOn('app1'));
		for (const playbook of ['service_create.yml', 'service_terminate.yml']) {
			const { app1 } = await scene.play(playbook, 'app1', serviceOn('app1', other));
			expect(app1).toMatchObject({ changed: [], failed: expect.stringContaining('of another service') as unknown });
		}
		await on(0, 'mkdir -p /srv/www/theirs.example');
		const theirs = serviceOn('app1', { ...other, domain: 'theirs.example', username: 'theirs' });
		expect((await scene.play('service_create.yml', 'app1', theirs)).app1?.failed).toContain('no record says whose');
		expect(await scene.play('service_terminate.yml', 'app1', theirs)).toMatchObject({ app1: { changed: [] } });
		expect(await on(0, 'ls /srv/www')).toBe('shop.example\ntheirs.example\n');
		const root = serviceOn('app1', { ...other, domain: 'root.example', username: 'root' });
		expect((await scene.play('service_create.yml', 'app1', root)).app1?.failed).toContain('is not of root.example');
	}, 600_000);

	test('a service that is not there is neither suspended nor resumed, and terminating it changes nothing', async () => {
		const service = serviceOn('app2');
		const playbooks = ['service_suspend.yml', 'service_resume.yml', 'service_terminate.yml'];
		const told = await Promise.all(playbooks.map(async (playbook) => await scene.play(playbook, 'app2', service)));
		const refused = { changed: [], failed: expect.stringContaining('create it first') as unknown };
		expect(told.map(({ app2 }) => app2)).toEqual([refused, refused, nothing]);
	}, 600_000);

	test('another server than the service’s, and names that are paths, are refused', async () => {
		const wrong: ReadonlyArray<Readonly<Record<string, string>>> = [
			{ server: 'app2' },
			{ domain: '../etc' },
			{ domain: 'a b.example' },
			{ username: '-x' },
		];
		const told = await Promise.all(
			wrong.map(async (more) => await scene.play('service_create.yml', 'app1', serviceOn('app1', more), '--check')),
		);
		const refused = { changed: [], failed: expect.stringContaining('The service is one for this server') as unknown };
		expect(told.map(({ app1 }) => app1)).toEqual(wrong.map(() => refused));
	}, 600_000);
});
