import type { ErrorClass } from '../../../core/kernel/errors';
import type { SmtpStage } from '../../../core/messages/smtpWords';

/** What its remedy must speak of. */
export const about = {
	logIn: /user and the password/,
	encryption: /STARTTLS or TLS/,
	quota: /allows for now.*tries again/,
	sender: /From Address.*customer is not the fault/,
	relay: /does not send to other domains.*customer is not the fault/,
	policy: /SPF, DKIM and DMARC.*customer is not the fault/,
	blocked: /stopped this mail account.*customer is not the fault/,
	listed: /block list.*customer is not the fault/,
	recipient: /Correct the address of the recipient/,
	closed: /does not take mail of this sender/,
	full: /mailbox of the recipient is full/,
	size: /larger/,
	content: /spam/,
	server: /its words say why/,
	later: /^Nothing to do: the pack tries again later/,
} as const;

export interface RealReply {
	/** Who says it, and where that is written. */
	readonly source: string;
	readonly stage: SmtpStage;
	readonly text: string;
	readonly errorClass: ErrorClass;
	readonly about: keyof typeof about;
}

const reply = (
	source: string,
	stage: SmtpStage,
	text: string,
	errorClass: ErrorClass,
	subject: keyof typeof about,
): RealReply => ({ source, stage, text, errorClass, about: subject });

const google = 'Google: "Gmail SMTP errors and codes"';
const microsoft = 'Microsoft: "Email non-delivery reports in Exchange Online"';
const amazon = 'Amazon SES: "SMTP response codes", "Email sending errors", "Sending quotas errors"';
const postfix = 'Postfix: source of smtpd_check.c';
const exim = 'Exim: its default configuration; cPanel: its ACLs';

