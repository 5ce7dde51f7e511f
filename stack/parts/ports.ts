import { createServer } from 'node:net';
import { Told } from './told';

interface PortUse {
	readonly usual: number;
	/** Who needs it, to be told. */
	readonly for: string;
	/** The flag and, in capitals, the variable that change it. */
	readonly setting: string;
}

/** Every port of the stack. All of them listen on the loopback address only. */
export const portUses = {
	n8n: { usual: 5678, for: 'n8n', setting: 'n8n-port' },
	n8nBroker: { usual: 5679, for: "n8n's task broker", setting: 'n8n-broker-port' },
	database: { usual: 54320, for: 'PostgreSQL', setting: 'database-port' },
	mails: { usual: 5680, for: "the mail catcher's page", setting: 'mails-port' },
	smtp: { usual: 5625, for: "the mail catcher's SMTP server", setting: 'smtp-port' },
	stripe: { usual: 5681, for: 'the stand-in for Stripe', setting: 'stripe-port' },
	paypal: { usual: 5682, for: 'the stand-in for PayPal', setting: 'paypal-port' },
	whm1: { usual: 5683, for: 'the stand-in for the first WHM server', setting: 'whm1-port' },
	whm2: { usual: 5684, for: 'the stand-in for the second WHM server', setting: 'whm2-port' },
	plesk1: { usual: 5685, for: 'the stand-in for the Plesk server', setting: 'plesk1-port' },
	da1: { usual: 5686, for: 'the stand-in for the DirectAdmin server', setting: 'da1-port' },
} as const satisfies Readonly<Record<string, PortUse>>;

export type PortName = keyof typeof portUses;
export type Ports = Readonly<Record<PortName, number>>;
export const portNames = Object.keys(portUses) as PortName[];

/** The variable that changes a port, such as `MSP_N8N_PORT`. */
export function portVariable(name: PortName): string {
	return `MSP_${portUses[name].setting.replaceAll('-', '_').toUpperCase()}`;
}

/** The usual ports, changed by flags and by variables; flags win. */
export function chosenPorts(
	flags: Readonly<Record<string, string | boolean | undefined>>,
	environment = process.env,
): Ports {
	const chosen = portNames.map((name) => {
		const { usual, setting } = portUses[name];
		const given = flags[setting] ?? environment[portVariable(name)];
		const port = given === undefined || given === '' ? usual : Number(given);
		if (!Number.isInteger(port) || port < 1 || port > 65_535) {
			throw new Told(`--${setting} (or ${portVariable(name)}) must be a port number, not '${String(given)}'.`);
		}
		return [name, port] as const;
	});
	const twice = chosen.find(([name, port]) => chosen.some(([other, same]) => other !== name && same === port));
	if (twice) throw new Told(`Port ${twice[1]} is chosen twice: give ${portUses[twice[0]].for} another one.`);
	return Object.fromEntries(chosen) as Record<PortName, number>;
}

/**
 * @throws Told with the first port that somebody else listens on.
 */
export async function mustBeFree(ports: Ports): Promise<void> {
	for (const name of portNames) {
		const problem = await listenOnce(ports[name]).then(
			() => undefined,
			(error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
		);
		if (problem === undefined) continue;
		const { for: user, setting } = portUses[name];
		const complaint = problem === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${problem})`;
		throw new Told(
			`Port ${ports[name]}, which ${user} needs, ${complaint}: free it, or choose another with --${setting} or ${portVariable(name)}.`,
		);
	}
}

/** Ports that nobody listens on now. */
export async function freePorts(): Promise<Ports> {
	const held = await Promise.all(portNames.map(async (name) => [name, await holdAny()] as const));
	await Promise.all(held.map(async ([, { release }]) => await release()));
	return Object.fromEntries(held.map(([name, { port }]) => [name, port])) as Record<PortName, number>;
}

/** One port that nobody listens on now. */
export async function freePort(): Promise<number> {
	const { port, release } = await holdAny();
	await release();
	return port;
}

async function listenOnce(port: number): Promise<void> {
	const { release } = await hold(port);
	await release();
}

const holdAny = async () => await hold(0);

async function hold(port: number): Promise<{ port: number; release: () => Promise<void> }> {
	return await new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
			const address = server.address();
			const release = async () => {
				await new Promise((closed) => server.close(closed));
			};
			resolve({ port: typeof address === 'object' && address ? address.port : port, release });
		});
	});
}
