import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { CallFields } from '../transport';
import type { HostingPackage } from '../types';
import { answerless, nameList } from './answers';
import { changed } from './errors';
import type { DirectAdmin } from './transport';

/** A form can hold only texts and numbers, so this drops every other setting. */
const read = z
	.record(z.string(), z.unknown())
	.transform((all) => Object.fromEntries(Object.entries(all).map(([name, held]) => [name, worded(held)])));
type Settings = Readonly<Record<string, string>>;

const worded = (held: unknown) => (typeof held === 'string' || typeof held === 'number' ? String(held) : '');

const readAtOnce = 4;

export async function listPackageNames(da: DirectAdmin): Promise<string[]> {
	return await da.command({ name: 'CMD_API_PACKAGES_USER' }, nameList);
}

/** The packages that the log-in made, as an admin or a reseller. */
export async function listPackages(da: DirectAdmin): Promise<HostingPackage[]> {
	const names = await listPackageNames(da);
	const found: HostingPackage[] = [];
	for (let start = 0; start < names.length; start += readAtOnce) {
		const looks = names.slice(start, start + readAtOnce).map(async (name) => asPackage(name, await settings(da, name)));
		found.push(...(await Promise.all(looks)));
	}
	return found;
}

const settings = async (da: DirectAdmin, name: string): Promise<Settings> =>
	await da.command({ name: 'CMD_API_PACKAGES_USER', fields: { package: name } }, read);

function asPackage(name: string, held: Settings): HostingPackage {
	return {
		name,
		diskMegabytes: limitIn(name, held, 'quota'),
		bandwidthMegabytes: limitIn(name, held, 'bandwidth'),
		mailboxes: limitIn(name, held, 'nemails'),
		databases: limitIn(name, held, 'mysql'),
	};
}

function limitIn(name: string, held: Settings, field: string): number | null {
	const value = held[field] ?? '';
	if (/^(unlimited|-\d+)$/i.test(value)) return null;
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
	throw new ExternalError(
		'unknown',
		`DirectAdmin does not tell the ${field} of the package '${name}'`,
		'Look at the package in the panel, and save it there once.',
	);
}

/** The settings of a new package besides the four limits: one domain, and no other limit. */
const newPackage: Settings = {
	vdomains: '1',
	nsubdomains: 'unlimited',
	nemailf: 'unlimited',
	nemailml: 'unlimited',
	nemailr: 'unlimited',
	domainptr: 'unlimited',
	ftp: 'unlimited',
	inode: 'unlimited',
	php: 'ON',
	ssl: 'ON',
	cron: 'ON',
	spam: 'ON',
	dnscontrol: 'ON',
	// Sign-on links are login keys of the account.
	login_keys: 'ON',
	suspend_at_limit: 'ON',
	skin: 'evolution',
	language: 'en',
};

/** A write replaces the whole package, so this sends the present settings again. */
export async function savePackage(da: DirectAdmin, hostingPackage: HostingPackage): Promise<void> {
	const { name, diskMegabytes, bandwidthMegabytes, mailboxes, databases } = hostingPackage;
	const isThere = (await listPackageNames(da)).includes(name);
	const kept = isThere ? await settings(da, name) : newPackage;
	const fields = {
		add: 'Save',
		...asForm({
			...kept,
			quota: written(diskMegabytes),
			bandwidth: written(bandwidthMegabytes),
			nemails: written(mailboxes),
			mysql: written(databases),
		}),
		packagename: name,
	};
	await changed(
		async () => await da.command({ name: 'CMD_API_MANAGE_USER_PACKAGES', fields, changes: true }, answerless),
		async () =>
			(await listPackageNames(da)).includes(name) && same(asPackage(name, await settings(da, name)), hostingPackage),
		`the package '${name}' does not have these limits`,
	);
}

const written = (limit: number | null) => (limit === null ? 'unlimited' : String(limit));

/** A form sends a checkbox as ON or leaves it out. "Unlimited" is a checkbox of its own (`uquota`). */
function asForm(all: Settings): CallFields {
	const fields: Record<string, string> = {};
	for (const [name, value] of Object.entries(all)) {
		if (/^(off|)$/i.test(value) || ['name', 'packagename'].includes(name)) continue;
		if (/^unlimited$/i.test(value)) fields[`u${name}`] = 'ON';
		else fields[name] = value;
	}
	return fields;
}

const same = (one: HostingPackage, other: HostingPackage) =>
	one.diskMegabytes === other.diskMegabytes &&
	one.bandwidthMegabytes === other.bandwidthMegabytes &&
	one.mailboxes === other.mailboxes &&
	one.databases === other.databases;
