import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { outputsOf, propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspProvisioning implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Provisioning',
		name: 'mspProvisioning',
		icon: { light: 'file:mspProvisioning.svg', dark: 'file:mspProvisioning.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Start the set-up and the changes of services, and choose their servers',
		defaults: { name: 'MSP Provisioning' },
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
