import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lackingForMachines, startMachine, type Machine } from '../../stack/machines/machine';
import { root } from '../../stack/parts/files';
import { freePort } from '../../stack/parts/ports';
import { typescriptLoader } from '../../stack/parts/script';
import { describeWith } from '../support/requirement';

/** The processes of this system that live in the mount namespace. */
function processesIn(namespace: string): string[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				return readlinkSync(`/proc/${pid}/ns/mnt`) === namespace;
			} catch {
				return false;
			}
		});
}
const namespaceOf = async (machine: Machine) => (await machine.inside(['readlink', '/proc/self/ns/mnt'])).trim();

async function becomesEmpty(namespace: string): Promise<boolean> {
	for (let tries = 0; tries < 100; tries++) {
		if (processesIn(namespace).length === 0) return true;
		await pause(50);
	}
	return false;
}

describeWith('a machine', lackingForMachines(), () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-machine-'));
	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	function ssh(machine: Machine, command: string): string {
		const key = join(machine.folder, 'ssh', 'client_key');
		const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes'];
		const args = [
			'-F',
			'none',
			'-i',
			key,
			...options.flatMap((one) => ['-o', one]),
			'-p',
			String(machine.port),
			'ops@127.0.0.1',
			command,
		];
		return execFileSync('ssh', args, { encoding: 'utf8' });
	}

	test('is written to over SSH and sudo, and the system beneath stays as it is', async () => {
		const machine = await startMachine({ name: 'app1', folder: join(folder, 'own'), port: await freePort() });
		const mark = `made-on-app1-${process.pid}`;
		try {
			expect(ssh(machine, 'hostname; id -un; sudo -n id -un')).toBe('app1\nops\nroot\n');
			ssh(machine, `sudo -n useradd -m ${mark.slice(0, 30)}`);
			const places = ['/etc', '/home', '/var/lib', '/root', '/srv', '/opt', '/tmp', '/var/tmp', '/usr/share'];
			ssh(machine, `sudo -n touch ${places.map((place) => `${place}/${mark}`).join(' ')}`);
			expect(places.filter((place) => existsSync(join(place, mark)))).toEqual([]);
			expect(readFileSync('/etc/passwd', 'utf8')).not.toContain(mark.slice(0, 30));
			// What has no layer cannot be written.
			expect(() => ssh(machine, `sudo -n touch /${mark} 2>/dev/null`)).toThrow();
			// It has nothing of the operator's own in sight.
			expect(ssh(machine, 'ls -A /tmp').trim()).toBe(mark);
			expect(ssh(machine, 'sudo -n ls -A /home').trim().split('\n').sort()).toContain('ops');
			expect(ssh(machine, 'sudo -n ps -e -o pid= | wc -l').trim()).toMatch(/^\d{1,2}$/);
		} finally {
			await machine.stop();
		}
	});

	test('ends with every process and mount, and a second start finds what was written', async () => {
		const options = { name: 'app2', folder: join(folder, 'again') };
		const first = await startMachine({ ...options, port: await freePort() });
		const namespace = await namespaceOf(first);
		ssh(first, 'sudo -n sh -c "echo kept > /srv/kept; echo kept > /etc/kept; setsid sleep 1000 >/dev/null 2>&1 &"');
		expect(processesIn(namespace).length).toBeGreaterThan(3);
		await first.stop();
		expect(await becomesEmpty(namespace)).toBe(true);
		expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(options.folder);

		const second = await startMachine({ ...options, port: await freePort() });
		try {
			expect(second.fingerprint).toBe(first.fingerprint);
			expect(ssh(second, 'cat /srv/kept /etc/kept')).toBe('kept\nkept\n');
			expect((await second.inside(['grep', '-c', 'app2', '/etc/hosts'])).trim()).toBe('1');
		} finally {
			await second.stop();
		}
	});

	test('ends when whoever started it is killed', async () => {
		const port = await freePort();
		const source = `
			const { startMachine } = require(${JSON.stringify(join(root, 'stack/machines/machine.ts'))});
			void startMachine({ name: 'app3', folder: ${JSON.stringify(join(folder, 'killed'))}, port: ${port} }).then(
				async (machine) => {
					console.log((await machine.inside(['readlink', '/proc/self/ns/mnt'])).trim());
					setInterval(() => undefined, 1000);
				},
			);`;
		const starter = spawn(process.execPath, ['--import', typescriptLoader(), '--eval', source], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const namespace = await new Promise<string>((tell, refuse) => {
			starter.stdout.once('data', (data: Buffer) => tell(data.toString().trim()));
			starter.once('exit', () => refuse(new Error('the starter ended')));
		});
		expect(processesIn(namespace).length).toBeGreaterThan(1);
		starter.kill('SIGKILL');
		expect(await becomesEmpty(namespace)).toBe(true);
	});

	test('that ends by itself says so', async () => {
		const machine = await startMachine({ name: 'app4', folder: join(folder, 'died'), port: await freePort() });
		// The machine ends with its sshd, and may take pkill with it before that has ended well.
		await machine.inside(['pkill', '-x', 'sshd']).catch(() => undefined);
		expect(await machine.died).toMatch(/^The machine app4 ended unexpectedly/);
		await machine.stop();
	});

	test('says what is wrong with its settings', async () => {
		const options = {
			name: 'app5',
			folder: join(folder, 'wrong'),
			port: await freePort(),
			settings: ['NoSuchWord yes'],
		};
		await expect(startMachine(options)).rejects.toThrow('NoSuchWord');
		await expect(startMachine({ ...options, name: '-x' })).rejects.toThrow("'-x' is no name of a machine");
	});
});

test('what machines need is named where it is missing', () => {
	const user = jest.spyOn(process, 'getuid').mockReturnValue(1000);
	expect(lackingForMachines()).toContain('need root');
	user.mockRestore();
});
