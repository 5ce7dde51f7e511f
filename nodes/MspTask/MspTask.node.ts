import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { outputsOf, propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspTask implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Task',
		name: 'mspTask',
		icon: { light: 'file:mspTask.svg', dark: 'file:mspTask.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Run durable tasks whose steps happen once, whatever dies in between',
		defaults: { name: 'MSP Task' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf(resources),
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
		properties: propertiesOf(resources),
	};

	methods = { credentialTest: { testDatabase } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async () => await openBackOffice(this));
	}
}
