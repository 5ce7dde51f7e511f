import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobFile } from '../../jobs';

/** The program that tells what a run does, beside this file. */
export const callbackFile: JobFile = {
	path: 'callbacks/msp_events.py',
	content: readFileSync(join(__dirname, 'msp_events.py')),
	mode: 0o600,
};
