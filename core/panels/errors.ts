import { ExternalError, type ErrorClass, UntrustedServer } from '../kernel/errors';
import type { HttpResponse } from '../kernel/http';
import { readable } from './vendorText';

/** The remedies that all panels share. */
export const remedies = {
	checkName: 'Check the name: somebody may have removed it.',
	chooseAnother: 'Choose another name, or move the existing one away first.',
	chooseLarger: 'Raise the limit of the package, the reseller or the server, or choose a larger package.',
	choosePackage: 'Choose one that the server has: Package: List shows them.',
	correct: 'Correct the value that the message names.',
	otherDomain: 'The server does not take this domain name: agree on another one with the customer.',
	makeRoom: 'Make room on the disk of the server, then retry.',
	wait: 'Nothing to do: the pack tries again later.',
	lookAgain: 'The server may still be at work: look again in a few minutes.',
} as const;

/** The pack's class and remedy for a vendor's code or sentence. */
export type Meaning = readonly [errorClass: ErrorClass, remedy: string];
/** The first row whose pattern matches counts, so the more specific patterns come first. */
export type Meanings = ReadonlyArray<readonly [pattern: RegExp, ...meaning: Meaning]>;

export function meaningOf(meanings: Meanings, said: string): Meaning | undefined {
	const found = meanings.find(([pattern]) => pattern.test(said));
	return found && [found[1], found[2]];
}

/** The facts about a panel that its common errors mention. */
export interface Vendor {
	/** The name that operators know. */
	readonly name: string;
	/** The address where it listens, such as `https://host:8443`. */
	readonly address: string;
	/** The log in which the server writes errors. */
	readonly log: string;
	/** What to check when the panel refuses the log-in. */
	readonly checkLogIn: string;
	/** What to check when the panel accepts the log-in and refuses the request. */
	readonly checkRights: string;
	/** A text that only its log-in page has. */
	readonly logInPage: RegExp;
}

/** An answer that the pack cannot read. The panel may have made the change all the same. */
export class UnreadableAnswer extends ExternalError {}

export type VendorErrors = ReturnType<typeof vendorErrors>;

/** Makes the errors that all panels share, with the name of this panel. */
export function vendorErrors({ name, address, log, checkLogIn, checkRights, logInPage }: Vendor) {
	const denied = (said: string) => new ExternalError('auth', said, checkLogIn);
	const forbidden = (said: string) => new ExternalError('permission', said, checkRights);
	const elsewhere = (said: string) =>
		new ExternalError('invalid', said, `Check the base URL: ${name} listens on ${address}, without a path.`);
	/** The panel may have carried out the request all the same. */
	const unfinished = (said: string) =>
		new ExternalError('transport', said, `See whether ${name} runs, and ${log} on the server.`);
	const unreadable = (said: string) =>
		new UnreadableAnswer(
			'unknown',
			said,
			`Check that the base URL leads to ${name} and to no proxy before it, and that it is up to date.`,
		);

	/** The error for an answer without the panel's own words. It tells the status, or the page that came instead. */
	const unexpected = ({ status, headers, text }: HttpResponse): ExternalError => {
		if (status === 401) return denied(`${name} does not accept the log-in (401)`);
		if (status === 403) return forbidden(`${name} refused the request (403)`);
		if (status === 429) return new ExternalError('busy', `${name} asked to slow down (429)`, remedies.wait);
		if (status >= 500) return unfinished(`${name} answered ${status}`);
		// Without a log-in, a panel redirects to its start page or its log-in page.
		const isSentToLogIn = status >= 300 && status < 400 && /^\/($|\?)|login/i.test(headers.location ?? '');
		if (isSentToLogIn) return denied(`${name} sent the request to its log-in page`);
		if (status >= 300) return elsewhere(`The server answered ${status}, which ${name} does not`);
		// An answer that begins as XML of an API is cut off. It is no page.
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
		/** A refusal in the panel's words. Its class is `unknown` if the pack does not know the words. */
		refused: (said: string, secrets: readonly string[], meaning: Meaning | undefined, code = ''): ExternalError => {
			const [errorClass, remedy] = meaning ?? ['unknown', `See ${log} on the server.`];
			const words = readable(said, secrets) || `${name} refused without saying why`;
			return new ExternalError(errorClass, `${words}${code && ` (${code})`}`, remedy);
		},
		missing: (what: string) => new ExternalError('not_found', `${name} has no ${what}`, remedies.checkName),
		taken: (what: string) => new ExternalError('exists', `${what} exists already`, remedies.chooseAnother),
		/** The panel created the account although it reported an error. */
		madeAfterAll: ({ vendorMessage }: ExternalError) =>
			new ExternalError('unknown', vendorMessage, 'Look at the account: it has come into being.'),
		/** The panel cannot do this at all. An adapter throws this error before it sends any request. */
		cannot: (what: string, why: string, instead: string) => panelCannot(name, what, why, instead),
	};
}

/**
 * Makes the error for an operation that a panel does not have. An adapter throws it before it sends any request.
 *
 * @param panel the name that operators know, such as `Plesk`.
 * @param what the operation in words, such as `open webmail without a password`.
 * @param why a whole sentence.
 * @param instead a whole sentence: what the operator can do.
 */
export function panelCannot(panel: string, what: string, why: string, instead: string): ExternalError {
	return new ExternalError('permission', `${panel} cannot ${what}: ${why}`, instead);
}

/** The log-in may change every zone of the server, so the adapters refuse the zones of other accounts. */
export function zoneOfAnother(zone: string, owner: string, username: string): ExternalError {
	return new ExternalError(
		'permission',
		`The zone ${zone} belongs to ${owner}, not to '${username}'`,
		'Name the account that the zone belongs to.',
	);
}

/** Returns true for an error in which the panel refused the request, in whatever words. */
export function isRefusal(error: unknown): error is ExternalError {
	if (!(error instanceof ExternalError) || error instanceof UntrustedServer) return false;
	return !['auth', 'transport', 'busy'].includes(error.errorClass);
}

export function isMissing(error: unknown): error is ExternalError {
	return error instanceof ExternalError && error.errorClass === 'not_found';
}

/** Returns the result of `work`, or undefined when `isExpected` accepts the error. */
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
