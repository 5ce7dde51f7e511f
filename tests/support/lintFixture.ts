interface Given {
	unchecked: any; // eslint-disable-line @typescript-eslint/no-explicit-any
	yes: boolean;
	nothing: null;
	left?: string;
	never: never;
	pattern: RegExp;
	count: number;
}

/**
 * What `npm run lint` must complain of. Each line but the last silences one complaint, and a silencer that silences
 * nothing is an error itself: a rule that somebody loosens by mistake fails the lint here.
 */
export function loose(given: Given): string[] {
	return [
		`${given.unchecked}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.yes}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.nothing}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.left}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.never}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.pattern}`, // eslint-disable-line @typescript-eslint/restrict-template-expressions
		`${given.count}`,
	];
}
