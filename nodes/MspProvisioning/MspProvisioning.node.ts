import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspProvisioning implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Provisioning', resources),
		name: 'mspProvisioning',
		icon: { light: 'file:mspProvisioning.svg', dark: 'file:mspProvisioning.dark.svg' },
		subtitle,
		description: 'Start the set-up and the changes of services, and choose their servers',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	execute = runPerItem(resources, openBackOffices);
}
