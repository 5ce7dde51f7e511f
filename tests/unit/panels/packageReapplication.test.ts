import { packageChange } from '../../../core/panels';
import { runOnceUnrecorded } from '../../../core/provisioning';
import { memoryPanel } from '../../support/memoryPanel';

test.each([
	[undefined, 0],
	[false, 0],
	[true, 1],
])(
	'an account that is on its package already is put on it again only where that is asked: %s',
	async (reapply, times) => {
		const { panel } = memoryPanel();
		await panel.createAccount({
			...{ username: 'shop', domain: 'shop.example', packageName: 'starter', contactEmail: 'a@shop.example' },
			password: 'long enough 1',
		});
		const changes: string[] = [];
		const watched = {
			...panel,
			changePackage: async (...given: Parameters<typeof panel.changePackage>) => {
				changes.push(given[1]);
				await panel.changePackage(...given);
			},
		};
		const wanted = { account: 'shop.example', packageName: 'starter', reapply };
		expect(await runOnceUnrecorded(packageChange(watched), wanted)).toMatchObject({ packageName: 'starter' });
		expect(changes).toHaveLength(times);
	},
);
