import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodesFolder } from '../../stack/parts/pack';
import { findRedis, startQueue, startWorker } from '../../stack/parts/queueMode';
import { textOf } from '../support/repository';
import { describeWith } from '../support/requirement';
import { failureOf } from '../support/walk/administrator';
import { buyStarter, mailTo } from '../support/walk/buyer';
import { laterTarball, olderDatabase, withApiKey, withPassword } from '../support/walk/later';
import { catalogueNodes, credentialsOf } from '../support/walk/office';
import { stepsOf, type Step } from '../support/walk/pages';
import { beginRoad, type Road } from '../support/walk/road';
import { systemPostgres } from '../support/walk/systemPostgres';

// Each test goes on where the one before stopped: a road has no shortcuts.
jest.setTimeout(600_000);

const steps = stepsOf('README.md', 'Install it into your n8n');
const programs = systemPostgres();

let road: Road;
const ids = new Map<string, string>();
const credential = (name: string) => ({ id: ids.get(name) ?? '', name });

/** Runs every block of a step; gives what each said. */
async function walk({ blocks }: Step): Promise<string[]> {
	const said: string[] = [];
	for (const block of blocks) said.push(await road.terminal.run(block));
	return said;
}

function step(number: number): Step {
	const found = steps[number - 1];
	if (!found?.title.startsWith(`Step ${number}: `)) throw new Error(`README.md has no step ${number}`);
	return found;
}

