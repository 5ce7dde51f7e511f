import fc from 'fast-check';
import { ExternalError } from '../../../core/kernel/errors';
import {
	accountCreation,
	accountReactivation,
	accountSuspension,
	accountTermination,
	certificateRequest,
	databaseCreation,
	databaseDeletion,
	mailboxCreation,
	mailboxDeletion,
	mailboxPasswordChange,
	packageChange,
	passwordChange,
	undoNamed,
	zoneEdit,
} from '../../../core/provisioning';
import { type ControlPanel } from '../../../core/panels';
import * as registry from '../../../core/provisioning/effects/registry';
import { fates, Killed, memoryPanel, type Fate } from '../../support/memoryPanel';
import { filesIn, textOf } from '../../support/repository';
import { runToTheEnd, stepOf, type Step } from '../../support/stepInMemory';
import { tries } from '../../support/tries';

const records = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((value) => ({ name: 'www', type: 'A' as const, value }));
const one = <Value>(...values: readonly [Value, ...Value[]]) => fc.constantFrom(...values);
const some = fc.subarray(records);
const texts = (name: string, values: readonly string[]) =>
	values.map((value) => ({ name, type: 'TXT' as const, value }));
const senders = texts('@', ['v=spf1 a mx ~all', 'v=spf1 +a +ip4:192.0.2.1 -all', 'v=spf1 include:mail.example ?all']);
const policies = texts('_dmarc', ['v=DMARC1; p=none', 'v=DMARC1; p=reject']);
const alias = { name: 'www', type: 'CNAME' as const, value: 'a.example' };
/** What may exist once: each takes the place of what is there. */
const singular = fc
	.record({
		spf: fc.subarray(senders),
		dmarc: fc.subarray(policies, { maxLength: 1 }),
		www: fc.oneof(fc.constant([alias]), some),
	})
	.map(({ spf, dmarc, www }) => [...spf, ...dmarc, ...www]);
const removable = fc.subarray([...senders, ...policies, alias, ...records], { maxLength: 3 });

/** Any change, as what makes its step on a panel. */
const changes: fc.Arbitrary<(panel: ControlPanel) => Step> = one(
	'a.example',
	'a.example',
	'a.example',
	'b.example',
).chain((account) =>
	fc.oneof(
		one('starter', 'business').map((packageName) => (panel: ControlPanel) => {
			const wanted = { domain: account, packageName, contactEmail: `owner@${account}` };
			return stepOf(accountCreation(panel), wanted);
		}),
		one('overdue', 'abuse').map(
			(reason) => (panel: ControlPanel) => stepOf(accountSuspension(panel), { account, reason }),
		),
		fc.constant((panel: ControlPanel) => stepOf(accountReactivation(panel), { account })),
		fc.constant((panel: ControlPanel) => stepOf(accountTermination(panel), { account })),
		fc.tuple(one('starter', 'business'), fc.boolean()).map(
			([packageName, reapply]) =>
				(panel: ControlPanel) =>
					stepOf(packageChange(panel), { account, packageName, reapply }),
		),
		fc.constant((panel: ControlPanel) => stepOf(passwordChange(panel), { account, password: 'another' })),
		fc.tuple(some, some).map(
			([present, absent]) =>
				(panel: ControlPanel) =>
					stepOf(zoneEdit(panel), { account, present, absent }),
		),
		fc.tuple(singular, removable).map(
			([present, absent]) =>
				(panel: ControlPanel) =>
					stepOf(zoneEdit(panel), { account, present, absent }),
		),
		fc.constant((panel: ControlPanel) => stepOf(certificateRequest(panel), { account })),
		one('info', 'sales').map(
			(address) => (panel: ControlPanel) => stepOf(mailboxCreation(panel), { account, address, quotaMegabytes: 5 }),
		),
		one('info', 'sales').map((name) => (panel: ControlPanel) => {
			return stepOf(mailboxPasswordChange(panel), { account, address: `${name}@${account}`, password: 'another' });
		}),
		one('info', 'sales').map(
			(name) => (panel: ControlPanel) => stepOf(mailboxDeletion(panel), { account, address: `${name}@${account}` }),
		),
		one('site', 'shop').map((name) => (panel: ControlPanel) => stepOf(databaseCreation(panel), { account, name })),
		one('site', 'shop').map((name) => (panel: ControlPanel) => stepOf(databaseDeletion(panel), { account, name })),
	),
);
/** So that most changes find something to change. */
const toBeginWith: ReadonlyArray<(panel: ControlPanel) => Step> = [
	(panel) =>
		stepOf(accountCreation(panel), { domain: 'a.example', packageName: 'starter', contactEmail: 'owner@a.example' }),
	(panel) => stepOf(mailboxCreation(panel), { account: 'a.example', address: 'info', quotaMegabytes: 5 }),
	(panel) => stepOf(databaseCreation(panel), { account: 'a.example', name: 'site' }),
	(panel) => stepOf(zoneEdit(panel), { account: 'a.example', present: records.slice(0, 2) }),
];
const script = fc.array(fc.constantFrom<Fate>(...fates), { maxLength: 60 });

