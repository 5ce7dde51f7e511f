import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { chosenVersion } from '../n8n/versions';
import { Told } from './told';

/** How to run n8n's command line; its version. */
export function installedN8n(): { readonly command: readonly [string, string]; readonly version: string } {
	const { folder, version: chosen } = chosenVersion();
	const require = createRequire(join(folder, 'package.json'));
	try {
		const { version } = z.object({ version: z.string() }).parse(require('n8n/package.json'));
		return { command: [process.execPath, join(folder, 'node_modules/n8n/bin/n8n')], version };
	} catch (error) {
		throw new Told(`n8n ${chosen} is not installed: run \`npm start -- --n8n ${chosen}\`, which installs it.`, {
			cause: error,
		});
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
	return {
		...cleanEnvironment(),
		N8N_USER_FOLDER: folder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/`,
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
		...chosenVersion().environment,
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