test('the read-me has six steps, and every block of them is in one', () => {
	expect(steps.map(({ title }) => title.slice(0, 7))).toEqual([1, 2, 3, 4, 5, 6].map((number) => `Step ${number}:`));
	const section = textOf('README.md').split('\n## Install it into your n8n\n')[1]?.split('\n## ')[0] ?? '';
	const blocks = [...section.matchAll(/^```/gm)].length / 2;
	expect(steps.flatMap(({ blocks: own }) => own)).toHaveLength(blocks);
});

const lacking = programs === undefined ? "PostgreSQL from the system's packages is not installed" : undefined;
describeWith("the read-me's way into somebody's own n8n", lacking, () => {
	beforeAll(async () => {
		road = await beginRoad(programs ?? '');
		await road.restartN8n();
		await road.administrator.enter();
	});
	afterAll(async () => await road.close());

	test('step 1: the nodes come with what they need, and without a second n8n', async () => {
		await walk(step(1));
		const { names, megabytes } = installedBelow(join(nodesFolder(road.home), 'node_modules'));
		expect(names).toContain('n8n-nodes-msp');
		expect(names).not.toContain('n8n-workflow');
		expect(names.length).toBeLessThan(90);
		expect(megabytes).toBeLessThan(125);
		await road.restartN8n();
	});

	test('step 2: the database', async () => {
		const [, migrated = '', shown = ''] = await walk(step(2));
		expect(migrated).toContain('The database is up to date.');
		const [, password = ''] = /^password of msp_app: +(\S+)$/m.exec(shown) ?? [];
		const [, key = ''] = /^encryption key: +(\S+)$/m.exec(shown) ?? [];
		expect(Buffer.from(key, 'base64')).toHaveLength(32);
		Object.assign(road.answers, { password, key });
	});

	test('step 3: the credentials, and each is tested', async () => {
		const entered = credentialsOf(road);
		const asked = [...step(3).words.matchAll(/\*\*(MSP [\w ]+)\*\*/g)].map(([, name]) => name);
		// One panel is enough.
		expect(new Set(asked)).toEqual(new Set([...entered.map(({ name }) => name), 'MSP Plesk', 'MSP DirectAdmin']));
		for (const { name, type, data } of entered) {
			ids.set(name, await road.administrator.addCredential(name, type, data));
		}
		// Where the stand-in's endpoint leads.
		expect(step(3).words).toContain('/webhook/msp-stripe/payments`');
	});

	test('step 4: the workflows', async () => {
		road.answers.N8N_API_KEY = await road.administrator.makeApiKey(scopesOfKey());
		await walk(step(4));
		expect(await published()).toEqual(expect.arrayContaining(['10', '11', '13', '15', '90', '91']));
	});

	test('step 5: what is sold, and where', async () => {
		const nodes = catalogueNodes(credential('MSP Database'), credential('MSP WHM'));
		for (const { name } of nodes) expect(step(5).words).toContain(`_${name}_`);
		await road.administrator.runOnce('First plan and server', nodes);
	});

	test('step 6: an order in the test mode, to the welcome mail', async () => {
		expect(step(6).words).toContain('/form/order`');
		const mail = await buyStarter(road, 'first-order.example');
		expect(mail.text).toContain('first-order.example');
	});

	test('an upgrade replaces what nobody touched, and keeps what the operator edited', async () => {
		const { client } = road.administrator;
		const before = await client.workflows();
		const edited = before.find(({ name }) => name.startsWith('91 '));
		if (!edited) throw new Error('there is no workflow 91');
		await road.administrator.editNode(edited.id, 'n8n-nodes-base.scheduleTrigger', {
			rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] },
		});
		const tarball = await laterTarball(road, '99.0.0', 'A note of the later version');
		await road.terminal.run(`cd ~/.n8n/nodes && npm install --ignore-scripts '${tarball}'`);
		await road.terminal.run(withPassword('npx --no msp-database migrate'));
		await road.restartN8n();
		const { code, text } = await road.terminal.attempt(withApiKey('npx --no msp-workflows upgrade --yes'));
		expect({ code, text }).toMatchObject({ code: 0 });
		const after = await client.workflows();
		const with91 = after.filter(({ name }) => name.includes('91'));
		expect(with91.length).toBe(2);
		expect(with91.find(({ id }) => id === edited.id)?.active).toBe(true);
		expect(with91.find(({ id }) => id !== edited.id)?.active).toBe(false);
		expect(await published()).toEqual(expect.arrayContaining(['10', '11', '13', '15', '90', '91']));
		await buyStarter(road, 'after-upgrade.example');
	});

	test('a database that lacks migrations: the run and the mail say which, and a retry works after them', async () => {
		const { administrator, terminal } = road;
		const missing = await olderDatabase(road, 'msp_old', '0019');
		const database = credentialsOf(road)[0];
		const data = { ...database.data, database: 'msp_old' };
		const { id } = credential(database.name);
		await administrator.changeCredential(id, database.name, database.type, data);
		const errorWorkflow = (await administrator.client.workflows()).find(({ name }) => name.startsWith('90 '))?.id ?? '';
		const [plan] = catalogueNodes(credential('MSP Database'), credential('MSP WHM'));
		const workflow = await administrator.publishCall('make-plan', plan, errorWorkflow);
		await fetch(`${road.addresses.n8n}/webhook/make-plan`, { method: 'POST' });
		const failed = await administrator.newestOf(workflow);
		expect(failed.status).toBe('error');
		for (const words of [...missing, 'msp-database migrate']) expect(failureOf(failed)).toContain(words);
		const mail = await mailTo(road, 'staff@hosting.example.net', missing[0] ?? '');
		expect(mail.text).toContain('msp-database migrate');

		await terminal.run(withPassword('PGDATABASE=msp_old npx --no msp-database migrate'));
		expect((await administrator.retry(failed.id)).status).toBe('success');
		await administrator.changeCredential(id, database.name, database.type, database.data);
	});

	describeWith('queue mode', findRedis() === undefined ? 'Redis is not installed' : undefined, () => {
		test('with one worker, an order comes to its mail', async () => {
			const { redis, environment } = await startQueue(road.folder);
			road.alsoStops(async () => await redis.stop());
			await road.restartN8n(environment);
			const settings = { ...road.n8n, extra: { ...road.n8n.extra, ...environment } };
			const worker = await startWorker(settings, road.folder, 'worker');
			road.alsoStops(async () => await worker.stop());
			await buyStarter(road, 'queue-mode.example');
			expect(readFileSync(worker.logFile, 'utf8')).toContain('Worker started execution');
		});
	});
});

/** The numbers of the workflows that are published. */
async function published(): Promise<string[]> {
	const workflows = await road.administrator.client.workflows();
	return workflows.filter(({ active }) => active).map(({ name }) => name.slice(0, 2));
}

/** What the page of the command asks of the key. */
const scopesOfKey = () =>
	[...textOf('docs/msp-workflows.md').matchAll(/`((?:workflow|credential):\w+)`/g)].map(([, scope = '']) => scope);

function installedBelow(folder: string): { names: string[]; megabytes: number } {
	const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
	const names = readdirSync(folder)
		.filter((name) => !name.startsWith('.'))
		.flatMap((name) =>
			name.startsWith('@') ? readdirSync(join(folder, name)).map((own) => `${name}/${own}`) : [name],
		);
	return { names, megabytes: bytes / 1e6 };
}
