import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../../core/kernel/errors';
import { givenConnection, passwordGiven, readPasswordFile } from '../../../database/connection';
import { passwordIn } from '../../../database/connection/passwordFile';
import { refuseTooOld } from '../../../database/connection/open';
import { localhostCertificate, signedCertificate } from '../../support/localhostCertificate';

let folder: string;
/** Without a home of somebody's own, where there may be a password file and certificates. */
let HOME: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'msp-connection-'));
	HOME = join(folder, 'home');
	mkdirSync(HOME);
	write('root.pem', signedCertificate.authority);
	write('client.crt', localhostCertificate.cert);
	write('client.key', localhostCertificate.key);
	write('other.key', signedCertificate.key);
	write('open.key', localhostCertificate.key, 0o644);
	write('binary.der', '\u0030\u0082');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o600): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	chmodSync(path, mode);
	return path;
}

const at = (name: string) => join(folder, name);

function refusal(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		if (error instanceof InputError) return `${error.message}. ${error.remedy}`;
		throw error;
	}
	throw new Error('it was not refused as it should be');
}

describe('where a command connects to', () => {
	test('an address goes before the variables, and these fill what it leaves out', () => {
		const environment = { HOME, PGHOST: 'other', PGPORT: '6000', PGUSER: 'postgres', PGSSLMODE: 'disable' };
		expect(givenConnection('postgres://h/d', environment)).toMatchObject({
			host: 'h',
			port: 6_000,
			user: 'postgres',
			database: 'd',
			tls: { mode: 'disable' },
		});
		expect(givenConnection(undefined, { ...environment, PGDATABASE: 'msp' })).toMatchObject({
			host: 'other',
			database: 'msp',
		});
	});

	test('without a user the one of the system logs in, or the one that the command has', () => {
		expect(givenConnection('postgres://h/d', { HOME }).user).toBe(userInfo().username);
		expect(givenConnection('postgres://h/d', { HOME }, { user: 'msp_app' }).user).toBe('msp_app');
	});

	test.each([
		['postgres://h', {}, /'database' is not named.*PGDATABASE/],
		['postgres://a,b/d', {}, /several servers.*primary/],
		['postgres://h:70000/d', {}, /'port' is not a number from 1 to 65535/],
		['postgres://h/d?sslmod=require', {}, /does not know: sslmod/],
		['postgres://h/d?sslcrl=x', {}, /does not know: sslcrl/],
		// As Neon, Supabase and Prisma write addresses.
		['postgres://h/d?sslmode=require&channel_binding=require', {}, /cannot be required.*verify-full/],
		['postgres://h:6543/d?pgbouncer=true', {}, /connection pooler.*direct/],
		['postgres://h/d?target_session_attrs=standby', {}, /standby/],
		['postgres://h/d', { PGSERVICE: 'main' }, /'PGSERVICE' is not read/],
	])('%s with %o is refused: %s', (url, environment, words) => {
		expect(refusal(() => givenConnection(url, { HOME, ...environment }))).toMatch(words);
	});
});

describe('sslmode means what it means to libpq', () => {
	const tls = (query: string, environment = {}) =>
		givenConnection(`postgres://h/d${query}`, { HOME, ...environment }).tls;
	const checksNothing = { rejectUnauthorized: false };

	test.each([
		['', { mode: 'prefer', options: checksNothing }],
		['?sslmode=disable', { mode: 'disable' }],
		['?sslmode=allow', { mode: 'allow', options: checksNothing }],
		['?sslmode=prefer', { mode: 'prefer', options: checksNothing }],
		// node-postgres 2375: pg checks the certificate here, and libpq does not.
		['?sslmode=require', { mode: 'require', options: checksNothing }],
		['?ssl=true', { mode: 'require', options: checksNothing }],
		['?sslmode=verify-full', { mode: 'verify-full', options: { rejectUnauthorized: true } }],
		['?sslmode=verify-full&sslrootcert=system', { mode: 'verify-full', options: { rejectUnauthorized: true } }],
	])('%s', (query, wish) => {
		expect(tls(query)).toMatchObject(wish);
	});

	test('with an authority, require checks it as verify-ca does, and not the name', () => {
		for (const mode of ['require', 'verify-ca']) {
			const { options } = tls(`?sslmode=${mode}&sslrootcert=${at('root.pem')}`);
			expect(options).toMatchObject({ rejectUnauthorized: true, ca: signedCertificate.authority });
			expect(options?.checkServerIdentity?.('any.example', {} as never)).toBeUndefined();
		}
		const { options } = tls('', { PGSSLMODE: 'verify-full', PGSSLROOTCERT: at('root.pem') });
		expect(options).toEqual({ rejectUnauthorized: true, ca: signedCertificate.authority });
	});

	test('who names an authority and no mode has it asked', () => {
		expect(tls(`?sslrootcert=${at('root.pem')}`)).toMatchObject({
			mode: 'verify-full',
			options: { rejectUnauthorized: true },
		});
	});

	test('a client shows its certificate', () => {
		const shown = { cert: localhostCertificate.cert, key: localhostCertificate.key };
		expect(tls(`?sslmode=require&sslcert=${at('client.crt')}&sslkey=${at('client.key')}`).options).toMatchObject(shown);
		expect(tls('', { PGSSLCERT: at('client.crt'), PGSSLKEY: at('client.key') }).options).toMatchObject(shown);
	});

	test('files in ~/.postgresql count, as for psql', () => {
		const home = join(folder, 'with');
		mkdirSync(join(home, '.postgresql'), { recursive: true });
		writeFileSync(join(home, '.postgresql', 'root.crt'), signedCertificate.authority);
		expect(tls('?sslmode=require', { HOME: home }).options).toMatchObject({ ca: signedCertificate.authority });
		expect(tls('', { HOME: home })).toMatchObject({ mode: 'prefer' });
	});

	test('a Unix socket has no TLS, whatever is asked', () => {
		expect(givenConnection('postgres:///d?host=/run/postgresql&sslmode=verify-full', { HOME }).tls).toEqual({
			mode: 'disable',
		});
	});

	test.each([
		['?sslmode=no-verify', /none that PostgreSQL has.*require/],
		['?sslmode=verify', /none that PostgreSQL has.*verify-ca, verify-full/],
		['?sslmode=verify-ca', /'sslrootcert' is missing/],
		['?sslmode=prefer&sslrootcert=ROOT', /checks no certificate.*verify-full/],
		['?sslmode=require&sslrootcert=system', /too weak for the public authorities/],
		['?sslmode=verify-full&sslrootcert=/nowhere.pem', /'sslrootcert' is not there.*nowhere/],
		['?sslmode=verify-full&sslrootcert=BINARY', /'sslrootcert' is not in PEM form/],
		['?sslmode=require&sslcert=CERT', /'sslkey' is missing/],
		['?sslmode=require&sslcert=CERT&sslkey=OPEN', /'sslkey' can be read by others.*chmod 600/],
		['?sslmode=require&sslcert=CERT&sslkey=OTHER', /'sslcert' does not belong to the key/],
	])('%s is refused: %s', (query, words) => {
		const files = { ROOT: 'root.pem', BINARY: 'binary.der', CERT: 'client.crt', OPEN: 'open.key', OTHER: 'other.key' };
		const named = Object.entries(files).reduce((text, [word, file]) => text.replace(`=${word}`, `=${at(file)}`), query);
		expect(refusal(() => tls(named))).toMatch(words);
	});
});

