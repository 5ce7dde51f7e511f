import { statSync } from 'node:fs';
import { InputError } from '../../core/kernel/errors';

export function isThere(path: string): boolean {
	try {
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/**
 * A secret of a file that others read is none: PostgreSQL's own programs do not take it either.
 *
 * @param to who may read it. libpq lets the group read a key that belongs to root, and no password file.
 * @throws InputError when others may read it.
 */
export function mustBePrivate(path: string, parameter: string, to: 'its owner' | 'or the group of root'): void {
	if (process.platform === 'win32' || !isThere(path)) return;
	const { mode, uid } = statSync(path);
	const others = to === 'or the group of root' && uid === 0 ? 0o037 : 0o077;
	if ((mode & others) === 0) return;
	throw new InputError(parameter, `can be read by others: ${path}`, `Run \`chmod 600 ${path}\`.`);
}
