import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { z } from 'zod';
import { InputError, ExternalError } from '../../core/kernel/errors';
import { checkSmtp, emailAddress, smtpTransport, type MailServer, type MailTransport } from '../../core/messages';
import { certificateAuthority } from '../shared/certificateAuthority';

/** The MSP Mail Server credential, as n8n gives it. */
const credential = z.object({
	host: z.string().trim().min(1, 'is empty'),
	port: z.number().int().min(1).max(65_535),
	tls: z.enum(['starttls', 'tls', 'none']),
	user: z.string().trim().default(''),
	password: z.string().default(''),
	certificateAuthority,
	fromAddress: emailAddress,
	fromName: z.string().trim().default(''),
	operatorAddress: z.union([z.literal(''), emailAddress]).default(''),
});

export interface MailAccount {
	readonly server: MailServer;
	readonly transport: MailTransport;
	/** Where mails to the operator's own staff go. */
	readonly operatorAddress: string;
}

/**
 * Reads the MSP Mail Server credential.
 *
 * @throws InputError that names the wrong value.
 */
export function mailAccountOf(data: unknown): MailAccount {
	const { success, data: given, error } = credential.safeParse(data);
	if (!success) {
		const [issue] = error.issues;
		const field = issue?.path.join('.') ?? 'credential';
		throw new InputError(field, issue?.message ?? 'is not valid', 'Correct it in the MSP Mail Server credential.');
	}
	const { fromAddress, fromName, operatorAddress, ...server } = given;
	return {
		server,
		transport: smtpTransport(server, { address: fromAddress, name: fromName }),
		operatorAddress: operatorAddress || fromAddress,
	};
}

/** Tests the credential: connects and logs in, but sends nothing. */
export async function testMailServer(tested: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		await checkSmtp(mailAccountOf(tested.data).server);
		return { status: 'OK', message: 'The mail server is ready.' };
	} catch (error) {
		return { status: 'Error', message: sentence(error) };
	}
}

function sentence(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	const remedy = error instanceof ExternalError || error instanceof InputError ? ` ${error.remedy}` : '';
	return `${message.replace(/\.$/, '')}.${remedy}`;
}