describe('the password', () => {
	const to = (url = 'postgres://u@db.example/msp') => givenConnection(url, { HOME });

	test('comes by a flag, in the address, by PGPASSWORD, or from the password file, in this order', async () => {
		const file = write('one.password', 'by a flag\n');
		const PGPASSFILE = write('pgpass', 'db.example:5432:msp:u:in the file\n');
		const environment = { HOME, PGPASSFILE, PGPASSWORD: 'by a variable' };
		expect(await passwordGiven(to(), { 'password-file': file }, environment)).toBe('by a flag');
		expect(await passwordGiven(to('postgres://u:inside@db.example/msp'), {}, environment)).toBe('inside');
		expect(await passwordGiven(to(), {}, environment)).toBe('by a variable');
		expect(await passwordGiven(to(), {}, { HOME, PGPASSFILE })).toBe('in the file');
		expect(await passwordGiven(to(), {}, { HOME })).toBeUndefined();
	});

	test('is not given twice', async () => {
		const file = write('two.password', 'x');
		const twice = /'password' is given in two ways/;
		await expect(passwordGiven(to('postgres://u:p@h/d'), { 'password-file': file }, { HOME })).rejects.toThrow(twice);
		await expect(passwordGiven(to(), { 'password-file': file, 'password-stdin': true }, { HOME })).rejects.toThrow(
			twice,
		);
	});

	test.each([
		['secret\n', 'secret'],
		['secret\r\n', 'secret'],
		['secret', 'secret'],
		['\ufeffsecret\n', 'secret'],
		[' with spaces \n', ' with spaces '],
	])('a file with %j holds %j', (content, password) => {
		expect(readPasswordFile(write('content', content), '--password-file')).toBe(password);
	});

	test('a file that is empty, has two lines or is not there is refused', () => {
		expect(refusal(() => readPasswordFile(write('empty', '\n'), 'MSP_APP_PASSWORD_FILE'))).toMatch(
			/'MSP_APP_PASSWORD_FILE' holds no password/,
		);
		expect(refusal(() => readPasswordFile(write('lines', 'a\nb\n'), '--password-file'))).toMatch(/more than one line/);
		expect(refusal(() => readPasswordFile(at('none'), '--password-file'))).toMatch(/is not there/);
	});

	test('a password file that others can read is told, and not passed over in silence', async () => {
		const PGPASSFILE = write('open.pgpass', '*:*:*:*:x', 0o640);
		await expect(passwordGiven(to(), {}, { HOME, PGPASSFILE })).rejects.toThrow(/'PGPASSFILE' can be read by others/);
		await expect(passwordGiven(to(), {}, { HOME, PGPASSFILE: at('nothing') })).rejects.toThrow(/names no file/);
	});
});

test('lines of a password file mean what they mean to libpq', () => {
	const me = { host: 'db.example', port: 5_432, database: 'msp', user: 'u' };
	const lines = [
		'# comment',
		'other:*:*:*:no',
		'db.example:5433:*:*:no',
		'broken',
		'*:5432:msp:u:p\\:w\\\\d:more',
		'*:*:*:*:late',
	];
	expect(passwordIn(lines.join('\r\n'), me)).toBe('p:w\\d:more');
	expect(passwordIn('localhost:*:*:u:x', { ...me, host: '/var/run/postgresql' })).toBe('x');
	expect(passwordIn('db\\:x:*:*:u:x', { ...me, host: 'db:x' })).toBe('x');
	expect(passwordIn('other:5432:msp:u:x', me)).toBeUndefined();
});

test.each([
	[140_000, undefined],
	[180_004, undefined],
	[130_023, /PostgreSQL 13 is too old.*14 or later/],
	[90_624, /PostgreSQL 9\.6 is too old/],
])('the version %d', (version, words) => {
	if (words === undefined) refuseTooOld(version);
	else expect(() => refuseTooOld(version)).toThrow(words);
});
