import type { IBinaryData, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { openNinja, type Ninja } from '../../core/invoiceNinja';
import { InputError } from '../../core/kernel/errors';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { performer, stepChoice, type Perform } from '../shared/durableStep';
import { invoiceNinjaCredential } from '../shared/invoiceNinjaCredential';

/** What an operation works with, for one item. */
export interface NinjaContext {
	/** The company of the credential. What it looks up, such as currencies, is kept for a run of the node. */
	readonly ninja: Ninja;
	/** The company's code in the back office. */
	readonly companyCode: string;
	/** Where the company's Invoice Ninja is. */
	readonly companyUrl: string;
	/** Makes a change: once for its durable step, or straight away when there is none. */
	readonly perform: Perform;
	/** Whether a durable step is chosen: then what is created must have a key by which it is found again. */
	readonly durable: boolean;
	/** The back office, for what is kept there. @throws InputError when the MSP Database credential is not chosen. */
	readonly openOffice: () => Promise<TaskOffice>;
	/** Files of the item that comes in, and of the one that goes out. */
	readonly files: ItemFiles;
}

/** The files of an item, which n8n keeps apart from its JSON. */
export interface ItemFiles {
	read(property: string): Promise<{ readonly name: string; readonly mimeType: string; readonly bytes: Buffer }>;
	make(bytes: Buffer, name: string, mimeType: string): Promise<IBinaryData>;
}

/** Opens the company of each item, and each company once for a run of the node. */
export function openCompanies(node: IExecuteFunctions): (item: number) => Promise<NinjaContext> {
	const opened = new Map<string, Ninja>();

	return async (item) => {
		const { companyCode, ...company } = invoiceNinjaCredential(await node.getCredentials('mspInvoiceNinjaApi', item));
		const key = JSON.stringify(company);
		const ninja = opened.get(key) ?? openNinja(company);
		opened.set(key, ninja);
		const openOffice = async () => {
			if (node.getNode().credentials?.mspDatabaseApi !== undefined) return await openBackOffice(node, item);
			throw new InputError('mspDatabaseApi', 'is not chosen', 'Choose the MSP Database credential in the node.');
		};
		const step = stepChoice(node.getNodeParameter('durableStep', item, {}));
		const perform = performer(step, step ? await openOffice() : undefined);
		return {
			ninja,
			companyCode,
			companyUrl: company.baseUrl,
			perform,
			durable: step !== undefined,
			openOffice,
			files: filesOf(node, item),
		};
	};
}

const filesOf = (node: IExecuteFunctions, item: number): ItemFiles => ({
	read: async (property) => {
		const { fileName, mimeType } = node.helpers.assertBinaryData(item, property);
		const bytes = await node.helpers.getBinaryDataBuffer(item, property);
		return { name: fileName ?? property, mimeType, bytes };
	},
	make: async (bytes, name, mimeType) => await node.helpers.prepareBinaryData(bytes, name, mimeType),
});

/** The company whose credential is chosen in the editor, for the search of a list. */
export async function companyInEditor(node: ILoadOptionsFunctions): Promise<Ninja> {
	return openNinja(invoiceNinjaCredential(await node.getCredentials('mspInvoiceNinjaApi')));
}
