import { z } from 'zod';
import { InputError } from '../../kernel/errors';
import type { HostingPackage } from '../types';
import { limit } from './answers';
import { rightsOf } from './server';
import type { Whm } from './transport';

const packages = z.object({
	pkg: z.array(z.object({ name: z.string(), QUOTA: limit, BWLIMIT: limit, MAXPOP: limit, MAXSQL: limit })),
});

/** The packages that the log-in may assign to an account. */
export async function listPackages(whm: Whm): Promise<HostingPackage[]> {
	const { pkg } = await whm({ name: 'listpkgs', parameters: { want: 'creatable' } }, packages);
	return pkg.map((found) => ({
		name: found.name,
		diskMegabytes: found.QUOTA,
		bandwidthMegabytes: found.BWLIMIT,
		mailboxes: found.MAXPOP,
		databases: found.MAXSQL,
	}));
}

/** `editpkg` keeps the settings that a request leaves out. A new package gets the server's defaults for them. */
export async function savePackage(whm: Whm, hostingPackage: HostingPackage): Promise<void> {
	const { name, mailboxes, databases } = hostingPackage;
	const { pkg } = await whm({ name: 'listpkgs', parameters: { want: 'all' } }, packages);
	const isThere = pkg.some((held) => held.name === name);
	if (!isThere) await mustBeOwnName(whm, name);
	const parameters = {
		name,
		quota: written('diskMegabytes', hostingPackage.diskMegabytes),
		bwlimit: written('bandwidthMegabytes', hostingPackage.bandwidthMegabytes),
		maxpop: mailboxes ?? 'unlimited',
		maxsql: databases ?? 'unlimited',
	};
	await whm({ name: isThere ? 'editpkg' : 'addpkg', parameters, changes: true }, z.object({ pkg: z.string() }));
}

/** Here WHM reads 0 as unlimited. */
function written(field: string, megabytes: number | null): number | 'unlimited' {
	if (megabytes !== 0) return megabytes ?? 'unlimited';
	throw new InputError(field, 'is 0, which WHM takes for no limit', 'Give at least 1, or leave it empty for no limit.');
}

/** WHM adds `reseller_` to the name of a reseller's package, so the package would have another name. */
async function mustBeOwnName(whm: Whm, name: string): Promise<void> {
	const { username } = whm;
	if (username === 'root' || name.startsWith(`${username}_`)) return;
	if ((await rightsOf(whm)).has('all')) return;
	throw new InputError(
		'package',
		`cannot be '${name}' on a server of a reseller`,
		`Packages of this reseller are named ${username}_…: write ${username}_${name}.`,
	);
}
