import { readFile } from 'node:fs/promises';
import { checkN8nVersion, compareVersions, lookAtFrontPage, openApi, type N8nInstance } from '../../core/n8nInstance';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { openCommandLine } from './commandLine';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** An n8n that the command may work on. */
export interface Opened {
	readonly instance: N8nInstance;
	/** `n8n 2.41.1, pack 0.1.0`, or what is known of it. */
	readonly facts: string;
}

/**
 * Opens the n8n that the options name, and checks that it is one, that the pack runs on it, and that the pack is there.
 *
 * @param version of the pack that the command brings.
 * @throws InputError and ExternalError that say what to do.
 */
export async function openInstance(
	options: Options,
	version: string,
	terminal: Terminal,
	environment: Readonly<Record<string, string | undefined>>,
): Promise<Opened> {
	const command = options['n8n-command'];
	if (command !== undefined) return await openByCommand(command);
	const url = options.url ?? environment.N8N_URL ?? 'http://127.0.0.1:5678';
	const certificateAuthority = options.ca === undefined ? undefined : await textOf(options.ca, 'ca');
	const address = { url, certificateAuthority };
	const { version: n8n, packVersion } = await lookAtFrontPage(address).catch((error: unknown) => {
		throw forTheCommand(error);
	});
	if (n8n !== undefined) checkN8nVersion(n8n);
	if (packVersion === undefined) {
		throw new ExternalError(
			'not_found',
			`the pack n8n-nodes-msp is not installed in the n8n at ${url}`,
			'Install it there (Settings → Community nodes), start n8n again, and run the command once more.',
		);
	}
	if (packVersion !== 'unknown' && packVersion !== version) {
		const isOlder = compareVersions(packVersion, version) < 0;
		terminal.warn(
			`The pack in n8n is ${packVersion}, and these workflows are of ${version}. ${isOlder ? 'Update the pack in n8n first, and start it again' : `Take the command of the same version: npx --package n8n-nodes-msp@${packVersion} -- msp-workflows`}: workflows may name what the other version has not.`,
		);
	}
	const key = await apiKeyOf(options, terminal, environment);
	return { instance: openApi(address, key), facts: `n8n ${n8n ?? 'of an unknown version'}, pack ${packVersion}` };
}

async function openByCommand(command: string): Promise<Opened> {
	const { instance, version } = await openCommandLine(command);
	checkN8nVersion(version);
	return { instance, facts: `n8n ${version}` };
}

/** From a file, from the surroundings, or typed; never from an argument. */
async function apiKeyOf(
	options: Options,
	terminal: Terminal,
	environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
	const file = options['api-key-file'];
	const key = (
		file !== undefined
			? await textOf(file, 'api-key-file')
			: environment.N8N_API_KEY ||
				(terminal.canAsk ? await terminal.askSecret('API key of n8n (Settings → n8n API), not shown: ') : '')
	).trim();
	if (/^[\x21-\x7e]+$/.test(key)) return key;
	throw new InputError(
		'api key',
		key === '' ? 'is missing' : 'has characters that no API key has',
		'Make one in n8n (Settings → n8n API), and give it by N8N_API_KEY or --api-key-file.',
	);
}

async function textOf(path: string, flag: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch {
		throw new InputError(`--${flag}`, `cannot be read: ${path}`, 'Give the path of a file that you may read.');
	}
}

/** The kernel's remedies speak of a credential; here it is an option. */
function forTheCommand(error: unknown): unknown {
	if (!(error instanceof ExternalError)) return error;
	if (/certificate/.test(error.vendorMessage)) {
		return new ExternalError(
			error.errorClass,
			error.vendorMessage,
			'Give the PEM of its certificate authority, or of the certificate itself if it is self-signed, with --ca <file>, and the name that the certificate is for with --url.',
		);
	}
	if (error.errorClass === 'transport') {
		return new ExternalError(
			error.errorClass,
			error.vendorMessage,
			'Start n8n, or give its address with --url or N8N_URL.',
		);
	}
	return error;
}
