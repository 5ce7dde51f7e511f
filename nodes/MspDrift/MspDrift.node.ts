import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { outputsOf, propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspDrift implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Drift',
		name: 'mspDrift',
		icon: { light: 'file:mspDrift.svg', dark: 'file:mspDrift.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Find where billing and the control panels disagree, and let the safe fixes be approved',
		defaults: { name: 'MSP Drift' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf(resources),
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
		properties: propertiesOf(resources),
	};

	methods = { credentialTest: { testDatabase } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async (item) => await openBackOffice(this, item));
	}
}
