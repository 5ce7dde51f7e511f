/** What to do where a project is not there. */
export const remedyOfMissingProject =
	'Sync the project, or correct the field Project. Where that is empty, correct its directory in the credential.';

/** What a shell says that cannot enter the directory of a project: dash, bash and busybox. */
const cannotEnter = /\bcd: (?:line \d+: )?(?:can't cd to )?(\/.*?)(?:: [A-Z][^:/]*)?$/m;

/** What is told of a run whose project is not there, from the standard error; undefined when it is. */
export function missingProject(errors: string): { readonly words: string; readonly remedy: string } | undefined {
	const directory = cannotEnter.exec(errors)?.[1];
	if (directory === undefined) return undefined;
	return { words: `the project ${directory} is not there`, remedy: remedyOfMissingProject };
}
