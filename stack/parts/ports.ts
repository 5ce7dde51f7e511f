import { connect, createServer } from 'node:net';
import { badPorts } from './badPorts';
import { holderOf } from './portHolder';
import { Told } from './told';

interface PortUse {
	readonly usual: number;
	/** Who needs it, to be told. */
	readonly for: string;
	/** The flag and, in capitals, the variable that change it. */
	readonly setting: string;
	/** Whether something else than browsers and `fetch` calls it, which may call every port. */
	readonly otherThanWeb?: true;
}

/** Every port of the stack. All of them listen on the loopback address only. */
export const portUses = {
	n8n: { usual: 5678, for: 'n8n', setting: 'n8n-port' },
	n8nBroker: { usual: 5679, for: "n8n's task broker", setting: 'n8n-broker-port', otherThanWeb: true },
	database: { usual: 54320, for: 'PostgreSQL', setting: 'database-port', otherThanWeb: true },
	mails: { usual: 5680, for: "the mail catcher's page", setting: 'mails-port' },
	smtp: { usual: 5625, for: "the mail catcher's SMTP server", setting: 'smtp-port', otherThanWeb: true },
	stripe: { usual: 5681, for: 'the stand-in for Stripe', setting: 'stripe-port' },
	paypal: { usual: 5682, for: 'the stand-in for PayPal', setting: 'paypal-port' },
	whm1: { usual: 5683, for: 'the stand-in for the first WHM server', setting: 'whm1-port' },
	whm2: { usual: 5684, for: 'the stand-in for the second WHM server', setting: 'whm2-port' },
	plesk1: { usual: 5685, for: 'the stand-in for the Plesk server', setting: 'plesk1-port' },
	da1: { usual: 5686, for: 'the stand-in for the DirectAdmin server', setting: 'da1-port' },
	invoiceNinja: { usual: 5687, for: 'the stand-in for Invoice Ninja', setting: 'invoice-ninja-port' },
	office: { usual: 5690, for: 'the machine with Ansible', setting: 'office-port', otherThanWeb: true },
	app1: { usual: 5691, for: 'the machine app1', setting: 'app1-port', otherThanWeb: true },
	app2: { usual: 5692, for: 'the machine app2', setting: 'app2-port', otherThanWeb: true },
	db1: { usual: 5693, for: 'the machine db1', setting: 'db1-port', otherThanWeb: true },
} as const satisfies Readonly<Record<string, PortUse>>;

export type PortName = keyof typeof portUses;
export type Ports = Readonly<Record<PortName, number>>;
export const portNames = Object.keys(portUses) as PortName[];

/** The variable that changes a port, such as `MSP_N8N_PORT`. */
export function portVariable(name: PortName): string {
	return `MSP_${portUses[name].setting.replaceAll('-', '_').toUpperCase()}`;
}

/** The ports that a start would like to have. */
export interface WantedPorts {
	readonly ports: Ports;
	/** Those that the operator named: no other one will do. */
	readonly named: ReadonlySet<PortName>;
}

/**
 * The usual ports, changed by flags and by variables; flags win.
 *
 * @throws Told for a value that is no port, one for two parts, or one that nothing can call.
 */
export function wantedPorts(
	flags: Readonly<Record<string, string | boolean | undefined>>,
	environment = process.env,
): WantedPorts {
	const named = new Set<PortName>();
	const chosen = portNames.map((name) => {
		const use: PortUse = portUses[name];
		const { usual, setting } = use;
		const given = flags[setting] ?? environment[portVariable(name)];
		if (given === undefined || given === '') return [name, usual] as const;
		const port = Number(given);
		if (!Number.isInteger(port) || port < 1 || port > 65_535) {
			throw new Told(`--${setting} (or ${portVariable(name)}) must be a port number, not '${String(given)}'.`);
		}
		if (!use.otherThanWeb && badPorts.has(port)) {
			throw new Told(
				`--${setting} (or ${portVariable(name)}) is ${port}, which browsers and fetch refuse to call: choose another one.`,
			);
		}
		named.add(name);
		return [name, port] as const;
	});
	const twice = chosen.find(
		([name, port]) =>
			named.has(name) && chosen.some(([other, same]) => other !== name && named.has(other) && same === port),
	);
	if (twice) throw new Told(`Port ${twice[1]} is chosen twice: give ${portUses[twice[0]].for} another one.`);
	return { ports: Object.fromEntries(chosen) as Record<PortName, number>, named };
}

