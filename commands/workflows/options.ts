import { z } from 'zod';
import { helpOf, shown, UsageError } from '../../core/kernel/commandWords';
import { isProviderName, providerNames, type ProviderName, type StarterPackage } from '../../core/starterWorkflows';

export const commandNames = ['install', 'status', 'diff', 'upgrade', 'remove'] as const;
export type CommandName = (typeof commandNames)[number];

export const usage = `Usage: npx --no -- msp-workflows install|status|diff|upgrade|remove [options], in ~/.n8n/nodes

Puts the starter workflows into a running n8n, tells how they are, and brings newer versions. What you edited is never
overwritten; what is replaced or removed is saved first.

  install                 makes what is missing, picks credentials, publishes; a repeat is safe
  status                  version, unchanged or edited, published, missing credentials
  diff [number]           what is different, in words
  upgrade                 replaces what nobody edited; lays the new version beside what was
  remove                  unpublishes and removes; keeps what was edited

  --url <address>         of n8n; N8N_URL if it is not given, else http://127.0.0.1:5678
  --api-key-file <path>   a file that holds the API key; else N8N_API_KEY, else it is asked for
  --ca <path>             PEM of the certificate authority, or of the self-signed certificate itself
  --n8n-command <words>   n8n's command line on this host instead of a key, such as n8n
  --only <numbers>        such as 10,11,13: these, and those that they call
  --without <providers>   of ${providerNames.join(', ')}: leaves out what only they need
  --with <providers>      takes in again what was left out before
  --credentials <file>    JSON: by credential type the name or the ID of the one to take
  --record <file>         where your choices are kept, without secrets
  --backups <folder>      where workflows are saved before they are replaced or removed
  --adopt                 install: takes over starter workflows that were imported by hand
  --no-publish            publishes nothing
  --edited                remove: also what was edited
  --from <folder>         another copy of the pack
  --json                  status: for scripts
  --yes, -y               asks nothing
  --help, -h

The API key is never an argument, since other users of the machine can read those.
Exit codes: 0 done, 1 it failed (status: something is missing), 2 wrong usage, 3 done in part: the text says what is left.`;

export const flags = {
	url: { type: 'string' },
	'api-key-file': { type: 'string' },
	ca: { type: 'string' },
	'n8n-command': { type: 'string' },
	only: { type: 'string', multiple: true },
	without: { type: 'string', multiple: true },
	with: { type: 'string', multiple: true },
	credentials: { type: 'string' },
	record: { type: 'string' },
	backups: { type: 'string' },
	adopt: { type: 'boolean' },
	'no-publish': { type: 'boolean' },
	edited: { type: 'boolean' },
	from: { type: 'string' },
	json: { type: 'boolean' },
	yes: { type: 'boolean', short: 'y' },
	help: { type: 'boolean', short: 'h' },
} as const;

/** A comma or a new flag between two. */
const list = z
	.array(z.string())
	.optional()
	.transform((texts) =>
		texts
			?.flatMap((text) => text.split(','))
			.map((text) => text.trim().toLowerCase())
			.filter((text) => text !== ''),
	);

const given = z.object({
	url: z.string().optional(),
	'api-key-file': z.string().optional(),
	ca: z.string().optional(),
	'n8n-command': z.string().optional(),
	only: list,
	without: list,
	with: list,
	credentials: z.string().optional(),
	record: z.string().optional(),
	backups: z.string().optional(),
	adopt: z.boolean().default(false),
	'no-publish': z.boolean().default(false),
	edited: z.boolean().default(false),
	from: z.string().optional(),
	json: z.boolean().default(false),
	yes: z.boolean().default(false),
});

/** What a command line asks for. */
export interface Options extends Omit<z.infer<typeof given>, 'without' | 'with'> {
	readonly without?: readonly ProviderName[];
	readonly with?: readonly ProviderName[];
}

/** @throws UsageError that names the flag. */
export function optionsOf(values: object): Options {
	const read = given.parse(values);
	for (const flag of ['only', 'without', 'with'] as const) {
		if (read[flag]?.length !== 0) continue;
		throw new UsageError(`--${flag} is empty`, `Name some, or leave it out. ${helpOf('msp-workflows')}`);
	}
	if (read.url !== undefined && !isAddress(read.url)) {
		throw new UsageError('--url is no address', 'Write it with http:// or https://, such as https://n8n.example.net.');
	}
	return { ...read, without: providersOf('without', read.without), with: providersOf('with', read.with) };
}

function providersOf(flag: string, names: readonly string[] | undefined): ProviderName[] | undefined {
	return names?.map((name) => {
		if (isProviderName(name)) return name;
		throw new UsageError(`--${flag} names no provider: ${shown(name)}`, `Choose of ${providerNames.join(', ')}.`);
	});
}

/** @throws UsageError for a word of `--only` that names no workflow of the pack. */
export function checkOnly(only: readonly string[] | undefined, { workflows }: StarterPackage): void {
	const unknown = only?.find((name) => !workflows.some((one) => one.number === name || one.id === name));
	if (unknown === undefined) return;
	throw new UsageError(
		`--only names no workflow that is there: ${shown(unknown)}`,
		`The numbers are ${workflows.map(({ number }) => number).join(', ')}.`,
	);
}

/** @throws UsageError for a flag that the command does nothing with. */
export function checkFits(name: CommandName, { json }: Pick<Options, 'json'>): void {
	if (!json || name === 'status') return;
	throw new UsageError(`${name} has no --json`, 'Leave it out, or ask status --json.');
}

/**
 * Which command is asked for, and of which workflow.
 *
 * @throws UsageError that names the word that is wrong.
 */
export function commandOf([name = '', number, extra]: readonly string[]): { name: CommandName; number?: string } {
	if (!isCommandName(name)) {
		throw new UsageError(
			`There is no command '${shown(name)}'`,
			`The commands are ${commandNames.join(', ')}. ${helpOf('msp-workflows')}`,
		);
	}
	const tooMuch = name === 'diff' ? extra : number;
	if (tooMuch === undefined) return number === undefined ? { name } : { name, number };
	throw new UsageError(
		`${name} takes no further word: '${shown(tooMuch)}'`,
		name === 'diff' ? 'Give one number, or --only with several.' : helpOf('msp-workflows'),
	);
}

const isCommandName = (text: string | undefined): text is CommandName =>
	(commandNames as readonly string[]).includes(text ?? '');

const isAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
