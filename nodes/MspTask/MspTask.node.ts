import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspTask implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Task', resources),
		name: 'mspTask',
		icon: { light: 'file:mspTask.svg', dark: 'file:mspTask.dark.svg' },
		subtitle,
		description: 'Run durable tasks whose steps happen once, whatever dies in between',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	execute = runPerItem(resources, openBackOffices);
}
