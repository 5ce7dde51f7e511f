import { createHash, randomBytes } from 'node:crypto';
import { ExternalError, InputError } from '../kernel/errors';
import type { CommandResult, SshCommand, SshFile } from './host';

/**
 * Writes a file beside its place and renames it there, so that nobody sees a part of it. It needs no SFTP. The words of
 * the tools are English, to be told apart; what failed is in the exit code.
 */
const script = `
path=$1 mode=$2 sum=$3 temporary=$4
umask 077
[ ! -d "$path" ] || exit 81
[ -d "\${path%/*}/" ] || exit 82
trap 'rm -f "$temporary"' EXIT
trap 'exit 80' HUP INT TERM PIPE
: >"$temporary" || exit 83
cat >"$temporary" || exit 84
if command -v sha256sum >/dev/null 2>&1; then found=$(sha256sum <"$temporary")
elif command -v shasum >/dev/null 2>&1; then found=$(shasum -a 256 <"$temporary")
elif command -v openssl >/dev/null 2>&1; then found=$(openssl dgst -sha256 -r <"$temporary")
else exit 85
fi
case $found in "$sum"*) ;; *) exit 86 ;; esac
chmod "$mode" "$temporary" && mv -f "$temporary" "$path" || exit 87
`;

/** Writes a file: see `SshHost.upload`. */
export async function uploadFile(
	name: string,
	{ path, content, mode }: SshFile,
	run: (command: SshCommand) => Promise<CommandResult>,
): Promise<void> {
	if (!path.startsWith('/') || path.endsWith('/') || /[\0\n]/.test(path)) {
		throw new InputError('path', 'is no absolute path of a file', 'Write one such as /home/deploy/file.');
	}
	if (!Number.isInteger(mode) || mode < 0 || mode > 0o7777) {
		throw new InputError('mode', 'is no mode of a file', 'Write one such as 0o600.');
	}
	const bytes = Buffer.from(content);
	const sum = createHash('sha256').update(bytes).digest('hex');
	const at = path.lastIndexOf('/') + 1;
	const temporary = `${path.slice(0, at)}.${randomBytes(8).toString('hex')}.n8n-part`;
	const { exitCode, stderr } = await run({
		argv: ['/bin/sh', '-c', script, 'upload', path, mode.toString(8).padStart(4, '0'), sum, temporary],
		input: bytes,
		environment: { LC_ALL: 'C' },
		mayExitWith: 'any',
	});
	if (exitCode !== 0) throw faultOf(name, path, exitCode, stderr.trim());
}

function faultOf(name: string, path: string, exitCode: number | null, said: string): ExternalError {
	const words = said.split('\n').at(-1)?.slice(0, 300) ?? '';
	const fails = (errorClass: ExternalError['errorClass'], why: string, remedy: string) =>
		new ExternalError(errorClass, `${path} on ${name} was not written: ${why}`, remedy);
	if (/no space left|disk full/i.test(said))
		return fails('limit', 'the disk is full', 'Free some space there: `df -h`, `df -i`.');
	if (/quota/i.test(said))
		return fails('limit', 'the quota is used up', 'Free some space, or raise the quota of the user.');
	if (/read-only file system/i.test(said)) {
		return fails(
			'permission',
			'the file system is read-only',
			'Mount it for writing; after a fault of the disk, check it first.',
		);
	}
	if (exitCode === 81) return fails('exists', 'there is a directory of this name', 'Choose another path.');
	if (exitCode === 82)
		return fails('not_found', 'its directory is not there', 'Make the directory first, or correct the path.');
	if (exitCode === 83 || /permission denied|not permitted/i.test(said)) {
		return fails('permission', words || 'the directory is not writable', 'Give the user the right to write there.');
	}
	if (exitCode === 85) return fails('invalid', 'no sha256sum, shasum or openssl is there', 'Install coreutils.');
	if (exitCode === 86 || exitCode === 80 || exitCode === null) {
		return fails(
			'transport',
			'it did not arrive whole',
			'Try again; check the network and the disk if it fails again.',
		);
	}
	return fails('unknown', words || `code ${exitCode}`, 'Read what the host said.');
}
