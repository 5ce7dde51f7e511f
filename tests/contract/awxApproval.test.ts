import { openAwxScene, type AwxScene } from '../support/awxScene';
import { failureOf } from '../support/runRequests';

let scene: AwxScene;
beforeEach(async () => {
	scene = await openAwxScene();
});
afterEach(async () => await scene.close());

const launches = () => scene.server.requests().filter(({ name }) => /^POST .*\/launch\//.test(name));
const bodies = () => launches().map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const web1 = { kind: 'names', names: ['web1.example.com'] } as const;

describe('what was approved', () => {
	test('runs, and something else does not', async () => {
		scene.template();
		const request = scene.request({ limit: web1 });
		const approved = await scene.awx.inspect(request);
		expect(approved).toMatchObject({ commit: 'a'.repeat(40), hosts: ['web1.example.com'] });
		const [project] = scene.server.state().projects;
		if (project) project.scm_revision = 'b'.repeat(40);
		const { errorClass, message } = await failureOf(scene.awx.start({ ...request, approved }));
		expect([errorClass, message]).toEqual(['invalid', expect.stringMatching(/not what was approved.*commit/)]);
		if (project) project.scm_revision = 'a'.repeat(40);
		const [servers] = scene.server.state().inventories;
		if (servers) servers.script.web = { hosts: ['web1.example.com'], vars: { http_port: 81 } };
		await expect(scene.awx.start({ ...request, approved })).rejects.toThrow(/inventory has changed/);
		expect(launches()).toEqual([]);
	});

	test('is pinned by its commit where the template takes a branch', async () => {
		scene.template();
		const request = scene.request();
		const approved = await scene.awx.inspect(request);
		const [project] = scene.server.state().projects;
		Object.assign(project ?? {}, { scm_revision: 'b'.repeat(40), scm_update_on_launch: true });
		await expect(scene.awx.start({ ...request, approved })).rejects.toThrow(/commit/);
		if (project) project.scm_revision = 'a'.repeat(40);
		await expect(scene.awx.start({ ...request, approved })).rejects.toThrow(/updates itself/);
		Object.assign(project ?? {}, { scm_revision: 'b'.repeat(40), allow_override: true });
		await scene.awx.start({ ...request, approved });
		expect(bodies()[0]).toMatchObject({ scm_branch: 'a'.repeat(40) });
	});
});

describe('values are data', () => {
	test.each(['{{ lookup("pipe", "id") }}', '{% if x %}', '{# note #}', '#jinja2: variable_start_string: "["'])(
		'%s is sent only to an AWX that marks it',
		async (value) => {
			scene.template();
			const state = scene.server.state();
			const request = scene.request({ variables: { users: [{ name: value }] } });
			await expect(scene.awx.start(request)).rejects.toThrow(/users\.0\.name.*does not tell/);
			Object.assign(state.users[0] ?? {}, { superuser: true });
			state.jinja = 'always';
			await expect(scene.awx.start(request)).rejects.toThrow(/is set to let it/);
			state.jinja = 'template';
			await scene.awx.start(request);
			expect(bodies()[0]?.extra_vars).toMatchObject({ users: [{ name: value }] });
		},
	);

	test.each(['ansible_connection', 'awx_user_id', 'msp_run_id', 'msp_request', 'hostvars', 'a b'])(
		'the name %s is refused',
		async (name) => {
			scene.template();
			await expect(scene.awx.start(scene.request({ variables: { [name]: 'x' } }))).rejects.toThrow(/name/);
			expect(launches()).toEqual([]);
		},
	);

	test.each(['-l', '@/etc/passwd', 'web*', 'a:b', '!web', 'all', ''])('the limit "%s" is no name', async (name) => {
		scene.template();
		await expect(scene.awx.start(scene.request({ limit: { kind: 'names', names: [name] } }))).rejects.toThrow(/limit/);
		expect(launches()).toEqual([]);
	});

	test('a name that is in no inventory is refused, and a pattern is not expanded', async () => {
		scene.template();
		const limit = { kind: 'names', names: ['web9.example.com'] } as const;
		await expect(scene.awx.start(scene.request({ limit }))).rejects.toThrow(/no host and no group 'web9/);
		const pattern = scene.request({ limit: { kind: 'pattern', pattern: 'web:!db' } });
		expect(await scene.awx.inspect(pattern)).toMatchObject({ hosts: null });
	});
});