async function played(list: ReadonlyArray<(panel: ControlPanel) => Step>, faults: readonly Fate[]) {
	const fateOf: Fate[] = [];
	const { panel, snapshot } = memoryPanel(fateOf);
	for (const change of toBeginWith) await runToTheEnd(change(panel));
	fateOf.push(...faults);
	const outcomes: Array<Step['outcome']> = [];
	for (const change of list) {
		const step = change(panel);
		await runToTheEnd(step);
		outcomes.push(step.outcome);
	}
	return { outcomes, holds: snapshot() };
}

test('lost answers, busy servers and deaths change nothing about what comes of it', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(changes, { maxLength: 12 }), script, async (list, faults) => {
			expect(await played(list, faults)).toEqual(await played(list, []));
		}),
		{ numRuns: tries(500, 3_000) },
	);
});

/** Whether a roll-back with these undos leaves the panel as it was before the task, whatever went wrong in between. */
const takesBackAll = (undos: typeof undoNamed) =>
	fc.asyncProperty(made, made, script, async (before, list, faults) => {
		const fateOf: Fate[] = [];
		const { panel, snapshot } = memoryPanel(fateOf);
		for (const change of [...toBeginWith, ...before]) await runToTheEnd(change(panel));
		const was = snapshot();

		fateOf.push(...faults);
		const steps: Step[] = [];
		for (const change of list) {
			const step = change(panel);
			// What cannot be taken back is not part of a task.
			if (!undoNamed(panel)(step.effect)) continue;
			steps.push(step);
			await step.run();
			if (step.outcome === undefined) break;
		}
		for (const step of steps.reverse()) await takenBack(undos(panel), step);
		expect(snapshot()).toEqual(was);
	});
const made = fc.array(changes, { minLength: 1, maxLength: 8 });

async function takenBack(undos: ReturnType<typeof undoNamed>, { effect, intent }: Step): Promise<void> {
	const undo = undos(effect);
	for (let tries = 0; undo && intent !== undefined && tries < 60; tries++) {
		try {
			await undo.takeBack(intent);
			return;
		} catch (error) {
			if (!(error instanceof Killed) && !(error instanceof ExternalError && error.transient)) throw error;
		}
	}
}

test('whatever a task made, even half of it, is taken back, and nothing else', async () => {
	await fc.assert(takesBackAll(undoNamed), { numRuns: tries(500, 3_000) });
});

const effects = Object.values(registry).map((open) => open(memoryPanel().panel));
const canUndo = (name: string) => undoNamed(memoryPanel().panel)(name) !== undefined;

test.each(effects.map(({ name }) => name).filter(canUndo))(
	'an undo of %s that does nothing is noticed',
	async (name) => {
		const idle: typeof undoNamed = (panel) => (effect) =>
			effect === name
				? { encloses: [], takeBack: async () => await Promise.resolve({ state: 'undone' }) }
				: undoNamed(panel)(effect);
		const { failed } = await fc.check(takesBackAll(idle), { numRuns: 1_500, endOnFailure: true });
		expect(failed).toBe(true);
	},
);

test('every effect in the folder is in the registry, under a name of its own', () => {
	const written = filesIn(['core/provisioning/effects'], /\.ts$/).flatMap((path) =>
		[...textOf(path).matchAll(/^\t\tname: '([\w.]+)',$/gm)].map(([, name]) => name),
	);
	expect(written.length).toBeGreaterThan(10);
	expect(effects.map(({ name }) => name).sort()).toEqual(written.sort());
	expect(new Set(written).size).toBe(written.length);
});

test('an account is ours only where both its user name and its domain are the recorded ones', async () => {
	const { panel } = memoryPanel();
	const recorded = { username: 'acme', domain: 'a.example', packageName: 'starter', contactEmail: 'o@a.example' };
	const { readBack } = accountCreation(panel);
	expect(await readBack(recorded)).toEqual({ state: 'absent' });

	await panel.createAccount({ ...recorded, username: 'theirs', password: 'x' });
	const domainTaken = { state: 'foreign', evidence: "The server has the account 'theirs' for a.example already" };
	expect(await readBack(recorded)).toEqual(domainTaken);

	await panel.terminateAccount({ ...recorded, username: 'theirs' });
	await panel.createAccount({ ...recorded, domain: 'b.example', password: 'x' });
	const nameTaken = { state: 'foreign', evidence: "The server has the account 'acme' for b.example already" };
	expect(await readBack(recorded)).toEqual(nameTaken);
	// Taking back leaves what is not ours.
	expect(await undoNamed(panel)('account.create')?.takeBack(recorded)).toEqual({ ...nameTaken, state: 'left' });
});

test('records of a zone that is gone are gone with it', async () => {
	const { panel } = memoryPanel();
	const account = 'a.example';
	const wanted = { domain: account, packageName: 'starter', contactEmail: `owner@${account}` };
	await runToTheEnd(stepOf(accountCreation(panel), wanted));
	const { intent } = await zoneEdit(panel).plan({ account, present: records });
	const without = { ...panel, findZone: async () => await Promise.resolve(undefined) };
	expect(await undoNamed(without)('zone.edit')?.takeBack(intent)).toEqual({ state: 'absent' });
});

test('only these effects cannot be taken back', () => {
	expect(
		effects
			.map(({ name }) => name)
			.filter((name) => !canUndo(name))
			.sort(),
	).toEqual([
		...['account.changePassword', 'account.terminate', 'certificate.request', 'database.delete'],
		...['mailbox.changePassword', 'mailbox.delete', 'package.make'],
	]);
	expect(['foreign.run', 'toString'].filter(canUndo)).toEqual([]);
});
