import { InputError } from '../../kernel/errors';
import { textLimits } from '../../kernel/textLimits';

/** Where a project is fetched from: an address without a secret, and what proves who asks. */
export interface ProjectSource {
	readonly url: string;
	/** For https. The host has its port. */
	readonly login?: { readonly host: string; readonly user: string; readonly password: string };
}

const forms = 'Give https://…, ssh://user@host/path, user@host:path or file:///path.';

/**
 * Reads the address of a git repository.
 *
 * @throws InputError when it is no address over https, ssh or of a file, or git would take a part of it for an option.
 *   The error does not show it: it may hold a password.
 */
export function projectSource(given: string): ProjectSource {
	const text = given.trim();
	const refuse = (complaint: string) => new InputError('url', complaint, forms);
	if (text === '' || text.length > textLimits.url || /[\s\p{Cc}\\]/u.test(text)) {
		throw refuse('is no address of a git repository');
	}
	// scp's form: the path of a git repository on a host.
	if (!text.includes('://')) {
		if (/^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-:]\S*$/.test(text) && !/::/.test(text)) return { url: text };
		throw refuse('is no address of a git repository');
	}
	if (!URL.canParse(text)) throw refuse('is no address of a git repository');
	const url = new URL(text);
	switch (url.protocol) {
		case 'https:':
			return httpsSource(url, refuse);
		case 'ssh:':
			if (url.password !== '') throw refuse('has a password, which ssh does not take from an address');
			if (url.hostname === '' || /^-|%2d/i.test(url.username) || /^-/.test(url.hostname)) {
				throw refuse('is no address of a git repository');
			}
			if (/^\/+-/.test(url.pathname)) throw refuse('has a path that begins with a hyphen');
			return { url: text };
		case 'file:':
			if (url.host !== '') throw refuse('names a host for a file');
			return { url: text };
		default:
			throw refuse(`has the protocol ${url.protocol.slice(0, 20)}, which is not allowed`);
	}
}

function httpsSource(url: URL, refuse: (complaint: string) => InputError): ProjectSource {
	if (url.hostname === '' || url.hostname.startsWith('-')) throw refuse('is no address of a git repository');
	const [user, password] = [decoded(url.username), decoded(url.password)];
	if (user === undefined || password === undefined) throw refuse('has a user or a password that is not encoded');
	url.username = '';
	url.password = '';
	if (user === '' && password === '') return { url: url.href };
	// A token alone stands for the user: GitHub and GitLab take any password beside it.
	return { url: url.href, login: { host: url.host, user, password } };
}

/** A line break would begin another answer to git. */
function decoded(part: string): string | undefined {
	try {
		const text = decodeURIComponent(part);
		return /\p{Cc}/u.test(text) ? undefined : text;
	} catch {
		return undefined;
	}
}

/** @throws InputError when it cannot be a branch, a tag or a commit. */
export function checkRef(ref: string): void {
	const plain =
		ref.length <= 255 &&
		/^(?![-./@])[^\s\p{Cc}~^:?*[\\]+$/u.test(ref) &&
		!/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref);
	if (plain) return;
	throw new InputError(
		'ref',
		ref === '' ? 'is empty' : 'is not the name of a branch, a tag or a commit',
		'Give a branch, a tag or a commit, such as `main`, `v1.2.0` or 40 hexadecimal digits.',
	);
}

/** @throws InputError when it cannot be the name of a project. */
export function checkProjectName(name: string): void {
	if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name)) return;
	throw new InputError(
		'project',
		'is no name of a project',
		'Give up to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or a digit.',
	);
}
