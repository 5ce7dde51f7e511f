import type { PlayedServer } from '../../support/playedServer';
import type { WorkflowScene } from '../../support/workflowScene';
import { failureTold, oneOfEach, staffTold, started } from '../orders';
import type { Row } from '../row';

type Code = (typeof oneOfEach)[number];

const start = 'When Called';
const workflow = { id: 'msp-11-provision-hosting-account', name: '11 Provision hosting account' };
const limits = { diskMegabytes: 3_000, bandwidthMegabytes: 30_000, mailboxes: 4, databases: 2 };

/** A plan whose package no server has, and a task of an order of it on one server. */
async function orderOf(scene: WorkflowScene, code: Code, name: string, kept: typeof limits | null) {
	await scene.placeOn(code);
	await scene.change(
		`insert into msp.plan (plan_code, name, price_minor, currency, package_name, limits, mailbox_quota_megabytes, dns_records)
		select $1, $1, price_minor, currency, $1, $2, mailbox_quota_megabytes, dns_records from msp.plan
		where plan_code = 'starter'`,
		name,
		kept === null ? null : JSON.stringify(kept),
	);
	return { items: [{ taskId: await started(scene, `${name}.example`, name) }] };
}

const packageOn = async ({ panel }: PlayedServer, wanted: string) =>
	(await panel.listPackages()).filter(({ name }) => name === wanted);

/** Plans whose package a server does not have yet. */
export const packagesOfPlans: readonly Row[] = oneOfEach.flatMap((code): Row[] => {
	const [made, refused] = [`made-${code}`, `unknown-${code}`];
	return [
		{
			title: `a package that ${code} lacks is made with the limits of its plan, before the account`,
			start,
			given: async (scene) => await orderOf(scene, code, made, limits),
			last: 'Complete Task',
			items: [{ status: 'completed' }],
			then: async (scene) => {
				const task = await scene.task(`${made}.example`);
				expect(task).toMatchObject({ status: 'completed', serverCode: code });
				expect(task?.steps.slice(0, 2)).toMatchObject([
					{ name: 'package', status: 'done', result: { packageName: made, created: true } },
					{ name: 'account', status: 'done' },
				]);
				expect(await packageOn(scene.servers[code], made)).toEqual([{ name: made, ...limits }]);
				expect((await scene.onPanels(`${made}.example`)).accounts).toMatchObject([{ packageName: made }]);
			},
		},
		{
			title: `a package that ${code} lacks and no plan describes: the order fails at once, and the mail says what to do`,
			start,
			given: async (scene) => await orderOf(scene, code, refused, null),
			last: 'End as Failed',
			fails: /^Provisioning of .* failed/,
			then: async (scene, played) => {
				expect(await scene.task(`${refused}.example`)).toMatchObject({
					status: 'failed',
					failedStep: 'package',
					errorClass: 'not_found',
					vendorMessage: `The server ${code} has no package '${refused}', and no plan says which limits it has`,
				});
				expect(await packageOn(scene.servers[code], refused)).toEqual([]);
				expect(await scene.onPanels(`${refused}.example`)).toEqual({ accounts: [], known: [] });
				await failureTold(scene, played, workflow);
				await staffTold(scene);
				const [alert, ...others] = await scene.mails(`${refused}.example`);
				expect(others).toEqual([]);
				expect(alert?.text).toContain(`on the server ${code}`);
				expect(alert?.text).toContain('MSP Customers → Plan: Update');
			},
		},
	];
});
