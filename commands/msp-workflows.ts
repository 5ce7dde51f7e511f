#!/usr/bin/env node
import { readWords, UsageError } from '../core/kernel/commandWords';
import { ExternalError, InputError } from '../core/kernel/errors';
import { linesOfDiff } from './workflows/diff';
import { install } from './workflows/install';
import { checkFits, commandOf, flags, optionsOf, usage, type CommandName } from './workflows/options';
import { remove } from './workflows/remove';
import { openScene, type Scene } from './workflows/scene';
import { isWanting, statusOf, tableOf } from './workflows/status';
import { openTerminal, type Terminal } from './workflows/terminal';
import { upgrade } from './workflows/upgrade';

const codes = { done: 0, failed: 1, usage: 2, inPart: 3 } as const;

/** Runs one command line; gives the exit code. */
async function main(words: string[]): Promise<number> {
	const { values, positionals } = readWords('msp-workflows', words, flags);
	if (values.help === true || positionals.length === 0) {
		(values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
		return values.help === true ? codes.done : codes.usage;
	}
	const { name, number } = commandOf(positionals);
	const options = optionsOf(values);
	checkFits(name, options);
	const terminal = openTerminal({ quiet: options.json, asksNothing: options.yes });
	const scene = await openScene(options, terminal, process.env, isChange(name));
	terminal.say(`${scene.instance.where}: ${scene.facts}; starter workflows of ${scene.starters.version}.`);
	const code = await run(name, number, scene, terminal);
	tellTheRest(name, scene, terminal);
	return code === codes.done && scene.left.length > 0 ? codes.inPart : code;
}

async function run(name: CommandName, number: string | undefined, scene: Scene, terminal: Terminal): Promise<number> {
	switch (name) {
		case 'install':
			await install(scene);
			return codes.done;
		case 'upgrade':
			await upgrade(scene);
			return codes.done;
		case 'remove':
			await remove(scene);
			return codes.done;
		case 'diff':
			terminal.say(...(await linesOfDiff(scene, number)));
			return codes.done;
		case 'status': {
			const rows = statusOf(scene);
			if (scene.options.json)
				process.stdout.write(`${JSON.stringify({ n8n: scene.instance.where, rows }, null, '\t')}\n`);
			else terminal.say(...tableOf(rows));
			return rows.some(isWanting) ? codes.failed : codes.done;
		}
	}
}

const isChange = (name: CommandName) => name === 'install' || name === 'upgrade' || name === 'remove';

function tellTheRest(name: CommandName, { saved, left, place, instance }: Scene, terminal: Terminal): void {
	const changes = isChange(name);
	if (saved.length > 0) terminal.say(`Saved before it was changed: ${saved.length} in ${place.backups}`);
	if (changes) terminal.say(`Your choices are kept in ${place.file}`);
	if (changes && instance.needsRestart) terminal.say('Start n8n again: what its command line changes holds only then.');
	if (left.length > 0) terminal.warn('', 'What is left:', ...[...new Set(left)].map((line) => `- ${line}`));
	else if (changes) terminal.say('Nothing is left to do.');
}

main(process.argv.slice(2)).then(
	(code) => (process.exitCode = code),
	(error: unknown) => {
		const isUsage = error instanceof UsageError;
		const told =
			error instanceof ExternalError
				? `${error.vendorMessage.replace(/\.$/, '')}. ${error.remedy}`
				: error instanceof InputError
					? `${error.field} ${error.complaint}. ${error.remedy}`
					: isUsage
						? error.message
						: `${error instanceof Error ? error.message : 'unknown failure'}. Run the command again: a repeat is safe.`;
		process.stderr.write(`${told}\n`);
		process.exitCode = isUsage ? codes.usage : codes.failed;
	},
);
