import type { LoggedRequest } from '../../stack/standins/shared';
import { openSemaphoreScene, type SemaphoreScene } from '../support/semaphoreScene';
import { asOpenApi, describeWithSwagger } from '../support/semaphoreSpec';
import { exchangeComplaints } from '../support/specExchange';

describeWithSwagger("Semaphore's API as its vendor documents it", (spec) => {
	let scene: SemaphoreScene;
	beforeAll(async () => {
		scene = await openSemaphoreScene();
		scene.template();
		scene.server
			.state()
			.inventories.push({ id: 4, project_id: 1, name: 'Others', type: 'static', inventory: 'web1.example.com\n' });
		const whole = scene.request({
			limit: { kind: 'names', names: ['web1.example.com'] },
			inventory: { kind: 'path', path: 'Others' },
			variables: { site: 'acme' },
			tags: ['a'],
			skipTags: ['b'],
			check: true,
			diff: true,
			verbosity: 3,
			forks: 4,
		});
		await scene.semaphore.start(whole);
		await scene.end({ ...whole, check: true });
		const stopped = scene.request();
		await scene.semaphore.start(stopped);
		await scene.semaphore.cancel({ runId: stopped.runId, reference: '', check: false, secrets: [] });
		await scene.semaphore.test();
	});
	afterAll(async () => await scene.close());

	const complaints = ({ method, path, body }: LoggedRequest) => {
		const [place = '', query] = path.replace(/^\/api/, '').split('?');
		const asked = body === '' ? undefined : (JSON.parse(body) as unknown);
		return exchangeComplaints(asOpenApi(spec), { method, path: place, query: new URLSearchParams(query), body: asked });
	};

	test('has every request that is made', () => {
		const requests = scene.server.requests();
		expect(requests.length).toBeGreaterThan(15);
		expect(requests.flatMap(complaints)).toEqual([]);
		const lists = requests.filter(({ path }) => /\/(templates|inventory)\?/.test(path));
		expect(lists.every(({ path }) => /sort=name&order=asc/.test(path))).toBe(true);
	});

	test('and the stand-in answers as it says', async () => {
		const { token } = scene.server.state();
		const id = scene.server.state().tasks[0]?.id ?? 0;
		const lists = '?sort=name&order=asc';
		for (const path of [
			`/project/1/templates${lists}`,
			`/project/1/inventory${lists}`,
			'/projects',
			'/info',
			`/project/1/tasks`,
			`/project/1/tasks/${id}`,
			`/project/1/tasks/${id}/output`,
		]) {
			const response = await fetch(`${scene.server.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } });
			const [place = '', query] = path.split('?');
			const answer = { status: response.status, body: await response.json() };
			const found = exchangeComplaints(asOpenApi(spec), {
				method: 'GET',
				path: place,
				query: new URLSearchParams(query),
				answer,
			});
			expect([path, found]).toEqual([path, []]);
		}
	});
});
