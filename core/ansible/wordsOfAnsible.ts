/** What Ansible says on its standard error. */
export interface AnsibleWords {
	readonly errors: readonly string[];
	readonly warnings: readonly string[];
}

const mostWords = 100;
const longestWords = 2_000;

/**
 * Reads the standard error of `ansible-playbook`: 2.14 writes `ERROR! …`, 2.19 `[ERROR]: …`, both `[WARNING]: …` and
 * `[DEPRECATION WARNING]: …`. Lines that follow belong to the words before them: both break lines at 79 characters.
 */
export function wordsOfAnsible(stderr: string): AnsibleWords {
	const errors: string[] = [];
	const warnings: string[] = [];
	let open: string[] | undefined;
	for (const line of stderr.split('\n')) {
		const [, error] = /^(?:ERROR! |\[ERROR\]: )(.*)$/.exec(line) ?? [];
		const [, warning] = /^\s?\[(?:DEPRECATION )?WARNING\]: (.*)$/.exec(line) ?? [];
		const [, refused] = /^\[REFUSED\]: (.*)$/.exec(line) ?? [];
		const started = error ?? refused ?? warning;
		if (started !== undefined) {
			open = warning === undefined ? errors : warnings;
			if (open.length < mostWords) open.push(started);
			else open = undefined;
		} else if (line.trim() === '' || /^\[/.test(line)) open = undefined;
		else if (open !== undefined) append(open, line);
	}
	return { errors: [...new Set(errors.map(oneLine))], warnings: [...new Set(warnings.map(oneLine))] };
}

function append(words: string[], line: string): void {
	const last = words.length - 1;
	const said = words[last] ?? '';
	// Ansible breaks a long word after its hyphens as well.
	const within = /\w-$/.test(said) && /^\w/.test(line);
	if (said.length < longestWords) words[last] = `${said}${within ? '' : ' '}${line.trim()}`;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, longestWords);

/** What to do about words of Ansible's that many people meet. */
const remedies: ReadonlyArray<readonly [RegExp, string]> = [
	[/no vault secrets|Decryption failed|vault password/i, 'Give the vault password of this project in the credential.'],
	[/locale encoding to be UTF-8|unsupported locale/i, 'Install the locale C.UTF-8 on the controller.'],
	[
		/Could not match supplied host pattern|leaves us with no hosts|no host and no group/i,
		'Compare the limit with Inventory → List.',
	],
	[
		/couldn't resolve module|was not found in configured module paths|role '.*' was not found/i,
		'Install the requirements: Project → Install Requirements.',
	],
	[/playbook.* could not be found/i, 'Give the path of the playbook within the project.'],
	[/Not prompting|The playbook asks for/i, 'Give the variable that the playbook asks for.'],
	[
		/No inventory was parsed|unparsed|Completely failed to parse inventory/i,
		'Check the path and the syntax of the inventory.',
	],
];

/** The remedy for Ansible's words; undefined when there is none of ours. */
export function remedyFor(words: string): string | undefined {
	return remedies.find(([pattern]) => pattern.test(words))?.[1];
}
