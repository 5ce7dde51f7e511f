import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What n8n-core reads from the environment while it is being imported: a folder of its own (it would write into the
 * user's home), a fixed key, no log lines, binary data in memory, and no proxy between tests and loopback.
 */
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-'));

process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'in-process-n8n';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'default';
for (const name of Object.keys(process.env)) {
	if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));
