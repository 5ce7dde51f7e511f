import fc from 'fast-check';
import { ExternalError } from '../../core/kernel/errors';
import { accountSuspension, accountTermination } from '../../core/provisioning';
import { openServerPanel } from '../../core/servers';
import { panelKinds, type PanelKind } from '../../core/panels';
import { storeOn, type Store } from '../../core/db';
import type { TaskOffice } from '../../core/tasks';
import { changeServerLogIn, findServer } from '../../core/servers/servers';
import { fates, memoryPanel, type Fate } from '../support/memoryPanel';
import {
	disagreement,
	fatedPanel,
	orDie,
	reconcile,
	runTask,
	startWish,
	trueEffects,
	type Effects,
	type Process,
	type Wish,
	type World,
} from '../support/lifecycleScene';
import { mortalStore } from '../support/mortalStore';
import { panelScenes } from '../support/panelScenes';
import { backOfficeOn, letTimePass, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'lifecycle', [1_000_000]);
});
afterAll(async () => await database.drop());

/** One wish of an actor, and how the process that carries it out fares. */
interface Command {
	readonly service: number;
	readonly wish: Wish;
	readonly by: string;
	/** Delivered to two processes at once. */
	readonly twice: boolean;
	readonly fates: readonly Fate[];
	readonly pauseMs: number;
	/** A step after the change fails for good. */
	readonly failsAfter: boolean;
	/** At which statement the process dies; null: it lives. */
	readonly death: { readonly at: number; readonly heard: boolean } | null;
}
interface Round {
	/** At work at once, each on its own commands in their order. */
	readonly actors: ReadonlyArray<readonly Command[]>;
	/** Whether the leases run out after it. */
	readonly timePasses: boolean;
}
interface Schedule {
	readonly rounds: readonly Round[];
	/** What the reconciler's changes meet at first. */
	readonly aftermath: readonly Fate[];
}

const services = 3;
const one = <Value>(...values: readonly [Value, ...Value[]]) => fc.constantFrom(...values);
const command: fc.Arbitrary<Command> = fc.record({
	service: fc.nat(services - 1),
	wish: one<Wish>('create', 'suspend', 'suspend', 'unsuspend', 'unsuspend', 'terminate', 'retry'),
	by: one('system', 'system', 'ada'),
	twice: fc.boolean(),
	fates: fc.array(one<Fate>('ok', ...fates), { maxLength: 4 }),
	pauseMs: fc.nat(4),
	failsAfter: one(false, false, false, true),
	death: fc.option(fc.record({ at: fc.integer({ min: 1, max: 44 }), heard: fc.boolean() }), { freq: 2 }),
});
const round: fc.Arbitrary<Round> = fc.record({
	actors: fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
	timePasses: fc.boolean(),
});
/** Long runs of trouble use up the tries of a task, so that it is rolled back. */
const trouble = fc.array(one<Fate>('busy', 'lost_before', 'lost_after', 'killed_before'), {
	minLength: 15,
	maxLength: 40,
});
const schedule: fc.Arbitrary<Schedule> = fc.record({
	rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
	aftermath: fc.oneof(fc.constant([]), fc.array(one(...fates), { maxLength: 12 }), trouble),
});

interface Played {
	/** Where store and panel disagree, and nobody is told. */
	readonly complaints: readonly string[];
	/** Kind and status of every task there was. */
	readonly tasks: readonly string[];
	readonly compared: number;
}
let played = 0;

/** Plays a schedule on services of its own, lets everything that is due run again, and compares store and panel. */
async function play(world: World, { rounds, aftermath }: Schedule, effects: Effects): Promise<Played> {
	played += 1;
	const calm: Process = { office, panel: world.panel, effects };
	const made: Array<{ readonly serviceId: string; readonly domain: string }> = [];
	for (let service = 0; service < services; service++) {
		const domain = `s${service}-${played}.example`;
		const serviceId = await seedService(office, world.plan, domain);
		made.push({ domain, serviceId });
		// Most wishes are for a service that is set up.
		const taskId = service === 0 ? undefined : await startWish(office, serviceId, 'create', 'system');
		if (taskId) await runTask(calm, taskId);
	}

	for (const { actors, timePasses } of rounds) {
		const actor = async (commands: readonly Command[]) => {
			for (const each of commands) await carryOut(world, each, made[each.service]?.serviceId ?? '', effects);
		};
		await Promise.all(actors.map(actor));
		if (timePasses) await letTimePass(office);
	}

	world.calm?.();
	const reconciler = { ...calm, panel: fatedPanel(world, [...aftermath], 0) };
	const ended = await reconcile(
		reconciler,
		made.map(({ serviceId }) => serviceId),
	);
	const complaints = ended ? [] : ['something is never done with'];
	const tasks: string[] = [];
	let compared = 0;
	for (const service of made) {
		const found = await disagreement(office, world, service);
		if (!found.forAPerson) compared += 1;
		if (found.complaint && !found.forAPerson) complaints.push(found.complaint);
		tasks.push(...found.tasks.map(({ kind, status }) => `${kind} ${status}`));
	}
	return { complaints, tasks, compared };
}

