import { basename } from 'node:path';
import { filesIn } from '../support/repository';
import type { JestRun } from './jest';

/** Its files start an n8n of their own each; those of another suite share one. */
const ownN8n = 'stack';

/** A suite with a real n8n as runs that go beside each other. */
export function piecesOf(suite: string): JestRun[] {
	const run: JestRun = { suites: [suite], options: ['--runInBand'], beside: true };
	if (suite !== ownN8n) return [run];
	return filesIn([`tests/${suite}`], /\.test\.ts$/).map((path) => ({
		...run,
		name: `${suite}: ${basename(path, '.test.ts')}`,
		options: [...run.options, '--runTestsByPath', path],
	}));
}
