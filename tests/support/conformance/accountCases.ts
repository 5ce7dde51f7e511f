import {
	accountCreation,
	accountReactivation,
	accountSuspension,
	accountTermination,
	packageChange,
	passwordChange,
	undoNamed,
} from '../../../core/provisioning';
import { type ControlPanel } from '../../../core/panels';
import { runToTheEnd, stepOf } from '../stepInMemory';
import {
	changesNothing,
	chosenPassword,
	create,
	domain,
	failureOf,
	held,
	keptReason,
	run,
	told,
	wish,
	type ConformanceCase,
} from './scene';

const account = domain;
const missing = 'gone.example';

/** Accounts through the side effects. */
export const accountCases: readonly ConformanceCase[] = [
	{
		name: 'an account is made, with a generated password',
		expected: {
			made: { ...wish, suspended: false, suspensionReason: '' },
			held: { domain, packageName: 'starter', suspended: false },
			nameKept: true,
			passwordLength: true,
		},
		async play(scene) {
			const made = await create(scene);
			const { username, password, ...kept } = held(scene);
			return {
				made: pick(made, 'domain', 'packageName', 'contactEmail', 'suspended', 'suspensionReason'),
				held: pick(kept, 'domain', 'packageName', 'suspended'),
				nameKept: username === made.username,
				passwordLength: password.length >= 12,
			};
		},
	},
	{
		name: 'a chosen name and password are kept',
		expected: { username: 'acme1234', password: chosenPassword },
		async play(scene) {
			await run(accountCreation(scene.panel), { ...wish, username: 'acme1234', password: chosenPassword });
			return pick(held(scene), 'username', 'password');
		},
	},
	{
		name: 'making one that is there, and ours, says so and changes nothing',
		expected: { outcome: 'exists', names: true, unchanged: true },
		async play(scene) {
			const { username } = await create(scene);
			return await refused(scene, () => create(scene), username);
		},
	},
	{
		name: 'making one on a domain of somebody else says whose, and changes nothing',
		expected: { outcome: 'exists', names: true, unchanged: true },
		async play(scene) {
			scene.addForeignAccount('theirs01', domain);
			return await refused(scene, () => create(scene), 'theirs01');
		},
	},
	{
		name: 'making one under a user name of somebody else says whose, and changes nothing',
		expected: { outcome: 'exists', names: true, unchanged: true },
		async play(scene) {
			scene.addForeignAccount('theirs01', 'theirs.example');
			const made = () => run(accountCreation(scene.panel), { ...wish, username: 'theirs01' });
			return await refused(scene, made, 'theirs.example');
		},
	},
	{
		name: 'one of somebody else that came in between is not adopted',
		expected: { outcome: 'exists', owner: 'theirs01', accounts: 1 },
		async play(scene) {
			const effect = accountCreation(scene.panel);
			const step = stepOf(
				{
					...effect,
					plan: async (wanted) => {
						const planned = await effect.plan(wanted);
						scene.addForeignAccount('theirs01', domain);
						return planned;
					},
				},
				wish,
			);
			await runToTheEnd(step);
			return { outcome: step.outcome, owner: held(scene).username, accounts: scene.accounts().length };
		},
	},
	{
		name: 'only the recorded name and domain together are ours',
		expected: ['absent', 'foreign', 'foreign', 'ours'],
		async play(scene) {
			const effect = accountCreation(scene.panel);
			const { username } = await create(scene);
			const recorded = { ...wish, username };
			const states = [
				{ ...recorded, username: 'nobody01', domain: missing },
				{ ...recorded, username: 'nobody01' },
				{ ...recorded, domain: missing },
				recorded,
			].map(async (intent) => (await effect.readBack(intent)).state);
			return await Promise.all(states);
		},
	},
	{
		name: 'a package that the server lacks is refused before anything is made',
		expected: { outcome: 'not_found', names: true, lists: true, remedy: true, accounts: 0 },
		async play(scene) {
			const error = await failureOf(create(scene, { packageName: 'gold' }));
			return { ...lacking(error), accounts: scene.accounts().length };
		},
	},
	{
		name: 'suspending twice keeps the first reason, also when the second is taken back',
		expected: { kept: [true, true], suspended: [true, true] },
		async play({ panel, ...scene }) {
			await create({ panel, ...scene });
			const kept = [];
			const first = await run(accountSuspension(panel), { account, reason: 'overdue' });
			kept.push(keptReason(first));
			const second = stepOf(accountSuspension(panel), { account, reason: 'abuse' });
			await runToTheEnd(second);
			const suspended = [held({ panel, ...scene }).suspended];
			await undoNamed(panel)(second.effect)?.takeBack(second.intent);
			kept.push(keptReason(await panel.findAccount({ domain })));
			suspended.push(held({ panel, ...scene }).suspended);
			return { kept, suspended };
		},
	},
	{
		name: 'unsuspending makes it live, and one that is live stays as it is',
		expected: { untouched: true, outcomes: [false, false], reason: '' },
		async play(scene) {
			await create(scene);
			const live = () => run(accountReactivation(scene.panel), { account });
			const untouched = await changesNothing(scene, live);
			await run(accountSuspension(scene.panel), { account, reason: 'overdue' });
			const { suspended, suspensionReason: reason } = await live();
			return { untouched, outcomes: [suspended, held(scene).suspended], reason };
		},
	},
	{
		name: 'what is not there is not found, whatever is to be done to it',
		expected: {
			suspend: 'not_found',
			unsuspend: 'not_found',
			terminate: 'not_found',
			change: 'not_found',
			password: 'not_found',
		},
		async play(scene) {
			await create(scene);
			return await onMissing(scene.panel);
		},
	},
	{
		name: 'terminating removes it for good, and then there is nothing to terminate',
		expected: { outcomes: ['ok', 'not_found'], left: ['other.example'] },
		async play(scene) {
			await create(scene);
			await create(scene, { domain: 'other.example' });
			const terminated = () => told(run(accountTermination(scene.panel), { account }));
			return { outcomes: [await terminated(), await terminated()], left: scene.accounts().map((held) => held.domain) };
		},
	},
	{
		name: 'a package change is made, taken back, and left where it is so already',
		expected: { same: true, changed: ['business', 'business'], undone: 'starter' },
		async play(scene) {
			await create(scene);
			const same = await changesNothing(scene, () =>
				run(packageChange(scene.panel), { account, packageName: 'starter' }),
			);
			const step = stepOf(packageChange(scene.panel), { account, packageName: 'business' });
			await runToTheEnd(step);
			const changed = [(await scene.panel.findAccount({ domain }))?.packageName, held(scene).packageName];
			await undoNamed(scene.panel)(step.effect)?.takeBack(step.intent);
			return { same, changed, undone: held(scene).packageName };
		},
	},
	{
		name: 'limits that somebody set by hand are seen, stay on a repeated change, and give way to a reapplied package',
		expected: { byHand: 3, kept: 3, reapplied: 10, moved: 50 },
		async play(scene) {
			await create(scene);
			const mailboxes = async () => (await scene.panel.findAccount({ domain }))?.limits.mailboxes;
			scene.limitMailboxes(domain, 3);
			const byHand = await mailboxes();
			await run(packageChange(scene.panel), { account, packageName: 'starter' });
			const kept = await mailboxes();
			await run(packageChange(scene.panel), { account, packageName: 'starter', reapply: true });
			const reapplied = await mailboxes();
			scene.limitMailboxes(domain, 3);
			await run(packageChange(scene.panel), { account, packageName: 'business' });
			return { byHand, kept, reapplied, moved: await mailboxes() };
		},
	},
	{
		name: 'a change to a package that the server lacks is refused',
		expected: { outcome: 'not_found', names: true, lists: true, remedy: true, packageName: 'starter' },
		async play(scene) {
			await create(scene);
			const error = await failureOf(run(packageChange(scene.panel), { account, packageName: 'gold' }));
			return { ...lacking(error), packageName: held(scene).packageName };
		},
	},
	{
		name: 'a password is really set',
		expected: chosenPassword,
		async play(scene) {
			await create(scene);
			await run(passwordChange(scene.panel), { account, password: chosenPassword });
			return held(scene).password;
		},
	},
];

