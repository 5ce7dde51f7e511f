import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { nodeFor } from '../n8n/nodes';
import { chosenVersion } from '../n8n/versions';
import { Told } from './told';

/** How to run n8n's command line, by the Node.js that it needs; the versions of both. */
export interface InstalledN8n {
	readonly command: readonly [node: string, script: string];
	readonly version: string;
	readonly node: string;
}

/** @throws Told when it, or its Node.js, is not installed. */
export function installedN8n(): InstalledN8n {
	const chosen = chosenVersion();
	const node = nodeFor(chosen);
	const require = createRequire(join(chosen.folder, 'package.json'));
	try {
		if (!node) throw new Error(`no Node.js from ${chosen.node.from} to below ${chosen.node.below} is there`);
		const { version } = z.object({ version: z.string() }).parse(require('n8n/package.json'));
		return { command: [node.program, join(chosen.folder, 'node_modules/n8n/bin/n8n')], version, node: node.version };
	} catch (error) {
		throw new Told(
			`n8n ${chosen.version} is not installed: run \`npm start -- --n8n ${chosen.version}\`, which installs it.`,
			{ cause: error },
		);
	}
}

export interface N8nSettings {
	/** Its user folder: `.n8n` is made in it. */
	readonly folder: string;
	readonly port: number;
	readonly brokerPort: number;
	readonly encryptionKey: string;
	readonly extra?: Readonly<Record<string, string>>;
}

/** n8n on the loopback address, quiet: it asks no outside host. */
export function n8nEnvironment({ folder, port, brokerPort, encryptionKey, extra }: N8nSettings) {
	const { PATH = '', ...clean } = cleanEnvironment();
	const address = `http://127.0.0.1:${port}`;
	const ofVersion = Object.entries(chosenVersion().environment).map(([name, value]) => [
		name,
		value.replace('{address}', address),
	]);
	return {
		...clean,
		// n8n starts its task runner by the name `node`.
		PATH: `${dirname(installedN8n().command[0])}${delimiter}${PATH}`,
		N8N_USER_FOLDER: folder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_EDITOR_BASE_URL: `${address}/`,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_HIDE_USAGE_PAGE: 'true',
		// Plain http on the loopback address only.
		N8N_SECURE_COOKIE: 'false',
		N8N_PYTHON_ENABLED: 'false',
		N8N_RESTRICT_FILE_ACCESS_TO: join(folder, 'files'),
		GENERIC_TIMEZONE: 'Europe/Paris',
		...(Object.fromEntries(ofVersion) as Readonly<Record<string, string>>),
		...extra,
		// The log tells when it is ready.
		N8N_LOG_LEVEL: 'info',
	};
}

/** What a program needs of the surroundings; n8n's own variables of somebody's shell must not change the stack. */
export function cleanEnvironment(): Record<string, string> {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|VUE_|npm_|JEST_|NODE_OPTIONS$|NODE_ENV$)/;
	return Object.fromEntries(
		Object.entries(process.env).flatMap(([name, value]) =>
			value === undefined || foreign.test(name) ? [] : [[name, value]],
		),
	);
}
