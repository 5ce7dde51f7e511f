import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { testMailServer } from './mailAccount';
import { messageContext } from './messageContext';
import { resources } from './operations';

export class MspMessage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Message',
		name: 'mspMessage',
		icon: { light: 'file:mspMessage.svg', dark: 'file:mspMessage.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.template }}',
		description: "Write and send e-mails to customers and staff, in their language and the customer's brand",
		defaults: { name: 'MSP Message' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'mspMailApi',
				required: true,
				testedBy: 'testMailServer',
				displayOptions: { show: { operation: ['send'] } },
			},
			// Only a durable step needs it.
			{
				name: 'mspDatabaseApi',
				required: false,
				testedBy: 'testDatabase',
				displayOptions: { show: { operation: ['send'] } },
			},
		],
		properties: propertiesOf(resources),
	};

	methods = { credentialTest: { testDatabase, testMailServer } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async (item) => await Promise.resolve(messageContext(this, item)));
	}
}
