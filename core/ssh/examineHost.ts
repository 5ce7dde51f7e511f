import { z } from 'zod';
import type { CommandResult, SshCommand } from './host';
import type { Link } from './link';

/** What a host offers to who logs in. */
export interface HostReport {
	readonly user: string;
	/** Such as `Debian GNU/Linux 12 (bookworm)`. */
	readonly system: string;
	/** Whether the user becomes root: `password` with the one of the log-in, `asks` when there is none or it is not asked for. */
	readonly sudo: 'root' | 'free' | 'password' | 'asks' | 'missing';
	/** Its version; undefined when there is none. */
	readonly python: string | undefined;
	readonly sftp: boolean;
}

const script = `
line() { printf '%s\\t%s\\n' "$1" "$(printf %s "$2" | tr '\\t\\n' '  ' | cut -c 1-200)"; }
line user "$(id -un 2>/dev/null || whoami)"
system=$(sed -n 's/^PRETTY_NAME="\\{0,1\\}\\([^"]*\\)"\\{0,1\\}$/\\1/p' /etc/os-release 2>/dev/null)
line system "\${system:-$(uname -s -r)}"
if [ "$(id -u)" = 0 ]; then line sudo root
elif ! command -v sudo >/dev/null 2>&1; then line sudo missing
elif sudo -n true >/dev/null 2>&1 </dev/null; then line sudo free
else line sudo asks
fi
line python "$(python3 -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null </dev/null)"
line end 1
`;

const facts = z.object({
	user: z.string().min(1).max(200),
	system: z.string().max(200),
	sudo: z.enum(['root', 'free', 'asks', 'missing']),
	python: z.string().max(200),
	end: z.literal('1'),
});

/**
 * Asks a host what it offers. It changes nothing there.
 *
 * @throws ExternalError of the log-in; of sudo when a sudo password is given and does not work.
 */
export async function examineHost(
	link: Link,
	run: (command: SshCommand) => Promise<CommandResult>,
	sudoPassword: string | undefined,
): Promise<HostReport> {
	const { stdout } = await run({ argv: ['/bin/sh', '-s'], input: script, timeoutMs: 30_000 });
	const lines = stdout.split('\n').map((line) => line.split('\t'));
	const { user, system, sudo, python } = facts.parse(Object.fromEntries(lines));
	const withPassword = sudo === 'asks' && sudoPassword !== undefined && sudoPassword !== '';
	if (withPassword) await run({ argv: ['true'], asUser: 'root', timeoutMs: 30_000 });
	return {
		user,
		system,
		sudo: withPassword ? 'password' : sudo,
		python: python === '' ? undefined : python,
		sftp: await offersSftp(link),
	};
}

async function offersSftp(link: Link): Promise<boolean> {
	const { ssh } = await link.connection();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((tell) => (timer = setTimeout(() => tell(false), 10_000)));
	const opened = ssh.requestSFTP().then(
		(sftp) => {
			sftp.end();
			return true;
		},
		() => false,
	);
	try {
		return await Promise.race([opened, late]);
	} finally {
		clearTimeout(timer);
	}
}
