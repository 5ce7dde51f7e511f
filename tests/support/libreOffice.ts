import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../runner/command';

/** What is missing for the tests with LibreOffice; undefined where nothing is. */
export const libreOfficeLacking = isInstalled('soffice')
	? undefined
	: 'LibreOffice (libreoffice-calc) is not installed';

/** Converts files with a LibreOffice that nobody has set up, in one start. */
export async function convertByLibreOffice(files: readonly string[], format: string, outFolder: string): Promise<void> {
	const profile = await mkdtemp(join(tmpdir(), 'soffice-'));
	try {
		await promisify(execFile)('soffice', [
			`-env:UserInstallation=file://${profile}`,
			'--headless',
			'--convert-to',
			format,
			'--outdir',
			outFolder,
			...files,
		]);
	} finally {
		await rm(profile, { recursive: true, force: true });
	}
}
