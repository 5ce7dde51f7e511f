import { join } from 'node:path';
import { chooseData, dataFlags } from '../parts/chooseData';
import { usualFolder } from '../parts/folders';
import { nextSteps, placesOf } from '../parts/overview';
import { elapsed, openProgress } from '../parts/progress';
import { readChoices, type Choices } from '../parts/settings';
import { hearSignals, type Interruption } from '../parts/signals';
import { startStack, type RunningStack, type StackOptions } from '../parts/stack';
import { bold, table } from '../parts/table';
import { Told } from '../parts/told';

/** `npm start`: the whole stack, until Ctrl-C. */
export async function run(args: readonly string[]): Promise<number> {
	const choices = readChoices(args, dataFlags);
	await chooseData(choices);
	return await runStack(choices, async (_stack, interruption) => await interruption.happened);
}

/**
 * Starts the stack, shows where everything is, lets the work go on until it ends, and stops the stack.
 *
 * @param work gives the exit code.
 */
export async function runStack(
	{ folder, ports }: Choices,
	work: (stack: RunningStack, interruption: Interruption) => Promise<number>,
	more: Pick<StackOptions, 'n8nEnvironment'> = {},
): Promise<number> {
	const interruption = hearSignals();
	const begun = Date.now();
	let stack: RunningStack;
	try {
		stack = await startStack({
			...more,
			machines: true,
			folder,
			ports,
			progress: openProgress(),
			signal: interruption.signal,
		});
	} catch (error) {
		if (!interruption.signal.aborted) throw error;
		console.log('Stopped before everything was up.');
		return await interruption.happened;
	}
	show(stack, elapsed(Date.now() - begun));
	// The parts run on their own; this process waits for them.
	const awake = setInterval(() => undefined, 60_000);
	try {
		const ended = stack.ended.then((how) => {
			throw new Told(`${how} Everything else is stopped; the logs are in ${join(folder, 'logs')}.`);
		});
		return await Promise.race([work(stack, interruption), ended]);
	} finally {
		console.log('\nStopping …');
		await stack.stop();
		clearInterval(awake);
		console.log('Everything is stopped. The next start finds the data.');
	}
}

function show({ ports, addresses, secrets, folder, machines }: RunningStack, time: string): void {
	const places = placesOf(ports, addresses, secrets, machines && folder);
	console.log(`
${bold(`Everything is up after ${time}.`)}

${table(places.map(({ name, address, note }) => [name, address, note]))}

  data and logs are in ${folder}

${nextSteps(addresses, machines !== undefined, folder === usualFolder() ? undefined : folder)}

Ctrl-C stops everything.`);
}
