import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { frameOf } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { testMailServer } from './mailAccount';
import { openMessages } from './messageContext';
import { resources } from './operations';

const onlyToSend = { show: { operation: ['send'] } };

export class MspMessage implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Message', resources),
		name: 'mspMessage',
		icon: { light: 'file:mspMessage.svg', dark: 'file:mspMessage.dark.svg' },
		subtitle: '={{ $parameter.operation + ": " + $parameter.template }}',
		description: "Write and send e-mails to customers and staff, in their language and the customer's brand",
		usableAsTool: true,
		credentials: [
			{
				name: 'mspMailApi',
				displayName: 'MSP Mail Server',
				required: true,
				testedBy: 'testMailServer',
				displayOptions: onlyToSend,
			},
			{
				name: 'mspDatabaseApi',
				displayName: 'MSP Database (Durable Steps Only)',
				required: false,
				testedBy: 'testDatabase',
				displayOptions: onlyToSend,
			},
		],
	};

	methods = { credentialTest: { testDatabase, testMailServer } };

	execute = runPerItem(resources, openMessages);
}
