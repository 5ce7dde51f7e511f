import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../core/kernel/errors';
import { isThere, mustBePrivate } from './files';
import type { Environment, GivenConnection } from './given';

/** The folders of Unix sockets for which libpq looks up localhost. */
const usualSocketFolders = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

/**
 * The password that PostgreSQL's password file has for a connection (PGPASSFILE, or ~/.pgpass); undefined when it has none.
 *
 * @throws InputError when PGPASSFILE names no file, or others may read it.
 */
export function passwordInPgpass(to: GivenConnection, environment: Environment): string | undefined {
	const named = environment.PGPASSFILE;
	const path = named === undefined || named === '' ? usualPath(environment) : named;
	if (!isThere(path)) {
		if (path !== named) return undefined;
		throw new InputError('PGPASSFILE', `names no file: ${path}`, 'Correct the path.');
	}
	mustBePrivate(path, path === named ? 'PGPASSFILE' : '.pgpass', 'its owner');
	return passwordIn(readFileSync(path, 'utf8'), to);
}

function usualPath({ APPDATA, HOME }: Environment): string {
	return process.platform === 'win32' && APPDATA !== undefined
		? join(APPDATA, 'postgresql', 'pgpass.conf')
		: join(HOME ?? homedir(), '.pgpass');
}

/** The first line that fits counts. @param text lines of host:port:database:user:password. */
export function passwordIn(
	text: string,
	{ host, port, database, user }: Pick<GivenConnection, 'host' | 'port' | 'database' | 'user'>,
): string | undefined {
	const hosts = usualSocketFolders.includes(host) ? [host, 'localhost'] : [host];
	const wanted = [hosts, [String(port)], [database], [user]];
	for (const line of text.split(/\r?\n/)) {
		if (line === '' || line.startsWith('#')) continue;
		const fields = fieldsOf(line);
		const password = fields.at(4);
		if (password === undefined) continue;
		if (wanted.every((values, index) => fields[index] === '*' || values.includes(fields[index] ?? ''))) {
			return password;
		}
	}
	return undefined;
}

/** Four fields that end at a colon, and the rest. A backslash takes the meaning from the character after it. */
function fieldsOf(line: string): string[] {
	const fields: string[] = [];
	let field = '';
	for (let at = 0; at < line.length; at++) {
		const character = line.charAt(at);
		if (character === ':' && fields.length < 4) {
			fields.push(field);
			field = '';
			continue;
		}
		if (character === '\\' && at + 1 < line.length) at++;
		field += line.charAt(at);
	}
	return [...fields, field];
}