/** How far beyond the usual port the next free one is looked for. */
const reach = 1000;

/**
 * Settles which ports a start uses: those that the operator named, and the usual ones, or the next free one where
 * somebody else has the usual one.
 *
 * @param say hears of each port that is another than the usual one.
 * @throws Told where a named port is taken, with who holds it and what to do.
 */
export async function settlePorts({ ports, named }: WantedPorts, say: (what: string) => void): Promise<Ports> {
	const settled = new Map<PortName, number>();
	for (const name of portNames.filter((one) => named.has(one))) {
		const problem = await problemOf(ports[name]);
		if (problem !== undefined) throw await takenError(name, ports[name], problem);
		settled.set(name, ports[name]);
	}
	for (const name of portNames.filter((one) => !named.has(one))) {
		const others = new Set([...settled.values()]);
		const isFree = async (port: number) => !others.has(port) && (await problemOf(port)) === undefined;
		const port = (await isFree(ports[name])) ? ports[name] : await nextFree(ports[name], isFree);
		settled.set(name, port);
		if (port === ports[name]) continue;
		const holder = others.has(ports[name]) ? 'another part of the stack' : await holderOf(ports[name]);
		say(`port ${ports[name]} is taken${holder ? ` by ${holder}` : ''}: ${portUses[name].for} uses ${port}`);
	}
	return Object.fromEntries(settled) as Record<PortName, number>;
}

/** The next one upwards that is nobody's usual port, and that every browser calls. */
async function nextFree(usual: number, isFree: (port: number) => Promise<boolean>): Promise<number> {
	const kept = new Set<number>(portNames.map((name) => portUses[name].usual));
	for (let port = usual + 1; port <= Math.min(65_535, usual + reach); port++) {
		if (!kept.has(port) && !badPorts.has(port) && (await isFree(port))) return port;
	}
	return await freePort();
}

async function takenError(name: PortName, port: number, problem: string): Promise<Told> {
	const { for: user, setting } = portUses[name];
	const another = `choose another with --${setting} or ${portVariable(name)}`;
	if (problem !== 'EADDRINUSE')
		return new Told(`Port ${port}, which ${user} needs, cannot be opened (${problem}): ${another}.`);
	const holder = await holderOf(port);
	return new Told(
		holder === undefined
			? `Port ${port}, which ${user} needs, is taken, perhaps by another start of the stack or by a program of another user: end it, or ${another}.`
			: `Port ${port}, which ${user} needs, is taken by ${holder}: end it, or ${another}.`,
	);
}

/**
 * Why a port cannot be had, in a code of the system; undefined where it can. It is taken too where somebody listens on
 * every address, or on the loopback address of IPv6, which browsers take for `localhost`.
 */
async function problemOf(port: number): Promise<string | undefined> {
	for (const host of ['127.0.0.1', '::1']) {
		const problem = await hold(port, host).then(
			async ({ release }) => {
				await release();
				return undefined;
			},
			(error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
		);
		// A machine without IPv6.
		const isNoAddress = host === '::1' && (problem === 'EADDRNOTAVAIL' || problem === 'EAFNOSUPPORT');
		if (problem !== undefined && !isNoAddress) return problem;
		// Some systems let two listen on one port, on one address and on all of them.
		if (await answers(port, host)) return 'EADDRINUSE';
	}
	return undefined;
}

async function answers(port: number, host: string): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ port, host, timeout: 500 });
		const decide = (open: boolean) => () => {
			socket.destroy();
			resolve(open);
		};
		socket.once('connect', decide(true)).once('error', decide(false)).once('timeout', decide(false));
	});
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

/** The system chooses; what browsers refuse to call is asked for anew, while it is held. */
async function holdAny(): Promise<Held> {
	const held = await hold(0, '127.0.0.1');
	if (!badPorts.has(held.port)) return held;
	try {
		return await holdAny();
	} finally {
		await held.release();
	}
}

interface Held {
	readonly port: number;
	readonly release: () => Promise<void>;
}

async function hold(port: number, host: string): Promise<Held> {
	return await new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen({ port, host, exclusive: true, ipv6Only: host === '::1' }, () => {
			const address = server.address();
			const release = async () => {
				await new Promise((closed) => server.close(closed));
			};
			resolve({ port: typeof address === 'object' && address ? address.port : port, release });
		});
	});
}
