import { ExternalError, type ErrorClass } from '../kernel/errors';
import type { HttpResponse } from '../kernel/http';
import { readable } from './vendorText';

/** What an operator can do, in the words that every panel shares. */
export const remedies = {
	checkName: 'Check the name: somebody may have removed it.',
	chooseAnother: 'Choose another name, or move the existing one away first.',
	chooseLarger: 'Raise the limit of the package, the reseller or the server, or choose a larger package.',
	choosePackage: 'Choose one that the server has: Package: List shows them.',
	correct: 'Correct the value that the message names.',
	wait: 'Nothing to do: the pack tries again later.',
	lookAgain: 'The server may still be at work: look again in a few minutes.',
} as const;

/** What a code or a sentence of a vendor means to the pack. */
export type Meaning = readonly [errorClass: ErrorClass, remedy: string];
/** The first row whose pattern fits counts, so the more telling patterns come first. */
export type Meanings = ReadonlyArray<readonly [pattern: RegExp, ...meaning: Meaning]>;

export function meaningOf(meanings: Meanings, said: string): Meaning | undefined {
	const found = meanings.find(([pattern]) => pattern.test(said));
	return found && [found[1], found[2]];
}

/** What the common errors of a panel have to know of it. */
export interface Vendor {
	/** As operators know it. */
	readonly name: string;
	/** Where it listens, such as `https://host:8443`. */
	readonly address: string;
	/** Where the server writes down what went wrong. */
	readonly log: string;
	/** What to check when the panel refuses the log-in. */
	readonly checkLogIn: string;
	/** What to check when the panel refuses something to a log-in that it knows. */
	readonly checkRights: string;
	/** What its log-in page has and no other page. */
	readonly logInPage: RegExp;
}

/** An answer that nobody can read: the panel may have made the change all the same. */
export class UnreadableAnswer extends ExternalError {}

export type VendorErrors = ReturnType<typeof vendorErrors>;

/** The errors that every panel has, in the name of one of them. */
export function vendorErrors({ name, address, log, checkLogIn, checkRights, logInPage }: Vendor) {
	const denied = (said: string) => new ExternalError('auth', said, checkLogIn);
	const forbidden = (said: string) => new ExternalError('permission', said, checkRights);
	const elsewhere = (said: string) =>
		new ExternalError('invalid', said, `Check the base URL: ${name} listens on ${address}, without a path.`);
	/** The panel may have carried it out all the same. */
	const unfinished = (said: string) =>
		new ExternalError('transport', said, `See whether ${name} runs, and ${log} on the server.`);
	const unreadable = (said: string) =>
		new UnreadableAnswer(
			'unknown',
			said,
			`Check that the base URL leads to ${name} and to no proxy before it, and that it is up to date.`,
		);

	/** The error for an answer that holds none of the panel's own words: its status, or the page that came instead. */
	const unexpected = ({ status, headers, text }: HttpResponse): ExternalError => {
		if (status === 401) return denied(`${name} does not accept the log-in (401)`);
		if (status === 403) return forbidden(`${name} refused the request (403)`);
		if (status === 429) return new ExternalError('busy', `${name} asked to slow down (429)`, remedies.wait);
		if (status >= 500) return unfinished(`${name} answered ${status}`);
		// A panel sends whoever is not logged in to its start page or its log-in page.
		const isSentToLogIn = status >= 300 && status < 400 && /^\/($|\?)|login/i.test(headers.location ?? '');
		if (isSentToLogIn) return denied(`${name} sent the request to its log-in page`);
		if (status >= 300) return elsewhere(`The server answered ${status}, which ${name} does not`);
		// What begins as XML of an API is cut off, and no page.
		if (!/^\s*<(?!\?xml|packet)/i.test(text)) return unreadable(`${name} gave half an answer`);
		return logInPage.test(text)
			? denied(`${name} answered with its log-in page`)
			: unreadable(`${name} answered with a page instead of data`);
	};

	return {
		name,
		denied,
		forbidden,
		elsewhere,
		unfinished,
		unreadable,
		unexpected,
		/** A refusal in the panel's words; `unknown` when nobody knows what they mean. */
		refused: (said: string, secrets: readonly string[], meaning: Meaning | undefined, code = ''): ExternalError => {
			const [errorClass, remedy] = meaning ?? ['unknown', `See ${log} on the server.`];
			const words = readable(said, secrets) || `${name} refused without saying why`;
			return new ExternalError(errorClass, `${words}${code && ` (${code})`}`, remedy);
		},
		missing: (what: string) => new ExternalError('not_found', `${name} has no ${what}`, remedies.checkName),
		taken: (what: string) => new ExternalError('exists', `${what} exists already`, remedies.chooseAnother),
		/** The account came into being although the panel reported an error. */
		madeAfterAll: ({ vendorMessage }: ExternalError) =>
			new ExternalError('unknown', vendorMessage, 'Look at the account: it has come into being.'),
		/** The panel cannot do this at all; an adapter throws it before it asks the server for anything. */
		cannot: (what: string, why: string, instead: string) => panelCannot(name, what, why, instead),
	};
}

/**
 * The error for an operation that a panel does not have. An adapter throws it before it asks the server for anything.
 *
 * @param panel as operators know it, such as `Plesk`.
 * @param what the operation in words, such as `open webmail without a password`.
 * @param why a whole sentence.
 * @param instead a whole sentence: what the operator can do.
 */
export function panelCannot(panel: string, what: string, why: string, instead: string): ExternalError {
	return new ExternalError('permission', `${panel} cannot ${what}: ${why}`, instead);
}

/** The log-in may change every zone of the server: the adapters refuse those of other accounts. */
export function zoneOfAnother(zone: string, owner: string, username: string): ExternalError {
	return new ExternalError(
		'permission',
		`The zone ${zone} belongs to ${owner}, not to '${username}'`,
		'Name the account that the zone belongs to.',
	);
}

/** True for a refusal of what was asked, whatever its words mean. */
export function isRefusal(error: unknown): error is ExternalError {
	return error instanceof ExternalError && !['auth', 'transport', 'busy'].includes(error.errorClass);
}

export function isMissing(error: unknown): error is ExternalError {
	return error instanceof ExternalError && error.errorClass === 'not_found';
}

/** What `work` gives, or undefined when the error is one that `isExpected` knows. */
export async function unless<Result>(
	isExpected: (error: unknown) => boolean,
	work: Promise<Result>,
): Promise<Result | undefined> {
	try {
		return await work;
	} catch (error) {
		if (isExpected(error)) return undefined;
		throw error;
	}
}
