import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { basicAuthorization, baseUrl, passwordOrToken, secret, trust } from './fields';

/** A log-in to one Plesk server. Control Panel tests it. */
export class MspPleskApi implements ICredentialType {
	name = 'mspPleskApi';

	displayName = 'MSP Plesk API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-plesk';

	icon = { light: 'file:mspPlesk.svg', dark: 'file:mspPlesk.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://web2.example.com:8443'),
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Password', value: 'password' },
				{ name: 'Secret Key', value: 'apiKey' },
			],
			default: 'apiKey',
			description: 'A secret key can be bound to the address of n8n, and you can revoke it alone',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: 'admin',
			displayOptions: { show: { authentication: ['password'] } },
			description: 'An administrator. The REST API serves nobody else.',
		},
		secret('Secret Key or Password', 'token', {
			required: true,
			description:
				'The key comes from plesk bin secret_key -c -ip-address, or from POST /auth/keys. Control Panel → Server: Test tells what it lacks.',
		}),
		...trust,
	];

	/** Signs the requests of other nodes, such as HTTP Request, as the REST API expects it. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authentication, username, token } = passwordOrToken.parse(credentials);
		const headers =
			authentication === 'password' ? { Authorization: basicAuthorization(username, token) } : { 'X-API-Key': token };
		return await Promise.resolve({ ...request, headers: { ...request.headers, ...headers } });
	};
}
