import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';
import { baseUrl, secret, trust } from './fields';

/** A log-in to Semaphore UI. The Ansible node tests it. */
export class MspSemaphoreApi implements ICredentialType {
	name = 'mspSemaphoreApi';

	displayName = 'MSP Semaphore API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-semaphore';

	icon = { light: 'file:mspSemaphore.svg', dark: 'file:mspSemaphore.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://semaphore.example.com'),
		secret('API Token', 'token', {
			required: true,
			description: 'Of a user with the role Task Runner in the project. Users make tokens under API Tokens.',
		}),
		{
			displayName: 'Project',
			name: 'project',
			type: 'string',
			default: '1',
			required: true,
			description: 'The ID or the name of the project whose templates are run',
		},
		...trust,
	];

	/** Signs the requests of other nodes, such as HTTP Request. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.token }}' } },
	};
}
