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
	zoneEdit,
} from '../../../core/provisioning';
import type { ChangingMethod, ControlPanel } from '../../../core/panels';
import type { HeldAccount } from '../../../stack/standins/shared';

import { runToTheEnd, stepOf, type Step } from '../stepInMemory';
import { chosenPassword, domain, otherPassword, wish, type ConformingScene } from './scene';

/** A change that is asked for until its outcome is known, while something goes wrong. */
export interface FaultCase {
	readonly method: ChangingMethod;
	/** `disturb` is called once all is ready for the change. */
	play(scene: ConformingScene, disturb: () => void): Promise<Became>;
}

interface Became {
	readonly outcome: string | undefined;
	readonly accounts: readonly HeldAccount[];
	readonly packages: unknown;
}

const account = domain;
const address = `info@${domain}`;
const text = { name: '@', type: 'TXT' as const, value: 'conformance' };
const created = { ...wish, username: 'acme1234', password: chosenPassword };
const mailbox = { account, address, quotaMegabytes: 50, password: chosenPassword };
const database = { account, name: 'shop', password: chosenPassword };

const make = (panel: ControlPanel) => stepOf(accountCreation(panel), created);
const suspend = (panel: ControlPanel) => stepOf(accountSuspension(panel), { account, reason: 'overdue' });
const makeMailbox = (panel: ControlPanel) => stepOf(mailboxCreation(panel), mailbox);
const makeDatabase = (panel: ControlPanel) => stepOf(databaseCreation(panel), database);

/** The steps that each change needs before it, and the change. */
const stepsOf: Readonly<
	Record<Exclude<ChangingMethod, 'savePackage'>, ReadonlyArray<(panel: ControlPanel) => Promise<Step> | Step>>
> = {
	createAccount: [make],
	suspendAccount: [make, suspend],
	unsuspendAccount: [make, suspend, (panel) => stepOf(accountReactivation(panel), { account })],
	terminateAccount: [make, makeMailbox, (panel) => stepOf(accountTermination(panel), { account })],
	changePackage: [make, (panel) => stepOf(packageChange(panel), { account, packageName: 'business' })],
	changePassword: [make, (panel) => stepOf(passwordChange(panel), { account, password: otherPassword })],
	editZone: [make, (panel) => stepOf(zoneEdit(panel), { account, present: [text] })],
	requestCertificate: [make, (panel) => stepOf(certificateRequest(panel), { account })],
	createMailbox: [make, makeMailbox],
	changeMailboxPassword: [
		make,
		makeMailbox,
		(panel) => stepOf(mailboxPasswordChange(panel), { account, address, password: otherPassword }),
	],
	deleteMailbox: [make, makeMailbox, (panel) => stepOf(mailboxDeletion(panel), { account, address })],
	createDatabase: [make, makeDatabase],
	deleteDatabase: [
		make,
		makeDatabase,
		async (panel) => {
			const [{ name } = { name: '' }] = await panel.listDatabases({ username: created.username, domain });
			return stepOf(databaseDeletion(panel), { account, name });
		},
	],
};

export const faultCases: readonly FaultCase[] = [
	...Object.entries(stepsOf).map(([method, steps]): FaultCase => ({
		method: method as keyof typeof stepsOf,
		async play(scene, disturb) {
			let last: Step | undefined;
			for (const [index, prepare] of steps.entries()) {
				last = await prepare(scene.panel);
				if (index === steps.length - 1) disturb();
				await runToTheEnd(last);
			}
			return await became(scene, last?.outcome);
		},
	})),
	{
		method: 'savePackage',
		async play(scene, disturb) {
			disturb();
			return await became(scene, await savedInTheEnd(scene.panel));
		},
	},
];

/** A package is written until that goes well: it is known by its name, so writing it again does no harm. */
async function savedInTheEnd(panel: ControlPanel): Promise<string> {
	for (let tries = 1; ; tries++) {
		try {
			await panel.savePackage({
				name: 'gold',
				diskMegabytes: 9_000,
				bandwidthMegabytes: 90_000,
				mailboxes: 7,
				databases: 3,
			});
			return 'ok';
		} catch (error) {
			if (!(error instanceof ExternalError) || !error.transient || tries > 5) throw error;
		}
	}
}

async function became({ panel, accounts }: ConformingScene, outcome: string | undefined): Promise<Became> {
	const packages = (await panel.listPackages()).sort((one, other) => one.name.localeCompare(other.name));
	return { outcome, accounts: accounts(), packages };
}
