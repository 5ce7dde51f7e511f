import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { newSecret } from '../../core/apiKeys';
import { readJson, writeWhole } from './files';
import { usualFolder } from './folders';
import { portNames, portUses, wantedPorts, type WantedPorts } from './ports';
import { Told, wordsOf } from './told';

const secret = z.string().min(8);

/** Made once for a data folder, and kept in it. All of them are for the stand-ins and for this machine only. */
const secretsSchema = z.object({
	databasePassword: secret,
	appPassword: secret,
	/** 32 bytes in base64: what the MSP Database credential seals with. */
	vaultKey: secret,
	n8nEncryptionKey: secret,
	ownerEmail: z.email(),
	ownerPassword: secret,
	/** For the provisioning API, in the header `X-API-Key`. */
	apiKey: secret,
	stripeSecretKey: secret,
	stripeSigningSecret: secret,
	paypalClientId: secret,
	paypalClientSecret: secret,
	paypalWebhookId: secret,
	whmToken1: secret,
	whmToken2: secret,
	pleskKey1: secret,
	directAdminKey1: secret,
	invoiceNinjaToken: secret,
});
export type Secrets = Readonly<z.infer<typeof secretsSchema>>;

/** What a command was told: where the data is, and which ports it would like. */
export interface Choices {
	readonly folder: string;
	/** Whether somebody named the folder. */
	readonly folderNamed: boolean;
	readonly ports: WantedPorts;
	/** The flags of the command itself. */
	readonly flags: Readonly<Record<string, string | boolean | undefined>>;
	readonly words: readonly string[];
}

type Flags = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/**
 * Reads a command line: `--folder`, the ports, and the command's own flags.
 *
 * @throws Told for a flag that there is not, or a value that is none.
 */
export function readChoices(args: readonly string[], own: Flags = {}): Choices {
	const ports = Object.fromEntries(portNames.map((name) => [portUses[name].setting, { type: 'string' as const }]));
	let parsed;
	try {
		parsed = parseArgs({
			args: [...args],
			options: { folder: { type: 'string' }, ...ports, ...own },
			allowPositionals: true,
		});
	} catch (error) {
		throw new Told(`${wordsOf(error).replace(/\. .*/s, '')}. The flags are in docs/stack.md.`);
	}
	const flags = parsed.values as Record<string, string | boolean | undefined>;
	const folder = typeof flags.folder === 'string' ? flags.folder : process.env.MSP_STACK_FOLDER;
	return {
		folder: folder ? resolve(folder) : usualFolder(),
		folderNamed: Boolean(folder),
		ports: wantedPorts(flags),
		flags,
		words: parsed.positionals,
	};
}

/** The secrets of a data folder; made at the first time. Those of an older stack stay, and what it lacks is added. */
export async function secretsOf(folder: string): Promise<Secrets> {
	const file = join(folder, 'settings.json');
	const found = await readJson(file);
	const known = secretsSchema.safeParse(found);
	if (known.success) return known.data;
	const made = { ...newSecrets(), ...secretsSchema.partial().safeParse(found).data };
	await writeWhole(file, `${JSON.stringify(made, null, '\t')}\n`, 0o600);
	return made;
}

/** New ones for everything. */
export function newSecrets(): Secrets {
	const word = (bytes = 18) => randomBytes(bytes).toString('base64url').replace(/[-_]/g, 'x');
	return {
		databasePassword: word(),
		appPassword: word(),
		vaultKey: randomBytes(32).toString('base64'),
		n8nEncryptionKey: word(24),
		ownerEmail: 'demo@msp.example',
		// n8n wants a capital and a digit.
		ownerPassword: `Demo-${word(6)}-${randomBytes(1).readUInt8()}`,
		apiKey: newSecret().secret,
		stripeSecretKey: `sk_test_${word(18)}`,
		stripeSigningSecret: `whsec_${word(24)}`,
		paypalClientId: word(24),
		paypalClientSecret: word(24),
		paypalWebhookId: randomBytes(9).toString('hex').toUpperCase().slice(0, 17),
		whmToken1: word(24).toUpperCase(),
		whmToken2: word(24).toUpperCase(),
		pleskKey1: randomUUID(),
		directAdminKey1: word(24),
		invoiceNinjaToken: word(48),
	};
}
