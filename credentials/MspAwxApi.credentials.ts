import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { basicAuthorization, baseUrl, passwordOrToken, secret, trust } from './fields';

/** A log-in to AWX, or to the automation controller of Red Hat's platform. The Ansible node tests it. */
export class MspAwxApi implements ICredentialType {
	name = 'mspAwxApi';

	displayName = 'MSP AWX API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-awx';

	icon = { light: 'file:mspAwx.svg', dark: 'file:mspAwx.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://awx.example.com'),
		{
			displayName: 'API Path',
			name: 'apiPrefix',
			type: 'string',
			default: '/api/v2',
			placeholder: '/api/controller/v2',
			description: 'The path of the API there: /api/v2, or /api/controller/v2 from Ansible Automation Platform 2.5 on',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Password', value: 'password' },
				{ name: 'Token', value: 'token' },
			],
			default: 'token',
			description: 'You can revoke a token alone. AWX after 24.6.1 has no tokens.',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			placeholder: 'e.g. n8n',
			displayOptions: { show: { authentication: ['password'] } },
			description: 'A user with the role Execute on the templates that workflows may run',
		},
		secret('Token or Password', 'token', {
			required: true,
			description: 'A token with the scope Write, from the page of the user at AWX',
		}),
		...trust,
	];

	/** Signs the requests of other nodes, such as HTTP Request. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authentication, username, token } = passwordOrToken.parse(credentials);
		const authorization = authentication === 'password' ? basicAuthorization(username, token) : `Bearer ${token}`;
		return await Promise.resolve({ ...request, headers: { ...request.headers, Authorization: authorization } });
	};
}
