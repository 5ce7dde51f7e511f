import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspInvoiceNinjaApi } from '../../credentials/MspInvoiceNinjaApi.credentials';
import { InvoiceNinjaV5 } from '../../nodes/InvoiceNinja/InvoiceNinjaV5.node';
import { createHarness } from './inProcessN8n';
import type { NinjaScene } from './ninjaScene';
import type { TestDatabase } from './testDatabase';

export const ninjaNodeType = 'n8n-nodes-msp.invoiceNinjaV5';

/** The database of a test as its credential. */
export const databaseCredentialOf = ({ connection }: TestDatabase): IDataObject => ({
	...connection,
	certificateAuthority: '',
	encryptionKey: Buffer.alloc(32, 7).toString('base64'),
	encryptionKeyVersion: 1,
	previousEncryptionKeys: '',
});

interface Opened {
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
): Opened {
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
	const items: Opened['items'] = async (parameters, given = [{ json: {} }]) => {
		const result = await harness.run({ nodes: [node(parameters)], connections: {} }, { start: 'N', items: given });
		if (result.error) throw result.error;
		return result.items('N');
	};
	return {
		harness,
		items,
		run: async (parameters, given = [{}], more) => {
			const result = await harness.node(ninjaNodeType, parameters, given, more);
			if (result.error) throw result.error;
			return result.output('N');
		},
	};
}
