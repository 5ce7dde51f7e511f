import { createAnsibleScene, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { requestOf } from '../support/runRequests';
import { describeWith } from '../support/requirement';

describeWith('a run on a controller', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	beforeAll(async () => {
		scene = await createAnsibleScene();
	});
	afterAll(async () => {
		await scene.close();
	});

	test('what each host did, with its words, its changes and its numbers', async () => {
		scene.write(
			'site.yml',
			`- hosts: web
  gather_facts: false
  tasks:
    - name: greet {{ inventory_hostname }}
      ansible.builtin.debug: { msg: hello }
    - name: write
      ansible.builtin.copy: { content: "new\\n", dest: "${scene.folder}/out-{{ inventory_hostname }}" }
`,
		);
		const outcome = await scene.run({ runId: 'first', diff: true, limit: { kind: 'names', names: ['h1', 'h2'] } });
		expect(outcome).toMatchObject({ verdict: 'ok', exitCode: 0, check: false, warnings: [], leftovers: [] });
		expect(
			outcome.hosts.map(({ host, status, counts, changes }) => ({ host, status, ok: counts.ok, changes })),
		).toEqual(
			['h1', 'h2'].map((host) => ({
				host,
				status: 'changed',
				ok: 2,
				changes: [{ task: 'write', done: true, before: '', after: 'new\n' }],
			})),
		);
		expect(outcome.origin).toMatchObject({ commit: null, hosts: ['h1', 'h2'] });
	});

	test('a project that is not there is named', async () => {
		const asked = requestOf({ runId: 'nowhere', project: 'nosuch' });
		await expect(scene.runner.inspect(asked)).rejects.toMatchObject({
			errorClass: 'not_found',
			message: expect.stringMatching(/the project \/.*\/projects\/nosuch\/current is not there$/) as string,
			remedy: expect.stringContaining('Sync the project, or correct the field Project.') as string,
		});
		expect(await scene.run({ runId: 'nowhere', project: 'nosuch' })).toMatchObject({
			verdict: 'refused',
			explanation: expect.stringMatching(/\/projects\/nosuch\/current is not there\. Sync the project/) as string,
		});
	});

	test('what it would run is told before', async () => {
		const origin = await scene.runner.inspect(
			requestOf({ runId: 'x', limit: { kind: 'pattern', pattern: 'web:!h2' } }),
		);
		expect(origin.hosts).toEqual(['h1', 'h3']);
	});
});