async function onMissing(panel: ControlPanel) {
	return {
		suspend: await told(run(accountSuspension(panel), { account: missing, reason: 'overdue' })),
		unsuspend: await told(run(accountReactivation(panel), { account: missing })),
		terminate: await told(run(accountTermination(panel), { account: missing })),
		change: await told(run(packageChange(panel), { account: missing, packageName: 'business' })),
		password: await told(run(passwordChange(panel), { account: missing, password: chosenPassword })),
	};
}

/** A refusal whose evidence names what is in the way. */
async function refused(scene: Parameters<ConformanceCase['play']>[0], work: () => Promise<unknown>, name: string) {
	const before = JSON.stringify(scene.accounts());
	const error = await failureOf(work());
	return {
		outcome: error?.errorClass ?? 'ok',
		names: error?.vendorMessage.includes(name),
		unchanged: JSON.stringify(scene.accounts()) === before,
	};
}

/** A package that is not there: by name, with those that are, and what to do. */
function lacking(error: Awaited<ReturnType<typeof failureOf>>) {
	const { vendorMessage = '', remedy = '' } = error ?? {};
	return {
		outcome: error?.errorClass ?? 'ok',
		names: vendorMessage.includes("'gold'"),
		lists: ['starter', 'business', 'unlimited'].every((name) => vendorMessage.includes(name)),
		remedy: ['Package: List', 'Package: Sync'].every((words) => remedy.includes(words)),
	};
}

function pick<From, Key extends keyof From>(from: From, ...keys: readonly Key[]): Pick<From, Key> {
	return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<From, Key>;
}
