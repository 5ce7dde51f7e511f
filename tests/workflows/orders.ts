import { z } from 'zod';
import { startLifecycleTask, startProvisioning } from '../../core/provisioning';
import type { DemoServerCode } from '../../stack/parts/demoServers';
import { signedDelivery, type StripeEvent } from '../../stack/standins/stripe';
import { paidCheckout } from '../support/companyScene';
import { seedService } from '../support/provisioningScene';
import type { Arrival, Played, WorkflowScene } from '../support/workflowScene';

/** One server of each kind of panel. */
export const oneOfEach = ['web1', 'plesk1', 'da1'] as const satisfies readonly DemoServerCode[];

/** Stripe tells of an event. */
export function told({ secrets }: Pick<WorkflowScene, 'secrets'>, event: StripeEvent): Arrival {
	const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
	return { request: { headers, rawBody: body } };
}

/** A customer pays, and the workflows do what follows. */
export async function paid(scene: WorkflowScene, checkout: Parameters<typeof paidCheckout>[0]): Promise<Played> {
	return await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, paidCheckout(checkout)));
}

/** A paid order whose task is started and not run yet; gives the ID of the task. */
export async function started({ backOffice }: WorkflowScene, domain: string, planCode = 'starter'): Promise<string> {
	const sold = await backOffice.store.asStaff(
		async (transaction) =>
			await transaction.row(
				z.object({ customerId: z.uuid(), planId: z.uuid() }),
				`select c.id as "customerId", p.id as "planId" from msp.customer c cross join msp.plan p
				where c.customer_code = 'linden-bakery' and p.plan_code = $1`,
				[planCode],
			),
	);
	if (!sold) throw new Error(`The demo company does not sell the plan '${planCode}'.`);
	return (await startProvisioning(backOffice, await seedService(backOffice, sold, domain))).taskId;
}

/** The customer of a service does not pay: the task of its suspension is started and not run yet. */
export async function suspensionOf(scene: WorkflowScene, domain: string): Promise<string> {
	const serviceId = String((await scene.task(domain))?.subjectId);
	const order = { serviceId, kind: 'suspend', by: 'system', reason: 'overdue' } as const;
	return (await startLifecycleTask(scene.backOffice, order)).taskId;
}

/** The service is suspended on its panel, and in its row. */
export async function expectSuspended(scene: WorkflowScene, domain: string): Promise<void> {
	await until(`${domain} is suspended`, async () => (await scene.task(domain))?.status === 'completed');
	expect(await scene.task(domain)).toMatchObject({ kind: 'suspend', serviceStatus: 'suspended' });
	expect((await scene.onPanels(domain)).accounts).toMatchObject([{ suspended: true }]);
}

/** Time passes, and the reconciler comes by. */
export async function resumed(scene: WorkflowScene): Promise<void> {
	await scene.timePasses();
	await scene.play('msp-13-resume-interrupted-work', 'Every Minute', { items: [{}] });
}

/** A playbook that another run plays takes a busy machine more than half a minute. */
const patienceMs = 120_000;

/** Waits until something has become so that another run does meanwhile. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + patienceMs;
	while (Date.now() < deadline) {
		if (await isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	throw new Error(`It never came to be that ${what}.`);
}

/** Time passes, and workflow 91 comes by: staff are told what they must be told. */
export async function staffTold(scene: WorkflowScene): Promise<void> {
	await scene.timePasses();
	await scene.play('msp-91-stack-health', 'Every Minute', { items: [{}] });
}

/** n8n hears of a run that failed, as it tells workflow 90 of it, and staff are told. */
export async function failureTold(scene: WorkflowScene, { run }: Played, workflow: { id: string; name: string }) {
	if (!run?.error) throw new Error('The run has not failed.');
	const { executionId, lastNodeExecuted, error } = run;
	const execution = {
		id: executionId,
		url: `http://127.0.0.1:5678/workflow/${workflow.id}/executions/${executionId}`,
		lastNodeExecuted,
		// As the item travels.
		error: { ...(JSON.parse(JSON.stringify(error)) as object), message: error.message },
	};
	await scene.play('msp-90-error-handler', 'A Run Stopped', { items: [{ execution, workflow }] });
	await staffTold(scene);
}
