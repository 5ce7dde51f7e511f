import { ExternalError } from '../../../core/kernel/errors';
import { packageChange } from '../../../core/provisioning';
import { runUnrecorded } from '../../../core/tasks';
import { memoryPanel } from '../../support/memoryPanel';

const shop = {
	...{ username: 'shop', domain: 'shop.example', packageName: 'starter', contactEmail: 'a@shop.example' },
	password: 'long enough 1',
};

test.each([
	[undefined, 0],
	[false, 0],
	[true, 1],
])(
	'an account that is on its package already is put on it again only where that is asked: %s',
	async (reapply, times) => {
		const { panel } = memoryPanel();
		await panel.createAccount(shop);
		const changes: string[] = [];
		const watched = {
			...panel,
			changePackage: async (...given: Parameters<typeof panel.changePackage>) => {
				changes.push(given[1]);
				await panel.changePackage(...given);
			},
		};
		const wanted = { account: 'shop.example', packageName: 'starter', reapply };
		expect(await runUnrecorded(packageChange(watched), wanted)).toMatchObject({ packageName: 'starter' });
		expect(changes).toHaveLength(times);
	},
);

test('a panel that says yes and leaves the limits as they were is not believed', async () => {
	const { panel, limitMailboxes } = memoryPanel();
	await panel.createAccount(shop);
	limitMailboxes('shop.example', 3);
	const deaf = { ...panel, changePackage: async () => await Promise.resolve() };
	const wanted = { account: 'shop.example', packageName: 'starter', reapply: true };
	const error: unknown = await runUnrecorded(packageChange(deaf), wanted).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ExternalError);
	expect(error).toMatchObject({
		errorClass: 'unknown',
		message: expect.stringContaining(
			"'shop' still has limits of its own: mailboxes 3, and 10 in the package",
		) as string,
	});
	expect(await runUnrecorded(packageChange(panel), wanted)).toMatchObject({ limits: { mailboxes: 10 } });
});
