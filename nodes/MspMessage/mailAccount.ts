import { z } from 'zod';
import { textLimits } from '../../core/kernel/textLimits';
import { checkSmtp, emailAddress, smtpTransport, type MailServer, type MailTransport } from '../../core/messages';
import { certificateAuthority, credentialTest, readCredential } from '../shared/credential';

/** The MSP Mail Server credential, as n8n gives it. */
const credential = z.object({
	host: z.string().trim().min(1, 'is empty').max(textLimits.domain),
	port: z.number().int().min(1).max(65_535),
	tls: z.enum(['starttls', 'tls', 'none']),
	user: z.string().trim().max(textLimits.mailAddress).default(''),
	password: z.string().max(textLimits.secret).default(''),
	certificateAuthority,
	fromAddress: emailAddress,
	fromName: z.string().trim().max(textLimits.name).default(''),
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
	const { fromAddress, fromName, operatorAddress, ...server } = readCredential('MSP Mail Server', credential, data);
	return {
		server,
		transport: smtpTransport(server, { address: fromAddress, name: fromName }),
		operatorAddress: operatorAddress || fromAddress,
	};
}

/** Tests the credential: connects and logs in, but sends nothing. */
export const testMailServer = credentialTest(async (data) => {
	await checkSmtp(mailAccountOf(data).server);
	return 'The mail server is ready.';
});
