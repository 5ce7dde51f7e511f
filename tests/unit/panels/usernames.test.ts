import fc from 'fast-check';
import { randomSuffix } from '../../../core/kernel/ids';
import { reserved as directadmin } from '../../../core/panels/directadmin/usernames';
import { reserved as plesk } from '../../../core/panels/plesk/usernames';
import { usernameCandidate, usernameFor } from '../../../core/panels/usernameFor';
import { reserved as whm } from '../../../core/panels/whm/usernames';

test.each(Object.entries({ whm, plesk, directadmin }))(
	'any domain gives a name within the rules of %s',
	(_, reserved) => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.domain(),
					fc.string(),
					fc.constantFrom('test.example', 'www.example', 'webmail.example', 'admin.example', '123.example'),
				),
				(domain) => {
					for (const random of [randomSuffix, (length: number) => 't'.repeat(length)]) {
						const name = usernameCandidate(domain, reserved, random);
						expect(name).toMatch(/^[a-z][a-z0-9]{7}$/);
						expect(name).not.toMatch(reserved);
					}
				},
			),
		);
	},
);

test('it begins as the domain does', () => {
	const name = (domain: string) => usernameCandidate(domain, /^(test|www)/, (length) => '9'.repeat(length));
	expect(name('acme-shop.example')).toBe('acme9999');
	expect(name('4you.example')).toBe('you99999');
	expect(name('42.example')).toBe('web99999');
	expect(name('test.example')).toBe('west9999');
	expect(name('www.example')).toBe('xww99999');
});

test('another one is drawn where the server objects, and its words are told where it objects to all', async () => {
	const asked: string[] = [];
	const chosen = await usernameFor('acme.example', /^test/, async (name) => {
		asked.push(name);
		return await Promise.resolve(asked.length < 3 ? 'it is taken' : undefined);
	});
	expect(asked).toHaveLength(3);
	expect(chosen).toBe(asked[2]);

	await expect(
		usernameFor('acme.example', /^test/, async () => await Promise.resolve('it is taken')),
	).rejects.toMatchObject({ errorClass: 'exists', vendorMessage: expect.stringContaining('it is taken') });
});