async function carryOut(world: World, given: Command, serviceId: string, effects: Effects): Promise<void> {
	const { wish, by, twice, pauseMs, failsAfter, death } = given;
	const deliver = async (store: Store, fated: readonly Fate[]) => {
		const process: Process = {
			office: { ...office, store },
			panel: fatedPanel(world, [...fated], pauseMs),
			effects,
			failsAfter,
		};
		const taskId = await startWish(process.office, serviceId, wish, by);
		if (taskId) await runTask(process, taskId);
	};
	const mortal = death ? mortalStore(() => database.pool(), death.at, death.heard).store : database.store;
	await Promise.all([
		orDie(deliver(mortal, given.fates)),
		...(twice
			? [
					orDie(
						deliver(
							storeOn(() => database.pool(), 'a test'),
							[],
						),
					),
				]
			: []),
	]);
}

function propertyOf(world: () => World, effects: Effects, seen: (given: Played) => void = () => undefined) {
	return fc.asyncProperty(schedule, async (given) => {
		const outcome = await play(world(), given, effects);
		seen(outcome);
		expect(outcome.complaints).toEqual([]);
	});
}

function worldInMemory(): World {
	const { panel, snapshot } = memoryPanel();
	return {
		plan,
		panel,
		held: (domain) => Object.values(snapshot().accounts).find(({ account }) => account.domain === domain)?.account,
	};
}

/** A played server behind its real adapter, by its server record and with the limit of that. */
async function worldOn(kind: PanelKind): Promise<{ world: World; close: () => Promise<void> }> {
	const scene = await panelScenes[kind]();
	const { server: standin, login, changes } = scene;
	const own = await seedPlan(office, `lifecycle-${kind}`, [1_000_000]);
	const serverCode = `lifecycle-${kind}-1`;
	await office.store.asStaff(async (transaction) => {
		const server = await findServer(transaction, serverCode);
		const { serverId = '' } = server ?? {};
		await changeServerLogIn(transaction, serverId, {
			panel: kind,
			baseUrl: login.baseUrl,
			username: login.username,
			sealedToken: office.vault.seal(`server:${serverId}`, login.token),
			certificateAuthority: login.certificateAuthority ?? null,
			certificateFingerprint: login.certificateFingerprint ?? null,
		});
	});
	const { panel } = await openServerPanel(office, serverCode);
	return {
		world: {
			plan: own,
			panel,
			held: (domain) => scene.accounts().find((account) => account.domain === domain),
			meet: (change, fate) => {
				if (fate === 'lost_before') standin.addFault({ path: changes[change], kind: 'drop_before' });
				if (fate === 'lost_after') standin.addFault({ path: changes[change], kind: 'drop_after' });
			},
			calm: () => standin.clear(),
		},
		close: scene.close,
	};
}

test('whatever happens in whatever order, store and panel agree in the end, or a person is told', async () => {
	const tally = new Map<string, number>();
	let [compared, all] = [0, 0];
	const seen = (outcome: Played) => {
		compared += outcome.compared;
		all += services;
		for (const task of outcome.tasks) tally.set(task, (tally.get(task) ?? 0) + 1);
	};
	const numRuns = tries(40, 200);
	await fc.assert(propertyOf(worldInMemory, trueEffects, seen), { numRuns, endOnFailure: true });

	// It was worth playing: every kind of task ended well and badly, and hardly any service was left to a person.
	for (const kind of ['provision', 'suspend', 'unsuspend', 'terminate']) {
		expect([kind, (tally.get(`${kind} completed`) ?? 0) > numRuns / 10]).toEqual([kind, true]);
	}
	const failed = [...tally].filter(([task]) => task.endsWith(' failed')).map(([, count]) => count);
	expect(failed.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(numRuns / 13);
	expect(compared / all).toBeGreaterThan(0.9);
}, 300_000);

test.each(panelKinds)(
	'the same on a server of the kind %s',
	async (kind) => {
		const { world, close } = await worldOn(kind);
		try {
			await fc.assert(
				propertyOf(() => world, trueEffects),
				{ numRuns: tries(5, 25), endOnFailure: true },
			);
		} finally {
			await close();
		}
	},
	300_000,
);

describe('the same finds', () => {
	const found = async (effects: Partial<Effects>) => {
		const { failed, errorInstance } = await fc.check(propertyOf(worldInMemory, { ...trueEffects, ...effects }), {
			numRuns: 150,
			endOnFailure: true,
		});
		expect(failed).toBe(true);
		return String(errorInstance);
	};

	test('a service that follows before the panel has confirmed', async () => {
		const hasty: Effects['suspend'] = (panel) => ({
			...accountSuspension(panel),
			apply: async (planned) => {
				await panel.suspendAccount(planned, planned.reason).catch((error: unknown) => {
					if (!(error instanceof ExternalError)) throw error;
				});
				const asAsked = await panel.findAccount({ username: planned.username });
				if (!asAsked) throw new ExternalError('not_found', 'The account is gone', 'Look.');
				return { ...asAsked, suspended: true };
			},
		});
		expect(await found({ suspend: hasty })).toContain('is suspended in the store and live on the panel');
	});

	test('a service that does not follow', async () => {
		const deaf: Effects['terminate'] = (panel) => ({ ...accountTermination(panel), persist: undefined });
		expect(await found({ terminate: deaf })).toMatch(/is (active|suspended) in the store and absent on the panel/);
	});

	test('an interrupted change that is taken for done without a look', async () => {
		const trusting: Effects['terminate'] = (panel) => ({
			...accountTermination(panel),
			readBack: async (planned) => await Promise.resolve({ state: 'ours', result: { ...planned, terminated: true } }),
		});
		expect(await found({ terminate: trusting })).toMatch(
			/is terminated in the store and (live|suspended) on the panel/,
		);
	});
});
