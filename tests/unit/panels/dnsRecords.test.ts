import fc from 'fast-check';
import { ZodError } from 'zod';
import { recordIn, type WrittenRecord } from '../../../core/panels';

const zone = 'example.com';

test.each([
	['@', 'example.com'],
	['', 'example.com'],
	['www', 'www.example.com'],
	['WWW.Example.COM', 'www.example.com'],
	['www.example.com.', 'www.example.com'],
	['a.b', 'a.b.example.com'],
	['notexample.com', 'notexample.com.example.com'],
])('the name %s is %s', (name, whole) => {
	expect(recordIn(zone, { name, type: 'A', value: '192.0.2.1' }).name).toBe(whole);
});

test.each(['www.elsewhere.example.', 'com.', 'notexample.com.', '.'])('the name %s is in another zone', (name) => {
	expect(() => recordIn(zone, { name, type: 'A', value: '192.0.2.1' })).toThrow(/not in the zone example\.com/);
});

test.each<[WrittenRecord['type'], string, string]>([
	['A', ' 192.0.2.1 ', '192.0.2.1'],
	['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
	['cname', 'Mail.Example.COM.', 'mail.example.com'],
	['MX', '010  Mail.Example.com.', '10 mail.example.com'],
	['MX', '0 .', '0 .'],
	['SRV', '1 2 5060 sip.example.com.', '1 2 5060 sip.example.com'],
	['CAA', '0 ISSUE letsencrypt.org', '0 issue "letsencrypt.org"'],
	['CAA', '128 iodef "mailto:a@example.com"', '128 iodef "mailto:a@example.com"'],
	['TXT', ' v=spf1  -all ', ' v=spf1  -all '],
])('%s %s is told as %s', (type, value, canonical) => {
	expect(recordIn(zone, { type, value }).value).toBe(canonical);
});

test.each<[WrittenRecord['type'], string]>([
	['A', '192.0.2.256'],
	['A', '2001:db8::1'],
	['AAAA', '192.0.2.1'],
	['AAAA', 'fe80::1%eth0'],
	['CNAME', 'two words'],
	['CNAME', '-x..y'],
	['MX', 'mail.example.com'],
	['MX', '70000 mail.example.com'],
	['SRV', '1 2 sip.example.com'],
	['CAA', 'issue letsencrypt.org'],
])('%s %s is refused with an example', (type, value) => {
	expect(() => recordIn(zone, { type, value })).toThrow(/write it as/);
});

test('a form once found is found again, for any input', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'CAA', 'NS'),
			fc.string(),
			fc.string(),
			(type, name, value) => {
				try {
					const record = recordIn(zone, { name, type, value });
					expect(recordIn(zone, { ...record, name: `${record.name}.` })).toEqual(record);
				} catch (error) {
					if (!(error instanceof ZodError)) throw error;
				}
			},
		),
		{ numRuns: 500 },
	);
});
