import { CredentialTestContext, ExecuteContext, RoutingNode } from 'n8n-core';
import { createRunExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	INode,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';
import { additionalDataOf, nodeNamed, workflowOf, type World } from './run';

/** Runs the test behind the Save button of a credential: its own request, or the function of a node that tests it. */
export async function testCredential(
	world: World,
	typeName: string,
	data: ICredentialDataDecryptedObject,
	nodeNames: readonly string[],
): Promise<INodeCredentialTestResult> {
	const type = world.credentials.typeNamed(typeName);
	const decrypted = { id: 'tested', name: 'Tested', type: typeName, data: world.credentials.complete(typeName, data) };
	const byFunction = testFunction(world, typeName, nodeNames);
	if (byFunction) return await byFunction.call(new CredentialTestContext(), decrypted);
	if (!type.test) throw new Error(`Nothing tests the credential '${typeName}'.`);
	return await sendTest(world, type, type.test, decrypted);
}

function testFunction({ nodeTypes }: World, typeName: string, nodeNames: readonly string[]) {
	for (const nodeName of nodeNames) {
		const { description, methods } = nodeTypes.getByNameAndVersion(nodeName);
		const testedBy = description.credentials?.find(({ name }) => name === typeName)?.testedBy;
		if (typeof testedBy !== 'string') continue;
		const found = methods?.credentialTest?.[testedBy];
		if (!found) throw new Error(`'${nodeName}' has no credential test '${testedBy}'.`);
		return found;
	}
	return undefined;
}

/**
 * Sends a declared request, as the server does: by a node of one property that routes to it. Rules of the kind
 * `responseCode` have no effect: n8n looks for the status in the error's cause, which its errors no longer carry.
 */
async function sendTest(
	world: World,
	type: ICredentialType,
	{ request, rules }: ICredentialTestRequest,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const carrier = carrierOf(type.name, request);
	const given: INode = {
		id: 'carrier',
		name: 'Carrier',
		type: 'carrier',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: credential.id, name: credential.name } },
	};
	const json = { nodes: [given], connections: {} };
	const alone: World = {
		...world,
		nodeTypes: { ...world.nodeTypes, getByNameAndVersion: () => carrier },
		credentials: world.credentials.holding(type.name, credential.data ?? {}),
	};
	const workflow = workflowOf(alone, json);
	// The workflow's own copy has the defaults of its parameters filled in.
	const node = nodeNamed(workflow, given.name);
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataOf(alone, json, 'internal'),
		'internal',
		createRunExecutionData(),
		0,
		[{ json: {} }],
		input,
		{ node, data: input, source: null },
		[],
	);
	try {
		const [[answer] = []] = (await new RoutingNode(context, carrier, credential).runNode()) ?? [];
		return refusal(rules, answer?.json ?? {}) ?? { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: messageOf(error) };
	}
}

function carrierOf(credentialType: string, request: ICredentialTestRequest['request']): INodeType {
	return {
		description: {
			displayName: 'Carrier',
			name: 'carrier',
			group: ['transform'],
			version: 1,
			description: 'Carries the test request of a credential',
			defaults: { name: 'Carrier' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: credentialType, required: true }],
			requestDefaults: {},
			properties: [{ displayName: 'Request', name: 'request', type: 'string', default: '', routing: { request } }],
		},
	};
}

/** A 2xx answer that a rule of the credential counts as a refusal. */
function refusal(rules: ICredentialTestRequest['rules'], body: IDataObject): INodeCredentialTestResult | undefined {
	for (const rule of rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		if (body[key] === value) return { status: 'Error', message };
	}
	return undefined;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
