import { InputError } from '../../core/kernel/errors';

/** What an address says, in libpq's words; what it leaves out is not there. */
export type Parameters = Partial<Record<string, string>>;

const example = 'postgres://user@host:5432/database';

/** The characters that an address has a meaning for, as they are written in a password. */
const escapes = 'In a password write %40 for @, %2F for /, %3A for :, %3F for ?, %23 for # and %25 for %';
const escaped = `${escapes}; or leave the password out of the address and give it with --password-file, PGPASSFILE or PGPASSWORD.`;

const tail = /^(?<host>\[[^\]]*\]|[^:/?#@[\]]*)(?::(?<port>\d*))?(?:\/(?<database>[^/?]*))?(?:\?(?<query>.*))?$/s;

/**
 * Reads an address of PostgreSQL as libpq does: `postgres://user:password@host:port/database?parameters`. A password with
 * characters that must be escaped is understood if only one reading is possible.
 *
 * @throws InputError when it is no address of PostgreSQL, or has several readings. It never holds a part of the address.
 */
export function readAddress(address: string): Parameters {
	const [, rest] = /^postgres(?:ql)?:\/\/(.*)$/s.exec(address.trim()) ?? [];
	if (rest === undefined) throw wrong('is no address of PostgreSQL', `Write ${example}.`);
	const { logIn, place } = partsOf(rest);
	const [user, password] = logIn === undefined ? [] : splitOnce(logIn, ':');
	const { host = '', port, database, query } = place;
	return {
		...parametersIn(query ?? ''),
		...known('user', user),
		...known('password', password),
		...known('host', host.startsWith('[') ? host.slice(1, -1) : host),
		...known('port', port),
		...known('dbname', database),
	};
}

interface Parts {
	readonly logIn: string | undefined;
	readonly place: Partial<Record<string, string>>;
}

/** libpq's reading, unless it is a strange one and another is possible. */
function partsOf(rest: string): Parts {
	const end = rest.search(/[@/]/);
	const libpqs = end >= 0 && rest[end] === '@' ? cutAt(rest, end) : withoutLogIn(rest);
	const others = [...rest.matchAll(/@/g)]
		.map(({ index }) => cutAt(rest, index))
		.filter((one) => one !== undefined)
		.filter(({ logIn = '' }) => logIn !== libpqs?.logIn && /^[^:/?#]+:/.test(logIn));
	const [only, ...more] = others;
	if (libpqs && (isUsual(libpqs) || !only)) return libpqs;
	if (!libpqs && only && more.length === 0) return only;
	if (only) throw wrong('can be read in more than one way', escaped);
	throw wrong('is no address of PostgreSQL', `Write ${example}. ${escaped}`);
}

const usualParameter =
	/^(user|password|host|port|dbname|ssl\w*|application_name|options|connect_timeout|channel_binding|target_session_attrs)=/;

/** A password that nobody has escaped makes a strange database, or a strange parameter. */
const isUsual = ({ place: { database = '', query = '' } }: Parts): boolean =>
	!database.includes('@') && query.split('&').every((part) => part === '' || usualParameter.test(part));

const withoutLogIn = (rest: string): Parts | undefined => {
	const place = tail.exec(rest)?.groups;
	return place && { logIn: undefined, place };
};

function cutAt(rest: string, at: number): Parts | undefined {
	const place = tail.exec(rest.slice(at + 1))?.groups;
	return place && { logIn: rest.slice(0, at), place };
}

function splitOnce(text: string, by: string): [string, string?] {
	const at = text.indexOf(by);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const known = (name: string, given: string | undefined): Parameters =>
	given === undefined || given === '' ? {} : { [name]: decoded(given, name) };

function parametersIn(query: string): Parameters {
	const parameters: Parameters = {};
	for (const part of query.split('&').filter(Boolean)) {
		const [name, value] = splitOnce(part, '=');
		if (value === undefined)
			throw wrong(`has a parameter without a value: ${name.slice(0, 40)}`, 'Write ?name=value&name=value.');
		parameters[decoded(name, 'parameter')] = decoded(value, name);
	}
	return parameters;
}

/**
 * Undoes percent-encoding. A part in which no '%' could begin an escape is taken as it is: `50%off`.
 *
 * @throws InputError when a '%' may be both.
 */
function decoded(text: string, part: string): string {
	if (!text.includes('%') || !/%[0-9a-f]{2}/i.test(text)) return text;
	const isEncoded = !/%(?![0-9a-f]{2})/i.test(text) && !/%00/.test(text);
	try {
		if (isEncoded) return decodeURIComponent(text);
	} catch {
		// Bytes that are no text.
	}
	throw wrong(`has a '%' in the ${part} that is no escape`, `Write it as %25. ${escaped}`);
}

const wrong = (complaint: string, remedy: string) => new InputError('--url', complaint, remedy);
