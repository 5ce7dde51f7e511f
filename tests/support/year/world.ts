import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { openNinja, type Ninja } from '../../../core/invoiceNinja';
import { openVault, type Vault } from '../../../core/kernel/encryption';
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

export async function openYearWorld(begin: Date): Promise<YearWorld> {
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
			const guarded = guard(died);
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

/** A process that is dead asks nobody anything more. */
function guard(died: () => boolean) {
	return <T extends object>(held: T): T =>
		new Proxy(held, {
			get: (target, name) => {
				const value = Reflect.get(target, name) as unknown;
				if (typeof value !== 'function') return value;
				return (...given: unknown[]): unknown => {
					if (died()) throw new Killed();
					return Reflect.apply(value, target, given);
				};
			},
		});
}
