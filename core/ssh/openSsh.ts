import type { SshHost } from './host';
import { examineHost, type HostReport } from './examineHost';
import { Link, type LinkSettings } from './link';
import type { SshLogin } from './login';
import { runCommand } from './runCommand';
import { uploadFile } from './upload';

const usual: LinkSettings = { connectTimeoutMs: 15_000, keepaliveIntervalMs: 10_000, channels: 4 };

/**
 * A host over SSH. Nothing is connected until the first command. Whoever opens it closes it.
 *
 * @throws InputError for an address or a user that no host has.
 */
export function openSsh(
	login: SshLogin,
	settings: Partial<LinkSettings> = {},
): SshHost & { readonly examine: () => Promise<HostReport> } {
	const link = new Link(login, { ...usual, ...settings });
	const run: SshHost['run'] = async (command) => await runCommand(link, login, command);
	return {
		name: link.name,
		run,
		upload: async (file) => {
			await uploadFile(link.name, file, run);
		},
		examine: async () => await examineHost(link, run, login.sudoPassword),
		close: async () => {
			await link.close();
		},
	};
}
