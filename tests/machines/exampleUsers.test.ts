import { lackingForExample, openExampleScene, type ExampleScene } from '../support/exampleProject';
import { describeWith } from '../support/requirement';

const keyOf = (name: string) => `ssh-ed25519 ${Buffer.from(`a key of ${name}`).toString('base64')} ${name}@example.com`;
/** As the back office gives it: every text is marked as data. */
const unsafe = (text: string) => ({ __ansible_unsafe: text });
const person = (action: string, keys: readonly string[] = [], name = 'ann') => ({
	person_action: unsafe(action),
	person_name: unsafe(name),
	person_full_name: unsafe('Ann Example'),
	person_keys: keys.map(unsafe),
});

describeWith("the example's playbook of people", lackingForExample(), () => {
	let scene: ExampleScene;
	beforeAll(async () => {
		scene = await openExampleScene(['app1', 'db1']);
	});
	afterAll(async () => {
		await scene.stop();
	});

	const play = async (variables: object, ...more: string[]) =>
		await scene.play('users.yml', 'app1,db1', variables, ...more);
	/** A check run, the run, and a second run: the first predicts the second, and the third changes nothing. */
	async function plays(variables: object): Promise<readonly string[]> {
		const predicted = await play(variables, '--check');
		const done = await play(variables);
		expect(predicted).toEqual(done);
		expect(done.db1).toEqual(done.app1);
		expect(done.app1?.failed).toBeUndefined();
		const nothing = { changed: [], failed: undefined };
		expect(await play(variables)).toEqual({ app1: nothing, db1: nothing });
		return done.app1?.changed ?? [];
	}
	const onEach = async (script: string) =>
		await Promise.all(scene.machines.map(async (machine) => await machine.inside(['sh', '-c', script])));

	test('a person is created on several servers, gets other keys, and is removed; a check predicts each', async () => {
		expect(await plays(person('create', [keyOf('laptop'), keyOf('phone')]))).toContain('The account');
		expect(await onEach('cat /home/ann/.ssh/authorized_keys')).toEqual(
			['', ''].map(() => `${keyOf('laptop')}\n${keyOf('phone')}\n`),
		);
		expect(
			await onEach('stat -c "%U %a" /home/ann/.ssh/authorized_keys; sudo -l -U ann | grep -c NOPASSWD || true'),
		).toEqual(['', ''].map(() => 'ann 600\n0\n'));

		expect(await plays(person('keys', [keyOf('tablet')]))).toEqual(['The keys that may log in']);
		expect(await onEach('cat /home/ann/.ssh/authorized_keys')).toEqual(['', ''].map(() => `${keyOf('tablet')}\n`));

		// What a removed person has started ends with the account.
		await onEach('setsid sudo -u ann sleep 1000 >/dev/null 2>&1 & sleep 0.3');
		const removed = await play(person('remove'));
		expect(removed.app1).toEqual({
			changed: ['No key logs in any more: /home/ann/.ssh', 'End what the person runs', 'The account is gone'],
			failed: undefined,
		});
		expect(
			await onEach('getent passwd ann || echo gone; pgrep -x sleep || echo ended; ls -A /home/ann/.ssh 2>&1 | wc -l'),
		).toEqual(['', ''].map(() => 'gone\nended\n1\n'));
		const nothing = { changed: [], failed: undefined };
		expect(await play(person('remove'))).toEqual({ app1: nothing, db1: nothing });
		// Keys are changed of who is there, and nobody is made by it.
		expect(await play(person('keys', [keyOf('tablet')]))).toEqual({ app1: nothing, db1: nothing });
	}, 600_000);

	const accounts = 'cat /etc/passwd /etc/shadow; cat /home/*/.ssh/authorized_keys; ls /home /etc/sudoers.d';

	test('accounts that are no person’s, wrong names and wrong keys are refused, and nothing is changed', async () => {
		const before = await onEach(accounts);
		const wrong: ReadonlyArray<[variables: object, words: string]> = [
			[person('remove', [], 'ops'), 'has not made'],
			[person('keys', [`command="id" ${keyOf('x')}`]), 'Each key is one line'],
			[person('create', [`${keyOf('x')}\n${keyOf('y')}`]), 'Each key is one line'],
			[{ ...person('create', [keyOf('x')]), person_name: unsafe('../x') }, 'Each key is one line'],
			[person('create'), 'at least one key'],
			[person('erase'), 'value of person_action must be one of'],
		];
		const told = await Promise.all(wrong.map(async ([variables]) => await play(variables)));
		for (const [index, { app1, db1 }] of told.entries()) {
			const refused = { changed: [], failed: expect.stringContaining(wrong[index]?.[1] ?? '') as unknown };
			expect({ app1, db1 }).toMatchObject({ app1: refused, db1: refused });
		}
		expect(await onEach(accounts)).toEqual(before);
	}, 600_000);

	test('the nightly check tells what a person changed by hand, and the run puts it right', async () => {
		await scene.play('site.yml', 'app1,db1', {});
		await scene.machines[1]?.inside(['sh', '-c', 'echo hello > /etc/motd']);
		const words = 'The words that greet who logs in';
		const checked = await scene.play('site.yml', 'app1,db1', {}, '--check');
		expect(checked).toEqual({ app1: { changed: [], failed: undefined }, db1: { changed: [words], failed: undefined } });
		expect(await scene.machines[1]?.inside(['cat', '/etc/motd'])).toBe('hello\n');
		expect((await scene.play('site.yml', 'app1,db1', {})).db1?.changed).toEqual([words]);
		expect((await scene.play('site.yml', 'app1,db1', {})).db1?.changed).toEqual([]);
	}, 600_000);
});
