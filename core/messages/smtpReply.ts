import type { ErrorClass } from '../kernel/errors';
import { subjectOfWords, type SmtpStage, type Subject } from './smtpWords';

export interface SmtpReply {
	/** The basic code, such as 550. */
	readonly code: number;
	/** The whole reply, of one line or more. */
	readonly text: string;
	readonly stage: SmtpStage;
}

export interface MailMeaning {
	readonly errorClass: ErrorClass;
	readonly remedy: string;
}

const credential = 'the MSP Mail Server credential';

export const logInRefused: MailMeaning = {
	errorClass: 'auth',
	remedy: `Check the user and the password in ${credential}. Some providers want a password for programs, or a key.`,
};

const meanings: Readonly<Record<Subject, MailMeaning>> = {
	log_in: logInRefused,
	log_in_first: {
		errorClass: 'auth',
		remedy: `Give the user and the password in ${credential}: the mail server sends only for those who log in.`,
	},
	encryption: {
		errorClass: 'invalid',
		remedy: `Choose STARTTLS or TLS in ${credential}: the mail server takes nothing in the open.`,
	},
	quota: {
		errorClass: 'busy',
		remedy:
			'The mail account has sent as much as its provider allows for now. The pack tries again for over an hour; after that, retry the task when the quota is free. If it happens often, raise the limit at the provider.',
	},
	sender: {
		errorClass: 'permission',
		remedy: `Check the From Address in ${credential}: the mail account must be allowed to send as it, and its domain must exist and be verified at the provider. The address of the customer is not the fault.`,
	},
	relay: {
		errorClass: 'permission',
		remedy: `The mail server does not send to other domains for this sender: check host, user and password in ${credential}, and that the server sends for the From Address. The address of the customer is not the fault.`,
	},
	policy: {
		errorClass: 'permission',
		remedy: `Check SPF, DKIM and DMARC of the domain of the From Address in ${credential}: they must allow this mail server. The address of the customer is not the fault.`,
	},
	blocked: {
		errorClass: 'permission',
		remedy:
			'The provider has stopped this mail account from sending: ask the provider why, and have it opened again. The address of the customer is not the fault.',
	},
	address_listed: {
		errorClass: 'permission',
		remedy: `The network address that the mail comes from is on a block list or has no valid name: ask who runs the mail server, or send through another in ${credential}. The address of the customer is not the fault.`,
	},
	server: { errorClass: 'invalid', remedy: 'The mail server refuses the mail: its words say why.' },
	recipient: { errorClass: 'invalid', remedy: 'Correct the address of the recipient.' },
	recipient_closed: {
		errorClass: 'permission',
		remedy: 'The recipient, or the mail server, does not take mail of this sender: its words say why.',
	},
	full: { errorClass: 'limit', remedy: 'The mailbox of the recipient is full: reach the recipient in another way.' },
	size: { errorClass: 'limit', remedy: 'The mail is larger than a mail server on its way takes.' },
	content: {
		errorClass: 'permission',
		remedy: `The mail looks like spam to the mail server: check SPF and DKIM of the domain of the From Address in ${credential}, and the words and links of the brand.`,
	},
};

/**
 * The meaning of a refusal: first by an enhanced code that says one thing only, then by the words, then by the class of
 * the enhanced code, and last by the basic code with the command that it answers. What asks to come again is `busy`, with
 * the remedy for the case that it stays so; so is every quota, whatever its code.
 */
export function meaningOfReply(reply: SmtpReply): MailMeaning {
	const { errorClass, remedy } = meanings[subjectOf(reply)];
	if (errorClass === 'busy') return { errorClass, remedy };
	const isForNow = reply.code < 500 || (enhancedCode(reply.text) ?? '').startsWith('4.');
	return isForNow
		? { errorClass: 'busy', remedy: `Nothing to do: the pack tries again later. If it stays so: ${remedy}` }
		: { errorClass, remedy };
}

