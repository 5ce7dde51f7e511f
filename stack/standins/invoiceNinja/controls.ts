import type { StandinAnswer } from '../shared';
import { reverse } from './billing/invoices';
import { deliver, deliverPending } from './deliver';
import { events } from './events';
import { payInPortal } from './payments';
import { present } from './present';
import { runHourly } from './recurring';
import { defaultSwitches, type Switches } from './state';
import { all, find, type Call } from './store';
import { num, text } from './values';

export const controlsPrefix = '/_ninja/';

/** What tests, the demo and other processes make happen at Invoice Ninja that no call of the API does. */
export async function controls(call: Call, command: string): Promise<StandinAnswer> {
	const { state, company, body } = call;
	switch (`${call.method} ${command}`) {
		case 'GET mails':
			return { body: state.mails.filter((one) => one.company === company.id) };
		case 'GET deliveries':
			return { body: state.deliveries };
		case 'PATCH switches':
			Object.assign(state.switches, body satisfies Partial<Switches>);
			return { body: state.switches };
		case 'DELETE switches':
			Object.assign(state.switches, defaultSwitches);
			return { body: state.switches };
		case 'POST fire': {
			const event = num(body.event);
			const path = events[event];
			if (!path || !find(company, path, body.id)) return { status: 400, body: { error: 'No such event or entity.' } };
			await deliver(state, company, { event, path, id: text(body.id) });
			return { body: { fired: event } };
		}
		case 'POST deliver':
			return { body: { delivered: await deliverPending(state, true) } };
		case 'POST pay': {
			const payment = payInPortal(call, {
				invoiceId: text(body.invoice_id),
				...(body.amount !== undefined && { amount: num(body.amount) }),
				gatewayId: text(body.company_gateway_id) || text(all(company, 'company_gateways')[0]?.id),
				reference: text(body.transaction_reference),
				typeId: text(body.type_id) || '13',
			});
			return { body: { data: present(state, company, 'payments', payment, []) } };
		}
		case 'POST hour':
			return { body: { issued: runHourly(call) } };
		case 'POST reverse': {
			const invoice = find(company, 'invoices', body.invoice_id);
			if (!invoice) return { status: 400, body: { error: 'No such invoice.' } };
			reverse(call, invoice);
			return { body: { data: present(state, company, 'invoices', invoice, []) } };
		}
		default:
			return { status: 404, body: { error: `There is no control '${command}'.` } };
	}
}
