import type { ICredentialDataDecryptedObject, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspInvoiceNinjaApi } from '../../credentials/MspInvoiceNinjaApi.credentials';
import { InvoiceNinjaV5 } from '../../nodes/InvoiceNinja/InvoiceNinjaV5.node';
import { createHarness } from './inProcessN8n';
import type { NinjaScene } from './ninjaScene';
import type { TestDatabase } from './testDatabase';

export const ninjaNodeType = 'n8n-nodes-msp.invoiceNinjaV5';

/** The database of a test as its credential. */
export const databaseCredentialOf = ({ connection }: TestDatabase): ICredentialDataDecryptedObject => ({
	...connection,
	certificateAuthority: '',
	encryptionKey: Buffer.alloc(32, 7).toString('base64'),
	encryptionKeyVersion: 1,
	previousEncryptionKeys: '',
});

/** A node in n8n's engine. */
export interface NinjaNode {
	readonly type: string;
	/** Runs the node on items, and throws what it fails with. */
	run(parameters: INode['parameters'], items?: IDataObject[], more?: Partial<INode>): Promise<IDataObject[]>;
	/** The same with its files. */
	items(parameters: INode['parameters'], items?: INodeExecutionData[]): Promise<INodeExecutionData[]>;
	readonly harness: ReturnType<typeof createHarness>;
}

/** The node in n8n's engine, connected to a played Invoice Ninja. */
export function openNinjaNode(
	{ url, token }: Pick<NinjaScene, 'url' | 'token'>,
	{ credential = {}, database }: { readonly credential?: IDataObject; readonly database?: TestDatabase } = {},
): NinjaNode {
	const harness = createHarness({
		nodes: { [ninjaNodeType]: InvoiceNinjaV5 },
		credentialTypes: { MspInvoiceNinjaApi, MspDatabaseApi },
		credentials: {
			mspInvoiceNinjaApi: {
				baseUrl: url,
				token,
				companyCode: 'main',
				certificateAuthority: '',
				certificateFingerprint: '',
				...credential,
			},
			...(database ? { mspDatabaseApi: databaseCredentialOf(database) } : {}),
		},
	});
	const held = ['mspInvoiceNinjaApi', ...(database ? ['mspDatabaseApi'] : [])];
	const node = (parameters: INode['parameters'], more: Partial<INode> = {}): INode => ({
		id: 'N',
		name: 'N',
		type: ninjaNodeType,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(held.map((name) => [name, { id: name, name }])),
		...more,
	});
	const items: NinjaNode['items'] = async (parameters, given = [{ json: {} }]) => {
		const result = await harness.run({ nodes: [node(parameters)], connections: {} }, { start: 'N', items: given });
		if (result.error) throw shownError(result.error);
		return result.items('N');
	};
	return {
		type: ninjaNodeType,
		harness,
		items,
		run: async (parameters, given = [{}], more) => {
			const result = await harness.node(ninjaNodeType, parameters, given, more);
			if (result.error) throw shownError(result.error);
			return result.output('N');
		},
	};
}

/** What n8n shows of an error: its message and its description. The engine hands on a copy that is no Error. */
function shownError({ message, description }: { message: string; description?: string | null }): Error {
	return new Error([message, description ?? ''].filter(Boolean).join(' | '));
}

/** Every required parameter of every operation, as an expression: n8n wants them when an expression says which operation it is. */
export const requiredParameters = (): IDataObject =>
	Object.fromEntries(
		new InvoiceNinjaV5().description.properties
			.filter(({ required }) => required)
			.map(({ name }) => [name, `={{ $json.${name} }}`]),
	);
