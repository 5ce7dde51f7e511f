import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { openNinja } from '../../core/invoiceNinja';
import { runUnrecorded } from '../../core/tasks';
import type { NinjaContext } from '../../nodes/InvoiceNinja/context';
import { resources } from '../../nodes/InvoiceNinja/operations';
import type { Outcome } from '../../nodes/shared/operation';
import type { NinjaScene } from './ninjaScene';

/** Runs operations of the node without n8n: parameters that are not given have the defaults of their controls. */
export function openDirect({ url, token }: Pick<NinjaScene, 'url' | 'token'>) {
	const context = (input?: INodeExecutionData): NinjaContext => ({
		ninja: openNinja({ baseUrl: url, token }),
		companyUrl: 'https://invoicing.example.com',
		companyCode: 'main',
		perform: runUnrecorded,
		durable: false,
		openOffice: async () => await Promise.reject(new Error('there is no back office here')),
		files: {
			read: async (property) => {
				const { data = '', fileName = property, mimeType = '' } = input?.binary?.[property] ?? {};
				return await Promise.resolve({ name: fileName, mimeType, bytes: Buffer.from(data, 'base64') });
			},
			make: async (bytes, fileName, mimeType) =>
				await Promise.resolve({ data: bytes.toString('base64'), fileName, mimeType }),
		},
	});
	return async ({ resource, operation, ...given }: IDataObject, input?: INodeExecutionData): Promise<Outcome> => {
		const found = resources.find(({ name }) => name === resource)?.operations.find(({ name }) => name === operation);
		if (!found) throw new Error(`There is no ${resource as string}.${operation as string}.`);
		const control = (name: string) => found.controls.find((one) => one.name === name);
		return await found.run(context(input), (name) => given[name] ?? control(name)?.default);
	};
}
