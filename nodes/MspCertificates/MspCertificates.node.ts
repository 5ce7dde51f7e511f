import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspCertificates implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Certificates', resources),
		name: 'mspCertificates',
		icon: { light: 'file:mspCertificates.svg', dark: 'file:mspCertificates.dark.svg' },
		subtitle,
		description: 'Watch the TLS certificates of accounts and hosts, and tell people in time before they end',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	execute = runPerItem(resources, openBackOffices);
}
