import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspDrift implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Drift', resources),
		name: 'mspDrift',
		icon: { light: 'file:mspDrift.svg', dark: 'file:mspDrift.dark.svg' },
		subtitle,
		description: 'Find where billing and the control panels disagree, and have the safe fixes approved',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	execute = runPerItem(resources, openBackOffices);
}