/** Replies of servers in use, from the providers' pages and from public bug reports, with names of nobody. */
export const realReplies: readonly RealReply[] = [
	// Quotas: they pass by themselves, whatever the code.
	reply(
		'gen_smtp issue 140',
		'content',
		'550 5.4.5 Daily user sending quota exceeded. o65sm25351206pga.71 - gsmtp',
		'busy',
		'quota',
	),
	reply(
		'onepub issue 543',
		'content',
		'550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550 5.4.5 sending limits go to https://support.google.com/a/answer/166852 - gsmtp',
		'busy',
		'quota',
	),
	reply(
		'OfficeDocs-Exchange issue 2729',
		'content',
		"550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
		'busy',
		'quota',
	),
	reply(
		'OfficeDocs-Support issue 1150',
		'content',
		'554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception',
		'busy',
		'quota',
	),
	reply(
		'nodemailer issue 1137',
		'recipient',
		'554 User me@site.example has exceeded its 24-hour sending limit. Messages to 25 recipients out of 25',
		'busy',
		'quota',
	),
	reply(
		'deltachat-core issue 647',
		'content',
		'554 5.7.1 <DATA>: Data command rejected: limit of 400 rcpts per 24 hours for client me@mail.example reached',
		'busy',
		'quota',
	),
	reply(
		'vmail issue 67',
		'content',
		'554 5.7.1 <DATA>: Data command rejected: only 10 messages per day',
		'busy',
		'quota',
	),
	reply('Magento SMTP issue 94', 'content', '554 sorry, too many emails (#5.7.1)', 'busy', 'quota'),
	reply('gophish issue 3231', 'content', '550 spam mail rejected: exceeded hour limit', 'busy', 'quota'),
	reply(
		'hestiacp issue 2666',
		'recipient',
		'550 Email account smtpout@shop.example is sending too many emails - rate overlimit = 83.6 / 1h',
		'busy',
		'quota',
	),
	reply(
		exim,
		'recipient',
		'550 Domain shop.example has exceeded the max emails per hour (150/150 (100%)) allowed. Message discarded.',
		'busy',
		'quota',
	),
	reply(amazon, 'content', '454 Throttling failure: Daily message quota exceeded.', 'busy', 'quota'),
	reply(amazon, 'content', '454 Throttling failure: Maximum sending rate exceeded.', 'busy', 'quota'),
	reply('SendGrid: error messages', 'log_in', '451 Authentication failed: Maximum credits exceeded', 'busy', 'quota'),
	reply(
		'speakerinnen_liste issue 1357',
		'content',
		'450 4.7.1 <END-OF-MESSAGE>: End-of-data rejected: Number messages per hour exceeded. Error:RATE_MSG',
		'busy',
		'quota',
	),
	reply(
		google,
		'recipient',
		'450-4.2.1 The user you are trying to contact is receiving mail too quickly.\n450 4.2.1 Please resend your message at a later time. - gsmtp',
		'busy',
		'quota',
	),
	reply(google, 'log_in', '454 4.7.0 Too many login attempts, please try again later. - gsmtp', 'busy', 'quota'),

	// For now.
	reply(google, 'connection', '421 4.7.0 Try again later, closing connection. - gsmtp', 'busy', 'later'),
	reply(
		postfix,
		'recipient',
		'450 4.2.0 <ada@client.example>: Recipient address rejected: Greylisted',
		'busy',
		'later',
	),
	reply(postfix, 'sender', '452 4.3.1 Insufficient system storage', 'busy', 'later'),
	reply(
		google,
		'recipient',
		'452 4.2.2 The email account that you tried to reach is over quota. - gsmtp',
		'busy',
		'later',
	),
	reply(
		postfix,
		'log_in',
		'454 4.7.0 Temporary authentication failure: Connection lost to authentication server',
		'busy',
		'later',
	),
	reply('RFC 5321 §4.2.2', 'content', '451 Requested action aborted: local error in processing', 'busy', 'later'),
	reply(
		postfix,
		'sender',
		'450 4.1.8 <hosting@acme.example>: Sender address rejected: Domain not found',
		'busy',
		'later',
	),

	// The sender's settings.
	reply(
		'nodemailer issue 145',
		'content',
		'550 5.7.1 Client does not have permissions to send as this sender',
		'permission',
		'sender',
	),
	reply(
		microsoft,
		'content',
		'550 5.7.60 SMTP; Client does not have permissions to send as this sender',
		'permission',
		'sender',
	),
	reply(
		microsoft,
		'content',
		'554 5.2.252 SendAsDenied; hosting@acme.example not allowed to send as other@acme.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied',
		'permission',
		'sender',
	),
	reply(
		postfix,
		'recipient',
		'553 5.7.1 <hosting@acme.example>: Sender address rejected: not owned by user ada@acme.example',
		'permission',
		'sender',
	),
	reply(
		postfix,
		'sender',
		'550 5.1.8 <hosting@acme.example>: Sender address rejected: Domain not found',
		'permission',
		'sender',
	),
	reply(
		exim,
		'recipient',
		'550-Verification failed for <hosting@acme.example>\n550-No Such User Here\n550 Sender verify failed',
		'permission',
		'sender',
	),
	reply(
		'chatwoot issue 9188',
		'content',
		'550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved. Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender Identity requirements',
		'permission',
		'sender',
	),
	reply(
		amazon,
		'content',
		'554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: hosting@acme.example',
		'permission',
		'sender',
	),
	reply(
		'feedadoc pull request 110 (Postmark)',
		'content',
		"550 The 'From' address you supplied (hosting@acme.example) is not a Sender Signature on your account.",
		'permission',
		'sender',
	),
	reply('RFC 5321 §4.2.2', 'sender', '550 Requested action not taken: mailbox unavailable', 'permission', 'sender'),
	reply('RFC 5321 §4.2.2', 'sender', '553 sorry, that domain is not in my list', 'permission', 'sender'),
	reply('RFC 3463 §3.2', 'sender', '501 5.1.7 Bad sender address syntax', 'permission', 'sender'),
	reply(microsoft, 'recipient', '550 5.7.1 Unable to relay', 'permission', 'relay'),
	reply(
		microsoft,
		'recipient',
		'550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
		'permission',
		'relay',
	),
	reply(microsoft, 'recipient', '550 5.7.64 TenantAttribution; Relay Access Denied', 'permission', 'relay'),
	reply(postfix, 'recipient', '554 5.7.1 <ada@client.example>: Relay access denied', 'permission', 'relay'),
	reply('appwrite docker-smtp issue 9 (Exim)', 'recipient', '550 relay not permitted', 'permission', 'relay'),
	reply(
		'qmail-smtpd(8)',
		'recipient',
		"553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
		'permission',
		'relay',
	),
	reply(
		google,
		'content',
		'550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550 5.7.26  - gsmtp',
		'permission',
		'policy',
	),
	reply(
		microsoft,
		'content',
		'550 5.7.509 Access denied, sending domain acme.example does not pass DMARC verification and has a DMARC policy of reject.',
		'permission',
		'policy',
	),
	reply('RFC 7372 §3.2', 'sender', '550 5.7.23 SPF validation failed', 'permission', 'policy'),
	reply(exim, 'recipient', '550 SPF: 192.0.2.7 is not allowed to send mail from acme.example', 'permission', 'policy'),
	reply(microsoft, 'content', '550 5.1.8 Access denied, bad outbound sender AS(42004)', 'permission', 'blocked'),
	reply(microsoft, 'content', '550 5.7.501 Access denied, spam abuse detected', 'permission', 'blocked'),
	reply(
		'Zoho: SMTP errors',
		'content',
		'550 5.4.6 Unusual sending activity detected. Please try after sometime',
		'permission',
		'blocked',
	),
	reply(
		amazon,
		'content',
		'554 Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
		'permission',
		'blocked',
	),
	reply(
		'Mailgun: SMTP errors',
		'content',
		'421 Domain acme.example is not allowed to send: Free accounts are for test purposes only',
		'busy',
		'later',
	),
	reply(
		microsoft,
		'connection',
		'554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org',
		'permission',
		'listed',
	),
	reply(
		postfix,
		'recipient',
		'554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example',
		'permission',
		'listed',
	),

	// The log-in.
	reply(
		google,
		'log_in',
		'535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp',
		'auth',
		'logIn',
	),
	reply(
		google,
		'log_in',
		'534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp',
		'auth',
		'logIn',
	),
	reply(
		microsoft,
		'log_in',
		'535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
		'auth',
		'logIn',
	),
	reply('Exchange', 'log_in', '535 5.7.3 Authentication unsuccessful', 'auth', 'logIn'),
	reply(amazon, 'log_in', '535 Authentication Credentials Invalid', 'auth', 'logIn'),
	reply(
		google,
		'sender',
		'530-5.7.0 Authentication Required. For more information, go to\n530 5.7.0  https://support.google.com/mail/?p=WantAuthError - gsmtp',
		'auth',
		'logIn',
	),
	reply(
		microsoft,
		'sender',
		'530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
		'auth',
		'logIn',
	),
	reply('sendgrid/docs issue 6473', 'sender', '550 Unauthenticated senders not allowed', 'auth', 'logIn'),
	reply(google, 'sender', '530 5.7.0 Must issue a STARTTLS command first. - gsmtp', 'invalid', 'encryption'),

	// The recipient, for good.
	reply(
		google,
		'recipient',
		'550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking the recipient. - gsmtp',
		'invalid',
		'recipient',
	),
	reply(
		microsoft,
		'recipient',
		'550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
		'invalid',
		'recipient',
	),
	reply(microsoft, 'recipient', '550 5.5.0 Requested action not taken: mailbox unavailable', 'invalid', 'recipient'),
	reply(
		postfix,
		'recipient',
		'550 5.1.1 <ada@client.example>: Recipient address rejected: User unknown in virtual mailbox table',
		'invalid',
		'recipient',
	),
	reply(
		postfix,
		'recipient',
		'550 5.1.2 <ada@client.example>: Recipient address rejected: Domain not found',
		'invalid',
		'recipient',
	),
	reply(exim, 'recipient', '550 Unrouteable address', 'invalid', 'recipient'),
	reply(exim, 'recipient', '550 No Such User Here', 'invalid', 'recipient'),
	reply('qmail', 'recipient', '550 sorry, no mailbox here by that name. (#5.1.1)', 'invalid', 'recipient'),
	reply(
		google,
		'recipient',
		'550 5.2.1 The email account that you tried to reach is disabled. - gsmtp',
		'invalid',
		'recipient',
	),
	reply(
		'RFC 5321 §4.2.2',
		'recipient',
		'553 Requested action not taken: mailbox name not allowed',
		'invalid',
		'recipient',
	),
	reply('RFC 5321 §3.4', 'recipient', '551 User not local; please try <ada@elsewhere.example>', 'invalid', 'recipient'),
	reply('RFC 5321 §3.3', 'content', '554 5.5.1 Error: no valid recipients', 'invalid', 'recipient'),
	reply(
		microsoft,
		'recipient',
		'554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
		'limit',
		'full',
	),
	reply(
		google,
		'recipient',
		'552-5.2.2 The email account that you tried to reach is over quota.\n552 5.2.2 - gsmtp',
		'limit',
		'full',
	),
	reply(exim, 'recipient', '552 Mailbox quota exceeded / mailbox full', 'limit', 'full'),
	reply(
		microsoft,
		'recipient',
		'550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
		'permission',
		'closed',
	),
	reply(microsoft, 'recipient', '554 5.7.1 Delivery not authorized, message refused', 'permission', 'content'),

	// The mail itself.
	reply(
		google,
		'content',
		"552-5.3.4 Your message exceeded Google's message size limits.\n552 5.3.4 - gsmtp",
		'limit',
		'size',
	),
	reply(postfix, 'sender', '552 5.3.4 Message size exceeds fixed limit', 'limit', 'size'),
	reply(exim, 'sender', '552 Message size exceeds maximum permitted', 'limit', 'size'),
	reply(
		google,
		'content',
		'552-5.7.0 This message was blocked because its content presents a potential\n552 5.7.0 security issue. - gsmtp',
		'permission',
		'content',
	),
	reply(
		'SpamAssassin in Exim',
		'content',
		'550 This message was classified as SPAM and may not be delivered',
		'permission',
		'content',
	),
	reply('RFC 5321 §4.2.2', 'content', '554 Transaction failed', 'invalid', 'server'),
	reply('RFC 5321 §4.2.2', 'connection', '554 mail.example no SMTP service here', 'permission', 'listed'),
];
