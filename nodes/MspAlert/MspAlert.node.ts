import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { openAlerts } from './alertContext';
import { resources } from './operations';

export class MspAlert implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Alert', resources),
		name: 'mspAlert',
		icon: { light: 'file:mspAlert.svg', dark: 'file:mspAlert.dark.svg' },
		subtitle,
		description: 'Keep what your staff must be told: once for each cause, and once more when all of it is done',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	execute = runPerItem(resources, openAlerts);
}
