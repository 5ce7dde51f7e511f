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

/** What the operations of MSP Message work with, for each item. */
export const openMessages =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<MessageContext> => ({
		sending: async () => {
			const account = mailAccountOf(await node.getCredentials('mspMailApi', item));
			const step = stepChoice(node.getNodeParameter('durableStep', item, {}));
			const connected = node.getNode().credentials?.mspDatabaseApi !== undefined;
			const backOffice = step && connected ? await openBackOffice(node, item) : undefined;
			return { account, perform: performer(step, backOffice) };
		},
	});
