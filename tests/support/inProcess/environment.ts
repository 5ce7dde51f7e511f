import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { types } from 'node:util';

/**
 * What n8n-core reads from the environment while it is being imported: a folder of its own (it would write into the
 * user's home), a fixed key, no log lines, binary data in memory, one folder whose files nodes may
 * read and write, and no proxy between tests and loopback.
 */
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-'));

process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'in-process-n8n';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_RESTRICT_FILE_ACCESS_TO = join(folder, 'files');
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'default';
for (const name of Object.keys(process.env)) {
	if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
}

// Jest gives a test an `Error` of its own. Those of Node.js are of another, and n8n asks of one from the disk whether it is one.
Object.defineProperty(Error, Symbol.hasInstance, {
	value(this: unknown, value: unknown): boolean {
		if (this === Error && types.isNativeError(value)) return true;
		return Function.prototype[Symbol.hasInstance].call(this as () => unknown, value);
	},
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
