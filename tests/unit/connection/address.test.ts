import fc from 'fast-check';
import { readAddress } from '../../../database/connection/address';
import { InputError } from '../../../core/kernel/errors';

test.each([
	['postgres://u:p@h:5433/d', { user: 'u', password: 'p', host: 'h', port: '5433', dbname: 'd' }],
	['postgresql://u@db.example.net/msp', { user: 'u', host: 'db.example.net', dbname: 'msp' }],
	['postgres://h/d', { host: 'h', dbname: 'd' }],
	['postgres:///d?host=/var/run/postgresql', { host: '/var/run/postgresql', dbname: 'd' }],
	// Of a Unix socket, as PostgreSQL's manual writes it, and as Cloud SQL has it.
	['postgresql://u@%2Frun%2Fuser%2F1000%2Fpostgres/d', { user: 'u', host: '/run/user/1000/postgres', dbname: 'd' }],
	[
		'postgresql://u:p@%2Fcloudsql%2Fmy-project%3Aus-central1%3Amy-instance/d',
		{ user: 'u', password: 'p', host: '/cloudsql/my-project:us-central1:my-instance', dbname: 'd' },
	],
	['postgres://u:p@[::1]:5433/d', { user: 'u', password: 'p', host: '::1', port: '5433', dbname: 'd' }],
	['postgres://u:p@[2001:db8::7]/d', { user: 'u', password: 'p', host: '2001:db8::7', dbname: 'd' }],
	['postgres://u%40tenant:p%2Fq@h/my%20db', { user: 'u@tenant', password: 'p/q', host: 'h', dbname: 'my db' }],
	// A plus is a plus: this is no form.
	[
		'postgres://u:a+b@h/d?application_name=a+b',
		{ user: 'u', password: 'a+b', host: 'h', dbname: 'd', application_name: 'a+b' },
	],
	['postgres://h/d?user=u@tenant&password=x', { host: 'h', dbname: 'd', user: 'u@tenant', password: 'x' }],
	[' postgres://u@h/d?sslmode=verify-full ', { user: 'u', host: 'h', dbname: 'd', sslmode: 'verify-full' }],
])('%s is read as libpq reads it', (address, parameters) => {
	expect(readAddress(address)).toEqual(parameters);
});

// Bug reports of node-postgres (3013, 3376, 3557), postgres.js (735) and others: a password that nobody has escaped.
test.each([
	['postgres://test:abc/@mydb.example:5432/mydb', 'abc/'],
	['postgres://functions:po/op@localhost/d', 'po/op'],
	['postgresql://username:pass?word:3$@my-database-host.example:5432/dbname', 'pass?word:3$'],
	['postgres://dbadmin:passChar?or#21@website.example/dbName', 'passChar?or#21'],
	['postgresql://username:p@ssword@hostname/database', 'p@ssword'],
	['postgresql://username:p@ss/w#rd@hostname:5432/database?sslmode=require', 'p@ss/w#rd'],
	['postgres://u:p@a/b:c@h/d', 'p@a/b:c'],
	['postgres://u:50%off@h/d', '50%off'],
	['postgres://u:100%@h/d', '100%'],
	['postgres://u:5432/x@h:5432/d', '5432/x'],
])('%s has only one reading', (address, password) => {
	expect(readAddress(address)).toMatchObject({ password });
});

test.each([
	['postgres://u:50%off%41@h/d', /'%' in the password.*%25/],
	['postgres://u:a%ffb@h/d', /'%' in the password/],
	['postgres://u:a%00b@h/d', /'%' in the password/],
	// Host u, port 123 and a database, or a password.
	['postgres://u:123/4@h', /more than one way.*%40 for @/],
	['postgresql://u:p@ss/w#rd?@h:5432/d?sslmode=require', /more than one way/],
	['mysql://u:p@h/d', /no address of PostgreSQL.*postgres:\/\/user@host/],
	['db.example.net', /no address of PostgreSQL/],
	['postgres://u:secret@h:port/d', /no address of PostgreSQL/],
	['postgres://u:p@h/d?sslmode', /parameter without a value: sslmode/],
])('%s is refused with what to do, and without a word of it', (address, words) => {
	const told = refusalOf(() => readAddress(address));
	expect(told).toMatch(words);
	expect(told).not.toContain('secret');
});

/** What is said when the address is refused. */
function refusalOf(read: () => unknown): string {
	try {
		read();
	} catch (error) {
		if (error instanceof InputError) return `${error.message} ${error.remedy}`;
	}
	throw new Error('it was not refused as it should be');
}

const part = fc
	.string({ unit: 'binary', minLength: 1, maxLength: 20 })
	.filter((text) => !/[\0\ud800-\udfff]/.test(text));

test('what is escaped comes back as it was', () => {
	fc.assert(
		fc.property(part, part, part, fc.integer({ min: 1, max: 65_535 }), (user, password, dbname, port) => {
			const [u, p, d] = [user, password, dbname].map(encodeURIComponent);
			expect(readAddress(`postgres://${u ?? ''}:${p ?? ''}@db.example:${port}/${d ?? ''}?sslmode=require`)).toEqual({
				user,
				password,
				host: 'db.example',
				port: String(port),
				dbname,
				sslmode: 'require',
			});
		}),
	);
});

const raw = fc.string({ unit: fc.constantFrom(...'ab1@/:?#%&=+$! '.split('')), maxLength: 12 });

test('a password that is not escaped is understood or refused, and never taken for another', () => {
	fc.assert(
		fc.property(raw, (password) => {
			let read;
			try {
				read = readAddress(`postgres://msp_app:${password}@db.example:5432/msp`);
			} catch {
				return;
			}
			// What psql reads, it reads as well: an escape is undone.
			if (/%[0-9a-f]{2}/i.test(password) || password === '') return;
			expect(read).toEqual({ user: 'msp_app', password, host: 'db.example', port: '5432', dbname: 'msp' });
		}),
		{ numRuns: 500 },
	);
});
