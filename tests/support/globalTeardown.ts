import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopPostgres } from '../../stack/parts/embeddedPostgres';
import { testServer } from './testServer';

export default async function globalTeardown(): Promise<void> {
	const { folder } = testServer();
	await stopPostgres(join(folder, 'data'));
	await rm(folder, { recursive: true, force: true });
}
