import type { IExecuteFunctions } from 'n8n-workflow';
import { openBackOffice } from '../shared/backOffice';
import { performer, stepChoice, type Perform } from '../shared/durableStep';
import { mailAccountOf, type MailAccount } from './mailAccount';

export interface MessageContext {
	/** Reads the mail account, and opens the back office for a durable step. Writing a mail needs neither. */
	sending(): Promise<Sending>;
}

export interface Sending {
	readonly account: MailAccount;
	readonly perform: Perform;
}

export function messageContext(node: IExecuteFunctions, item: number): MessageContext {
	return {
		sending: async () => {
			const account = mailAccountOf(await node.getCredentials('mspMailApi', item));
			const step = stepChoice(node.getNodeParameter('durableStep', item, {}));
			const connected = node.getNode().credentials?.mspDatabaseApi !== undefined;
			const backOffice = step && connected ? await openBackOffice(node, item) : undefined;
			return { account, perform: performer(step, backOffice) };
		},
	};
}
