import { connect } from 'node:net';
import { folderOfRunning, portsOf } from '../parts/attach';
import { addressesOf } from '../parts/credentials';
import { machineNames } from '../parts/demoMachines';
import { runningOn, type RunningRecord } from '../parts/lock';
import { placesOf, type Place } from '../parts/overview';
import { portNames, portUses, type PortName, type Ports } from '../parts/ports';
import { readChoices, secretsOf } from '../parts/settings';
import { bold, table } from '../parts/table';

interface Part {
	readonly name: PortName;
	readonly for: string;
	readonly port: number;
	readonly answers: boolean;
}

/** `npm run status`: what runs where. Exit code 1 where the stack does not run, or a part of it does not answer. */
export async function run(args: readonly string[]): Promise<number> {
	const choices = readChoices(args, { json: { type: 'boolean' } });
	const { flags } = choices;
	const folder = await folderOfRunning(choices);
	const running = await runningOn(folder);
	if (!running?.ready) {
		if (flags.json === true) console.log(JSON.stringify({ running: false, starting: running !== undefined, folder }));
		else console.log(running ? 'The stack is starting.' : 'The stack does not run: `npm start` starts it.');
		return 1;
	}
	const ports = portsOf(running);
	const secrets = await secretsOf(folder);
	const withMachines = running.pids.machines !== undefined;
	const places = placesOf(ports, addressesOf(ports), secrets, withMachines ? folder : undefined);
	// Not every system can hold machines.
	const expected = portNames.filter((name) => withMachines || !isMachine(name));
	const parts = await Promise.all(expected.map(async (name) => await partOf(name, ports)));
	if (flags.json === true) {
		const { pid, pids, startedAt, versions } = running;
		const logIn = { email: secrets.ownerEmail, password: secrets.ownerPassword };
		const told = { running: true, folder, startedAt, pid, pids, versions, parts, places, logIn };
		console.log(JSON.stringify({ ...told, provisioningApiKey: secrets.apiKey }, null, '\t'));
	} else {
		console.log(inWords(running, places, parts, folder));
	}
	return parts.every(({ answers }) => answers) ? 0 : 1;
}

const isMachine = (name: PortName) => machineNames.some((machine) => machine === name);

async function partOf(name: PortName, ports: Ports): Promise<Part> {
	return { name, for: portUses[name].for, port: ports[name], answers: await isOpen(ports[name]) };
}

async function isOpen(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
		const decide = (open: boolean) => () => {
			socket.destroy();
			resolve(open);
		};
		socket.once('connect', decide(true)).once('error', decide(false)).once('timeout', decide(false));
	});
}

function inWords(running: RunningRecord, places: readonly Place[], parts: readonly Part[], folder: string): string {
	const silent = parts.filter(({ answers }) => !answers);
	const versions = Object.entries(running.versions).map(([name, version]) => `${name} ${version}`);
	const pids = Object.entries(running.pids).map(([name, pid]) => `${name} ${pid}`);
	const complaint = silent.map((part) => `  ${part.for} does not answer on port ${part.port}.`).join('\n');
	return `${bold('The stack runs')} since ${running.startedAt} (process ${running.pid}; ${pids.join(', ')}).

${table(places.map(({ name, address, note }) => [name, address, note]))}

  ${versions.join(', ')}
  data and logs are in ${folder}${complaint && `\n\n${complaint}`}`;
}
