import type { CommandResult, SshCommand } from './host';

/** What a command left of itself: the process ID of its session's leader, and the mark in its environment. */
export interface ProcessTree {
	readonly pid: number | undefined;
	readonly mark: string;
}

/**
 * Ends every process of the session, and every one that has the mark: TERM, after a grace KILL. It prints what is left.
 * A process of the tree is found by its session, which the SSH server makes for each command, or by the mark, if it has
 * left the session. `sed` and `grep` go on when a process ends meanwhile. The state Z is a process that has ended.
 */
const script = `
pid=$1 mark=$2 grace=$3
found() {
	{
		[ -z "$pid" ] || sed -n "s/^\\([0-9][0-9]*\\) (.*) [^Z] [0-9]* [0-9]* $pid .*/\\1/p" /proc/[0-9]*/stat 2>/dev/null
		grep -ls "LC_N8N_SSH=$mark" /proc/[0-9]*/environ 2>/dev/null | sed 's/[^0-9]//g'
	} | sort -un
}
gone() {
	until=$(($(date +%s) + $1))
	while [ -n "$(found)" ]; do
		[ "$(date +%s)" -lt "$until" ] || return 1
		sleep 0.1 2>/dev/null || sleep 1
	done
}
end() {
	[ -z "$pid" ] || kill -s "$1" -- "-$pid" 2>/dev/null
	for p in $(found); do kill -s "$1" "$p" 2>/dev/null; done
}
end TERM
gone "$grace" || { end KILL; gone 3; }
for p in $(found); do echo "$p $(cat "/proc/$p/comm" 2>/dev/null)"; done
exit 0
`;

/** Seconds between TERM and KILL. */
const grace = 3;

/**
 * Ends the processes of a command by a second one.
 *
 * @returns those that are still there, as `4711 sleep`.
 */
export async function endTree(
	{ pid, mark }: ProcessTree,
	run: (command: SshCommand) => Promise<CommandResult>,
): Promise<string[]> {
	const argv = ['/bin/sh', '-s', '--', pid === undefined ? '' : String(pid), mark, String(grace)];
	const { stdout } = await run({ argv, input: script, environment: { LC_ALL: 'C' }, timeoutMs: 20_000 });
	return stdout.split('\n').filter((line) => line !== '');
}
