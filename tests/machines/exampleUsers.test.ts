import { lackingForExample, nothing, openExampleScene, type ExampleScene } from '../support/exampleProject';
import { describeWith } from '../support/requirement';

const keyOf = (name: string) => `ssh-ed25519 ${Buffer.from(`a key of ${name}`).toString('base64')} ${name}@example.com`;
const person = (action: string, keys: readonly string[] = [], name = 'ann') => ({
	person_action: action,
	person_name: name,
	person_full_name: 'Ann Example',
	person_keys: keys,
});
/** As the back office gives it: every text is marked as data. */
const marked = (variables: Readonly<Record<string, string | readonly string[]>>) =>
	JSON.parse(JSON.stringify(variables), (_, held: unknown) =>
		typeof held === 'string' ? { __ansible_unsafe: held } : held,
	) as object;

// That a run is on several servers at once, and on no other one, is shown by the workflows 18 and 19.
describeWith("the example's playbooks of servers and people", lackingForExample(), () => {
	let scene: ExampleScene;
	beforeAll(async () => {
		scene = await openExampleScene(['app1']);
	}, 600_000);
	afterAll(async () => {
		await scene.stop();
	});

	async function play(playbooks: readonly string[], variables: object, ...more: string[]) {
		return (await scene.play(playbooks, 'app1', variables, ...more)).map(({ app1 }) => app1);
	}
	const on = async (script: string) => await scene.machines[0]?.inside(['sh', '-c', script]);
	const keys = 'cat /home/ann/.ssh/authorized_keys';

	test('a server gets its state and a person: a check predicts it, and a second run changes nothing', async () => {
		const ann = marked(person('create', [keyOf('laptop'), keyOf('phone')]));
		const predicted = await play(['site.yml', 'users.yml'], ann, '--check');
		const words = ['The words that greet who logs in', 'The account'];
		expect(predicted).toMatchObject(
			words.map((word) => ({ changed: expect.arrayContaining([word]) as unknown, failed: [] })),
		);
		expect(await play(['site.yml', 'users.yml', 'site.yml', 'users.yml'], ann)).toEqual([
			...predicted,
			nothing,
			nothing,
		]);
		expect(await on('cat /etc/motd')).toContain('looked after by Ansible');
		expect(await on(keys)).toBe(`${keyOf('laptop')}\n${keyOf('phone')}\n`);
		expect(await on(`stat -c "%U %a" /home/ann/.ssh/authorized_keys; sudo -l -U ann | grep -c NOPASSWD || true`)).toBe(
			'ann 600\n0\n',
		);
	}, 600_000);

	test('a person gets other keys, and is removed', async () => {
		const replaced = await play(['users.yml'], marked(person('keys', [keyOf('tablet')])));
		expect(replaced).toEqual([{ changed: ['The keys that may log in'], failed: [] }]);
		expect(await on(keys)).toBe(`${keyOf('tablet')}\n`);

		// What a removed person has started ends with the account.
		await on('setsid sudo -u ann sleep 1000 >/dev/null 2>&1 & sleep 0.3');
		const removed = {
			changed: ['No key logs in any more: /home/ann/.ssh', 'End what the person runs', 'The account is gone'],
			failed: [],
		};
		expect(await play(['users.yml', 'users.yml'], marked(person('remove')))).toEqual([removed, nothing]);
		expect(
			await on('getent passwd ann || echo gone; pgrep -x sleep || echo ended; ls -A /home/ann/.ssh 2>&1 | wc -l'),
		).toBe('gone\nended\n1\n');
	}, 600_000);

	const accounts = 'cat /etc/passwd /etc/shadow; cat /home/*/.ssh/authorized_keys; ls /home /etc/sudoers.d';

	test('accounts that are no person’s, wrong names and wrong keys are refused, and nothing is changed', async () => {
		const before = await on(accounts);
		const refused: ReadonlyArray<readonly [variables: ReturnType<typeof person>, words: string]> = [
			[person('remove', [], 'ops'), 'has not made'],
			[person('keys', [`command="id" ${keyOf('x')}`]), 'Each key is one line'],
			[person('create', [`${keyOf('x')}\n${keyOf('y')}`]), 'Each key is one line'],
			[person('create', [keyOf('x')], '../x'), 'Each key is one line'],
			[person('create'), 'at least one key'],
			[person('erase'), 'value of person_action must be one of'],
		];
		// Keys are changed of who is there, and nobody is made by it.
		const nobody = person('keys', [keyOf('tablet')], 'bob');
		const calls = [nobody, ...refused.map(([variables]) => variables)];
		const { app1 } = await scene.call(
			'app1',
			calls.map((variables) => ({ role: 'person', variables })),
		);
		expect(app1).toEqual({
			changed: [],
			failed: refused.map(([, words]) => expect.stringContaining(words) as unknown),
		});
		expect(await on(accounts)).toBe(before);
	}, 600_000);
});
