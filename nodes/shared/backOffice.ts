import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { openVault, type VaultKey } from '../../core/kernel/encryption';
import { InputError } from '../../core/kernel/errors';
import { textLimits } from '../../core/kernel/textLimits';
import { openStore, type DatabaseConnection } from '../../core/db';
import type { TaskOffice } from '../../core/tasks';
import { certificateAuthority, readCredential } from './credential';
import { deliveryCredential } from './deliveryCredential';
import { taskKinds } from './taskKinds';

/** What the MSP Database credential holds, as n8n gives it. */
const credential = z.object({
	host: z.string().trim().min(1, 'is empty').max(textLimits.domain),
	port: z.number().int().min(1).max(65_535),
	database: z.string().trim().min(1, 'is empty').max(textLimits.databaseName),
	user: z.string().trim().min(1, 'is empty').max(textLimits.databaseName),
	password: z.string().min(1, 'is empty').max(textLimits.secret),
	tls: z.enum(['off', 'verify']),
	certificateAuthority,
	maxConnections: z.number().int().min(1).max(100),
	encryptionKey: z.string().trim().max(textLimits.secret),
	encryptionKeyVersion: z.number().int().min(1),
	previousEncryptionKeys: z.string().max(textLimits.certificate).default(''),
});

export interface BackOfficeSettings {
	readonly connection: DatabaseConnection;
	readonly keys: { readonly current: VaultKey; readonly previous: readonly VaultKey[] };
}

/**
 * Reads the MSP Database credential.
 *
 * @throws InputError that names the wrong field; never with a key or a password in it.
 */
export function settingsOf(data: unknown): BackOfficeSettings {
	const { encryptionKey, encryptionKeyVersion, previousEncryptionKeys, ...connection } = readCredential(
		'MSP Database',
		credential,
		data,
	);
	return {
		connection,
		keys: {
			current: { version: encryptionKeyVersion, key: keyOf(encryptionKey, 'encryptionKey') },
			previous: previousEncryptionKeys.split(/\s+/).filter(Boolean).map(previousKey),
		},
	};
}

function previousKey(text: string): VaultKey {
	const [, version, key] = /^(\d{1,9}):(.+)$/.exec(text) ?? [];
	if (version && key) return { version: Number(version), key: keyOf(key, 'previousEncryptionKeys') };
	throw new InputError('previousEncryptionKeys', 'holds a key without its version', 'Write each as 1:key.');
}

function keyOf(text: string, field: string): Buffer {
	const key = Buffer.from(text, 'base64');
	if (key.length === 32 && key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')) return key;
	throw new InputError(field, 'is not 32 bytes in base64', 'Make one with `openssl rand -base64 32`.');
}

type NodeFunctions = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/**
 * Opens the back office of the node's MSP Database credential.
 *
 * @param item the item whose credential it is, when the node runs on items.
 * @throws InputError when the credential is not right.
 */
export async function openBackOffice(node: NodeFunctions, item?: number): Promise<TaskOffice> {
	const { connection, keys } = settingsOf(await databaseCredentialOf(node, item));
	return { store: openStore(connection, actorOf(node)), vault: openVault(keys), kinds: taskKinds };
}

async function databaseCredentialOf(node: NodeFunctions, item?: number): Promise<unknown> {
	if ('getRequestObject' in node) return await deliveryCredential(node, 'mspDatabaseApi');
	return await node.getCredentials('mspDatabaseApi', item);
}

/** For `runPerItem`: a node whose operations need the back office and nothing else. */
export const openBackOffices = (node: IExecuteFunctions) => async (item: number) => await openBackOffice(node, item);

function actorOf(node: NodeFunctions): string {
	const { id, name } = node.getWorkflow();
	// There is no execution while the editor loads a list, and asking for one may fail.
	const execution = 'getInputData' in node || 'getRequestObject' in node ? node.getExecutionId() : '';
	return actorNamed(name ?? id ?? 'unsaved', execution);
}

/** Who a run of a workflow is in the audit log. */
export const actorNamed = (workflow: string, execution: string) =>
	`n8n workflow '${workflow}'${execution ? ` execution ${execution}` : ''}`;
