import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import type {
	ICredentialType,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

const described = (name: string, more: Partial<INodeTypeDescription> = {}): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: name,
	defaults: { name },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
	...more,
});

/** Halves even numbers, refuses odd ones, and sends large halves to an output of their own when asked to. */
export class Halve implements INodeType {
	description = described('halve', {
		outputs: '={{ $parameter.sorted ? ["main", "main"] : ["main"] }}',
		properties: [
			{ displayName: 'Number', name: 'number', type: 'number', default: 0 },
			{ displayName: 'Sorted', name: 'sorted', type: 'boolean', default: false },
		],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const sorted = this.getNodeParameter('sorted', 0) === true;
		const outputs: INodeExecutionData[][] = sorted ? [[], []] : [[]];
		for (const [item, input] of this.getInputData().entries()) {
			const number = Number(this.getNodeParameter('number', item));
			const large = sorted && number > 100 ? 1 : 0;
			if (number % 2 === 0) outputs[large]?.push({ json: { half: number / 2 }, pairedItem: { item } });
			else {
				const error = new NodeOperationError(this.getNode(), `${number} is odd`, { itemIndex: item });
				if (!this.continueOnFail()) throw error;
				outputs[0]?.push({ json: input.json, error, pairedItem: { item } });
			}
		}
		return outputs;
	}
}

/** Reads an address with the credential of the operator. */
export class Fetch implements INodeType {
	description = described('fetch', {
		credentials: [
			{ name: 'sampleKeyApi', required: true },
			{ name: 'sampleLoginApi', testedBy: 'checkLogin' },
		],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	});

	methods = {
		credentialTest: {
			checkLogin: async (credential: { data?: object }) =>
				credential.data && 'user' in credential.data && credential.data.user === 'known'
					? ({ status: 'OK', message: 'Welcome' } as const)
					: ({ status: 'Error', message: 'Nobody of that name' } as const),
		},
		listSearch: {
			async findWords(this: ILoadOptionsFunctions, filter?: string) {
				const { url: base } = this.getCurrentNodeParameters() ?? {};
				const words = ['one', 'two', 'three'].filter((word) => word.includes(filter ?? ''));
				return { results: words.map((word) => ({ name: word, value: JSON.stringify([base, word]) })) };
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const request = { url: z.url().parse(this.getNodeParameter('url', 0)), json: true };
		const json = await this.helpers.httpRequestWithAuthentication.call(this, 'sampleKeyApi', request);
		return [[{ json, pairedItem: { item: 0 } }]];
	}
}

/** Takes bodies that are JSON, refuses others by itself, and registers itself once. */
export class Receive implements INodeType {
	description = described('receive', {
		group: ['trigger'],
		inputs: [],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'receive' }],
	});

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return this.getWorkflowStaticData('node').registered === true;
			},
			async create(this: IHookFunctions) {
				this.getWorkflowStaticData('node').registered = true;
				return true;
			},
			async delete(this: IHookFunctions) {
				delete this.getWorkflowStaticData('node').registered;
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		const { rawBody } = this.getRequestObject();
		if (this.getHeaderData()['content-type'] === 'application/json') {
			return { workflowData: [[{ json: { ...this.getBodyData(), bytes: rawBody.length } }]] };
		}
		this.getResponseObject().status(400).json({ error: 'JSON only' });
		return { noWebhookResponse: true };
	}
}

export class SampleKeyApi implements ICredentialType {
	name = 'sampleKeyApi';
	displayName = 'Sample Key API';
	properties: ICredentialType['properties'] = [
		{ displayName: 'URL', name: 'url', type: 'string', default: '' },
		{ displayName: 'Key', name: 'key', type: 'string', typeOptions: { password: true }, default: '' },
	];
	authenticate: ICredentialType['authenticate'] = {
		type: 'generic',
		properties: { headers: { 'x-key': '={{ $credentials.key }}' }, qs: { version: '2' } },
	};
	test: ICredentialType['test'] = {
		request: { baseURL: '={{ $credentials.url }}', url: '/who' },
		rules: [
			{ type: 'responseSuccessBody', properties: { key: 'locked', value: true, message: 'The account is locked' } },
		],
	};
}

export class SampleLoginApi implements ICredentialType {
	name = 'sampleLoginApi';
	displayName = 'Sample Login API';
	properties: ICredentialType['properties'] = [
		{ displayName: 'User', name: 'user', type: 'string', default: 'nobody' },
	];
}
