import { openRegistration, secretOf } from '../../core/feeds/secret';
import { ninjaEvents } from '../../core/invoiceNinja';
import { operate } from '../../stack/standins/invoiceNinja';
import { seedInvoiceNinja } from '../../stack/parts/seedInvoiceNinja';
import { starterWorkflows } from './starterWorkflows';
import type { Arrival, WorkflowScene } from './workflowScene';

/** The demo company's Invoice Ninja, and those who work at it. */
export const shopOf = ({ addresses, secrets }: WorkflowScene) =>
	operate(addresses.invoiceNinja, secrets.invoiceNinjaToken);

/** The demo customer as a client of Invoice Ninja. */
export async function shopClient({ addresses, secrets }: WorkflowScene) {
	return (await seedInvoiceNinja({ addresses, secrets })).client;
}

/** A line for a plan of the demo company and a domain. */
export const hostingLine = (domain: string, productKey = 'starter') => ({
	product_key: productKey,
	notes: `Hosting of ${domain}`,
	cost: 9.9,
	quantity: 1,
	custom_value1: domain,
});

/** Invoice Ninja tells the trigger of a workflow of an event, as if the workflow were published. */
export async function ninjaTells(
	{ backOffice }: WorkflowScene,
	workflowId: string,
	{ event, id, secret }: { readonly event: string; readonly id: string; readonly secret?: string },
): Promise<Arrival> {
	const flow = starterWorkflows().find((one) => one.flow.id === workflowId)?.flow;
	const trigger = flow?.nodes.find(({ type }) => type.endsWith('.invoiceNinjaV5Trigger'));
	if (!trigger) throw new Error(`Workflow '${workflowId}' has no Invoice Ninja Trigger.`);
	const asked = { workflowId, nodeId: trigger.id, kind: 'production', companyCode: 'main' } as const;
	const place = { address: 'http://127.0.0.1:5678/played', events: ninjaEvents.map(({ name }) => name) };
	const registration = await openRegistration(backOffice, { ...asked, ...place });
	return {
		request: {
			headers: {
				'content-type': 'application/json',
				'x-msp-feed-secret': secret ?? secretOf(backOffice, registration),
				'x-msp-feed-event': event,
			},
			rawBody: JSON.stringify({ id }),
		},
	};
}