function subjectOf(reply: SmtpReply): Subject {
	const subject = subjectAlone(reply);
	if (reply.stage === 'log_in') return logInSubjects.has(subject) ? subject : 'log_in';
	// The server does not know the recipient yet: no answer to the sender, or before it, is about the recipient.
	const knowsRecipient = reply.stage === 'recipient' || reply.stage === 'content';
	if (knowsRecipient || !recipientSubjects.has(subject)) return subject;
	return reply.stage === 'sender' ? 'sender' : 'address_listed';
}
const recipientSubjects: ReadonlySet<Subject> = new Set(['recipient', 'recipient_closed', 'full']);
const logInSubjects: ReadonlySet<Subject> = new Set(['log_in', 'encryption', 'quota', 'blocked']);

function subjectAlone(reply: SmtpReply): Subject {
	const enhanced = enhancedCode(reply.text)?.slice(2) ?? '';
	return exactly[enhanced] ?? subjectOfWords(reply.text, reply.stage) ?? byClass(enhanced, reply) ?? byBasicCode(reply);
}

/** RFC 3463; some servers write it at the end, as `(#5.7.1)`. */
function enhancedCode(text: string): string | undefined {
	return /^\d{3}[ -]#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? /\(#?([245]\.\d{1,3}\.\d{1,3})\)/.exec(text)?.[1];
}

const all = (subject: Subject, ...codes: string[]) => Object.fromEntries(codes.map((code) => [code, subject] as const));

/**
 * Enhanced codes, without their first digit, that mean one thing with everybody who uses them. Sources: the registry of
 * enhanced status codes (RFC 3463, 4954, 7372, 7505), and the lists of Google and of Microsoft 365.
 */
const exactly: Readonly<Partial<Record<string, Subject>>> = {
	...all('recipient', '1.1', '1.2', '1.3', '1.4', '1.6', '1.10', '1.20', '4.4', '4.310'),
	// Gmail's daily quota and its rate for one address; the daily limit of Microsoft 365.
	...all('quota', '4.5', '1.90', '7.28', '7.508'),
	...all('sender', '7.60', '2.252'),
	...all('policy', '7.20', '7.21', '7.22', '7.23', '7.24', '7.26', '7.27', '7.30', '7.32', '7.509', '7.515'),
	...all('address_listed', '7.25', '7.511', '7.606', '7.607', '7.608', '7.708'),
	...all('blocked', '7.501', '7.502', '7.503', '7.504', '7.505', '7.705', '7.750'),
	...all('log_in', '7.8', '7.9', '7.139'),
	...all('log_in_first', '7.57'),
	...all('encryption', '7.10', '7.11', '7.29'),
	...all('relay', '7.54', '7.64', '7.367'),
	...all('recipient_closed', '7.124', '7.129', '7.133', '7.134', '7.135', '7.136', '7.193'),
	...all('size', '3.4', '2.3'),
};

function byClass(enhanced: string, { stage }: SmtpReply): Subject | undefined {
	const [subject = '', detail = ''] = enhanced.split('.');
	switch (subject) {
		case '1':
			return detail === '7' || detail === '8' || detail === '9' ? 'sender' : 'recipient';
		case '2':
			return detail === '2' ? 'full' : 'recipient';
		case '4':
			return stage === 'recipient' ? 'recipient' : 'server';
		case '3':
		case '5':
			return 'server';
		case '6':
			return 'content';
		case '7':
			return byStage[stage];
		default:
			return undefined;
	}
}

const byStage: Readonly<Record<SmtpStage, Subject>> = {
	connection: 'address_listed',
	log_in: 'log_in',
	sender: 'sender',
	recipient: 'recipient_closed',
	content: 'content',
};

/** RFC 5321 §4.2.2 and §4.2.3; RFC 4954 §6. */
function byBasicCode({ code, stage }: SmtpReply): Subject {
	if (code === 535 || code === 534 || code === 538) return 'log_in';
	if (code === 530) return 'log_in_first';
	if (code === 552) return stage === 'recipient' ? 'full' : 'size';
	// Commands that the server does not know, or does not want now.
	if ((code >= 500 && code < 510 && code !== 501) || code === 451 || code === 421) return 'server';
	if (stage === 'content') return 'server';
	if (stage === 'recipient') return code === 554 ? 'recipient_closed' : 'recipient';
	return byStage[stage];
}
