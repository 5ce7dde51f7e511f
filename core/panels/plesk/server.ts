import { z } from 'zod';
import type { ServerCapacity, ServerLoad } from '../types';
import { byName, count, limitIn, many, maybeEmpty } from './answers';
import { errors } from './errors';
import type { Plesk } from './transport';
import { allWebspaces } from './webspace';

const load = z.object({ stat: z.object({ load_avg: z.object({ l1: count, l5: count, l15: count }) }) });

/** Plesk counts in hundredths. */
export async function serverLoad(plesk: Plesk): Promise<ServerLoad> {
	const { l1, l5, l15 } = first(await plesk.xml({ name: 'server.get', content: [['stat']] }, load)).stat.load_avg;
	return { oneMinute: l1 / 100, fiveMinutes: l5 / 100, fifteenMinutes: l15 / 100 };
}

const device = z.object({ name: z.string(), total: count, used: count });
const capacity = z.object({
	key: maybeEmpty(z.object({ property: byName })),
	stat: z.object({ diskspace: maybeEmpty(z.object({ device: many(device) })) }),
});

/**
 * The limit comes from the licence, which counts domains, also further domains in a subscription. The disk is the
 * largest of the server.
 */
export async function serverCapacity(plesk: Plesk): Promise<ServerCapacity> {
	let [accounts, suspendedAccounts] = [0, 0];
	for await (const some of allWebspaces(plesk, 'status')) {
		accounts += some.length;
		suspendedAccounts += some.filter(({ account }) => account.suspended).length;
	}
	const content = [['key'], ['stat']] as const;
	const { key, stat } = first(await plesk.xml({ name: 'server.get', content }, capacity));
	const [disk] = [...stat.diskspace.device].sort((one, other) => other.total - one.total);
	return {
		accounts,
		suspendedAccounts,
		accountLimit: limitIn(key.property, 'lim_dom') ?? null,
		diskBytes: disk?.used ?? null,
		diskSizeBytes: disk?.total ?? null,
	};
}

function first<Told>([told]: readonly Told[]): Told {
	if (told === undefined) throw errors.unreadable('Plesk told nothing about the server');
	return told;
}
