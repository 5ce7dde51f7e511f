import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { searchCompanies } from '../shared/listSearch';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { searchUnits } from './listSearch';
import { resources } from './operations';

export class MspRental implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Rental', resources),
		name: 'mspRental',
		icon: { light: 'file:mspRental.svg', dark: 'file:mspRental.dark.svg' },
		subtitle,
		description: 'Let houses and rooms by the night: take bookings, deposits and balances, and give money back',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase }, listSearch: { searchCompanies, searchUnits } };

	execute = runPerItem(resources, openBackOffices);
}
