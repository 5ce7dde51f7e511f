import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { Told } from './told';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The browser of this machine; undefined where there is none. `MSP_CHROMIUM` names another. */
export function findChromium(): string | undefined {
	const { MSP_CHROMIUM: chosen, PATH = '' } = process.env;
	const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
	return [...(chosen ? [chosen] : []), ...onPath, ...macApplications].find(existsSync);
}

/** @throws Told where there is no browser. */
export async function openChromium(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === undefined) {
		throw new Told(
			'There is no Chromium on this machine: install it (Debian: `apt-get install chromium`), or name a browser with MSP_CHROMIUM.',
		);
	}
	const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
	return await chromium.launch({
		executablePath,
		args: ['--no-sandbox', ...quiet, '--disable-background-networking', '--disable-component-update'],
	});
}
