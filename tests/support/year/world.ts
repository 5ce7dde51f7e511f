import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { openNinja, type Ninja } from '../../../core/invoiceNinja';
import { openVault, type Vault } from '../../../core/kernel/encryption';
import { ExternalError } from '../../../core/kernel/errors';
import type { ControlPanel } from '../../../core/panels';
import type { StripeAccount } from '../../../core/stripe';
import type { TaskOffice } from '../../../core/tasks';
import { taskKinds } from '../../../nodes/shared/taskKinds';
import { Killed, memoryPanel } from '../memoryPanel';
import { mortalStore } from '../mortalStore';
import { moveClocks, type MovableClock } from '../movableClock';
import { openNinjaScene, type NinjaScene } from '../ninjaScene';
import { openStripeScene, type StripeScene } from '../stripeScene';
import { createTestDatabase, type TestDatabase } from '../testDatabase';
import type { Chance } from './chance';
import { openPost, type Post } from './post';

/** The company's surroundings for a year: its database, its vendors, and the clock of all of them. */
export interface YearWorld {
	readonly database: TestDatabase;
	readonly clock: MovableClock;
	readonly stripe: StripeScene;
	readonly ninjaScene: NinjaScene;
	readonly panel: ReturnType<typeof memoryPanel>;
	readonly post: Post;
	/** A process of n8n, as it sees all this. */
	process(fate?: ProcessFate): YearProcess;
	close(): Promise<void>;
}

/** What a process works with. */
export interface YearProcess {
	readonly office: TaskOffice;
	readonly ninja: Ninja;
	readonly stripe: StripeAccount;
	readonly panel: ControlPanel;
	readonly post: Post;
	died(): boolean;
}

/** It dies at its nth statement, before or after PostgreSQL hears it. */
export interface ProcessFate {
	readonly dieAt: number;
	readonly heard: boolean;
}

/** How often a call of a vendor fails; half of them after the vendor has done it. */
export interface Faults {
	readonly chance: Chance;
	readonly failingCalls: number;
	/** False while all goes well. */
	on: boolean;
}

export async function openYearWorld(begin: Date, faults?: Faults): Promise<YearWorld> {
	const database = await createTestDatabase();
	const clock = await moveClocks(database, begin);
	const stripe = await openStripeScene();
	// Its clock stands still for hours: no lock of a second would ever end. Its events wait for whoever delivers them.
	const ninjaScene = await openNinjaScene({ switches: { lockMs: 0, queue: 'later' } });
	const panel = memoryPanel();
	const post = openPost();
	const vault: Vault = openVault({ current: { version: 1, key: randomBytes(32) }, previous: [] });
	const mortal: Pool = database.pool();
	return {
		...{ database, clock, stripe, ninjaScene, panel, post },
		process: (fate) => {
			const dying = fate && mortalStore(() => mortal, fate.dieAt, fate.heard);
			const died = () => dying?.died() ?? false;
			const guarded = guard(died, faults);
			return {
				office: { store: dying?.store ?? database.store, vault, kinds: taskKinds },
				ninja: guarded(openNinja({ baseUrl: ninjaScene.url, token: ninjaScene.token })),
				stripe: stripe.account,
				panel: guarded(panel.panel),
				post: guarded(post),
				died,
			};
		},
		close: async () => {
			clock.close();
			await Promise.all([stripe.stripe.close(), ninjaScene.close()]);
			await database.drop();
		},
	};
}

/** A process that is dead asks nobody anything more; and what a living one asks may fail on its way there, or back. */
function guard(died: () => boolean, faults: Faults | undefined) {
	const fails = () => faults?.on === true && faults.chance.happens(faults.failingCalls);
	const lost = () => new ExternalError('transport', 'the connection was lost', 'Look what became of it.');
	return <T extends object>(held: T): T =>
		new Proxy(held, {
			get: (target, name) => {
				const value = Reflect.get(target, name) as unknown;
				if (typeof value !== 'function') return value;
				return (...given: unknown[]): unknown => {
					if (died()) throw new Killed();
					if (unasked.has(String(name)) || !fails()) return Reflect.apply(value, target, given);
					if (faults?.chance.happens(0.5)) throw lost();
					const result: unknown = Reflect.apply(value, target, given);
					return result instanceof Promise ? result.then(() => Promise.reject(lost())) : result;
				};
			},
		});
}

/** What asks no vendor. */
const unasked = new Set(['generatePassword', 'passwordPage', 'received', 'failNext', 'version']);
