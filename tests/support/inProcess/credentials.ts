import { ICredentialsHelper, NodeHelpers } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

export type CredentialClass = new () => ICredentialType;
export type CredentialData = ICredentialDataDecryptedObject;

export function credentialTypesOf(classes: readonly CredentialClass[]): ReadonlyMap<string, ICredentialType> {
	const types = classes.map((Type) => new Type());
	return new Map(types.map((type) => [type.name, type]));
}

/** Hands out plain credentials, with the defaults of their type, and signs requests as the server does. */
export class PlainCredentials extends ICredentialsHelper {
	/** What nodes and pre-authentication wrote back. */
	readonly updated: Array<{ type: string; data: CredentialData }> = [];

	/** @param data by credential id, by credential name, or by credential type. */
	constructor(
		private readonly types: ReadonlyMap<string, ICredentialType>,
		private readonly data: Readonly<Record<string, CredentialData>>,
	) {
		super();
	}

	/** The same types with one credential only. */
	holding(type: string, data: CredentialData): PlainCredentials {
		return new PlainCredentials(this.types, { [type]: data });
	}

	typeNamed(name: string): ICredentialType {
		const type = this.types.get(name);
		if (type) return type;
		throw new Error(`The harness has no credential type '${name}': give its class in 'credentialTypes'.`);
	}

	has(type: string): boolean {
		return type in this.data;
	}

	/** The data as the server hands it on: with the defaults of its type, and without what the form hides. */
	complete(type: string, data: CredentialData): CredentialData {
		const properties = this.getCredentialsProperties(type);
		const given = structuredClone(data);
		if (properties.length === 0) return given;
		// What is no field of the form, such as a token of pre-authentication, is kept beside it.
		const others = Object.entries(given).filter(([name]) => !properties.some((property) => property.name === name));
		const shown = NodeHelpers.getNodeParameters(properties, given as INodeParameters, true, false, null, null);
		return { ...Object.fromEntries(others), ...(shown as CredentialData | null) };
	}

	getParentTypes(name: string): string[] {
		return (this.types.get(name)?.extends ?? []).flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.types.get(name);
		return [
			...(type?.extends ?? []).flatMap((parent) => this.getCredentialsProperties(parent)),
			...(type?.properties ?? []),
		];
	}

	async getDecrypted(_: IWorkflowExecuteAdditionalData, { id, name }: INodeCredentialsDetails, type: string) {
		const data = (id && this.data[id]) || this.data[name] || this.data[type];
		if (!data) throw new Error(`The harness has no credential '${name}' of type '${type}': give it in 'credentials'.`);
		return this.complete(type, data);
	}

	async authenticate(
		credentials: CredentialData,
		typeName: string,
		request: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeNamed(typeName);
		if (!authenticate) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);

		const resolve = (text: string) =>
			text.startsWith('=') ? evaluate(workflow, node, text, { $credentials: credentials }) : text;
		const resolved = Object.entries(authenticate.properties).map(([part, values]) => [
			part,
			Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [resolve(key), resolve(String(value))])),
		]);
		return mergeParts(request, Object.fromEntries(resolved));
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: CredentialData,
		typeName: string,
		_: INode,
		expired: boolean,
	): Promise<CredentialData | undefined> {
		const { properties, preAuthentication } = this.typeNamed(typeName);
		const token = properties.find((property) => property.type === 'hidden' && property.typeOptions?.expirable);
		if (!token || !preAuthentication) return undefined;
		if (credentials[token.name] && !expired) return undefined;
		const fresh = await preAuthentication.call(helpers, credentials);
		return { ...credentials, ...fresh } as CredentialData;
	}

	/** Newer engines call it before every use; the pack's credentials may be used by any node. */
	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const type = this.types.get(credentialType) as { restrictToSupportedNodes?: boolean } | undefined;
		if (type?.restrictToSupportedNodes !== true) return true;
		throw new Error(`The harness does not know whether '${nodeType}' may use '${credentialType}'.`);
	}

	/** What newer engines call for a token outside of a request. */
	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: CredentialData,
		typeName: string,
	): Promise<CredentialData | undefined> {
		const fresh = await this.typeNamed(typeName).preAuthentication?.call(helpers, credentials);
		return fresh as CredentialData | undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('The harness holds no encrypted credentials.');
	}

	async updateCredentials(_: INodeCredentialsDetails, type: string, data: CredentialData) {
		this.updated.push({ type, data });
	}

	async updateCredentialsOauthTokenData(details: INodeCredentialsDetails, type: string, data: CredentialData) {
		await this.updateCredentials(details, type, data);
	}
}

function evaluate(workflow: Workflow, node: INode, text: string, keys: IDataObject): string {
	return String(workflow.expression.getSimpleParameterValue(node, text, 'internal', keys, undefined, '') ?? '');
}

/** Adds headers, query, body and log-in to a request; what the request has under the same name gives way. */
function mergeParts(request: IHttpRequestOptions, parts: Partial<Record<string, IDataObject>>): IHttpRequestOptions {
	const { headers, qs, body, auth } = parts;
	return {
		...request,
		...(headers && { headers: { ...request.headers, ...headers } }),
		...(qs && { qs: { ...request.qs, ...qs } }),
		...(body && { body: { ...(request.body as IDataObject | undefined), ...body } }),
		...(auth && { auth: { username: '', password: '', ...request.auth, ...auth } }),
	};
}
