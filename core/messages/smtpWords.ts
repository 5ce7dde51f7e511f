/** What a reply of a mail server is an answer to. `content` is DATA and the mail itself. */
export type SmtpStage = 'connection' | 'log_in' | 'sender' | 'recipient' | 'content';

/** Whom or what a refusal is about. Everything before `recipient` is about the mail account, not about the customer. */
export type Subject =
	| 'log_in'
	| 'log_in_first'
	| 'encryption'
	| 'quota'
	| 'sender'
	| 'relay'
	| 'policy'
	| 'blocked'
	| 'address_listed'
	| 'server'
	| 'recipient'
	| 'recipient_closed'
	| 'full'
	| 'size'
	| 'content';

interface Words {
	readonly subject: Subject;
	/** Where the words mean this; everywhere when it is absent. */
	readonly at?: readonly SmtpStage[];
	readonly patterns: readonly RegExp[];
}

/** English words of servers in use. The first row that matches counts: a refusal of a sender may quote its mailbox. */
const rows: readonly Words[] = [
	{
		subject: 'quota',
		patterns: [
			/\b(daily|hourly|monthly|(per|an?|each|in|within|last|24)[- ](second|minute|hour|day|month)s?)\b.{0,60}\b(limit|quota|exceed|reach|rate)/i,
			/\b(limit|quota|rate|exceed\w*|only \d+|too many)\b.{0,60}\b(daily|hourly|(per|an?|each|in|within) (second|minute|hour|day|month|24)|hours?|hour limit)\b/i,
			/\b(send(ing)?|submission|outgoing|outbound|message|mail|credits?) ?(rate|quota|limits?|credits)\b.{0,40}\b(exceed|reach|hit|over)/i,
			/SubmissionQuotaExceeded|throttl|credits? exceeded|over ?limit|exceeded hour limit|rate[- ]?limit|sending limit/i,
			/too many (e-?mails|messages|recipients|connections|concurrent|log-?ins?|auth)/i,
			/exceeded (the|its|your) (max\w*|limit|allowed).{0,30}(e?mails|messages|recipients)/i,
			/receiving mail (too quickly|at a rate)|unusual rate|(too|sending) (fast|quickly)/i,
		],
	},
	{
		subject: 'size',
		patterns: [
			/(message|mail|attachment|content)( size|'s size)?\b.{0,20}(too (big|large)|larger than|exceeds)/i,
			/too (big|large) (a )?(message|mail)|size (limit )?exceed|exceed\w*\b.{0,30}\b(message|mail) size/i,
		],
	},
	{
		subject: 'encryption',
		patterns: [
			/STARTTLS|\bTLS\b.{0,30}(required|needed|first|must|only)/i,
			/(requires?|must use|need)\b.{0,20}(\bTLS\b|\bSSL\b|encrypt)|encryption (is )?(required|needed)/i,
		],
	},
	{
		subject: 'policy',
		patterns: [
			/\bSPF\b|\bDKIM\b|\bDMARC\b|sender policy framework/i,
			/(mail|message) (is|was) (unauthenticated|not authenticated)|unauthenticated (e-?)?mail/i,
		],
	},
	{
		subject: 'log_in',
		patterns: [
			/(bad|wrong|invalid|incorrect) (username|user ?name|log-?in|credentials?|password)/i,
			/(credentials?|password|username|authentication) (\w+ )?(invalid|rejected|incorrect|failed|failure|unsuccessful|not accepted)/i,
		],
	},
	{
		subject: 'log_in_first',
		patterns: [
			/authenticat\w* (is |was )?(required|needed|first)|\b(un|not |isn't )authenticated/i,
			/(require|need)s? (smtp )?auth|\bAUTH\b( command)? first|smtp auth\w* (is )?(required|needed)|send AUTH/i,
			/must (be |first )?(authenticate|log(ged)? ?in)|please (authenticate|log ?in)|log ?in first/i,
		],
	},
	{ subject: 'relay', patterns: [/\brelay|rcpthosts|non-accepted domain/i] },
	{
		subject: 'blocked',
		patterns: [
			/bad outbound|unusual sending activity|domain\b.{0,60}\bis not allowed to send/i,
			/\b(sending|sender|outbound|your)\b( \w+){0,3} (is |was |has been |have been )?(paused|suspended|disabled|deactivated|blocked|locked|restricted|shut down)/i,
			/account (is |was |has been |under )+(paused|suspended|under review|review|shut down|probation)|sending paused/i,
		],
	},
	{
		subject: 'sender',
		patterns: [
			/\bsend(ing)?[- ]?as\b|\bsender\b|\bmail ?from\b|on behalf|(return|reverse)[- ]path|envelope[- ]from|not owned by/i,
			/\bfrom\b['">]? ?(e-?mail )?(address|header|field|domain)|['"<]from['">:]/i,
			/\b(identity|identities|e?mail address|domain|address)\b.{0,60}\bnot (been )?(verified|confirmed|validated)/i,
			/verified (sender|domain|identity)|unverified|not a verified/i,
		],
	},
	{
		subject: 'address_listed',
		patterns: [
			/spamhaus|spamcop|barracuda|(block|black|deny) ?list|\bRBL\b|\bDNSBL\b|\bPBL\b|blocked using|reputation|banned/i,
			/reverse (dns|host\w*)|\bPTR\b|rDNS|(client host|helo|ehlo)\b.{0,60}(reject|denied|block|invalid|not found)/i,
			/(your|sending|source|client) (ip|host|network|server)\b.{0,60}(block|reject|denied|listed|not allowed|poor|bad)/i,
		],
	},
	{
		subject: 'recipient',
		patterns: [
			/no (valid|such) recipients?|not our customer|no mailbox here|mailbox name not allowed|user not local/i,
			/(no such|unknown|invalid|bad|non-?existent|unrouteable|unroutable|undeliverable) (local )?(user|recipient|mail ?box|address|person|account|destination|here|alias)/i,
			/\b(user|recipient|mailbox|address|account|alias|addressee|name)s?( address| name)?( \S+)?( is| was| has been)?:? ?(unknown|not found|unavailable|not available|does ?n.t exist|do(es)? not exist|not exist|doesn.t have|invalid|disabled|inactive|deactivated|not known|not recogni[sz]ed|undeliverable|no longer)/i,
			/\b(account|user|person)\b.{0,40}\b(does not exist|is (disabled|inactive|invalid|unknown))/i,
			/\b(domain|host)( name)?\b.{0,40}\b(not found|unknown|does not exist|doesn.t exist)/i,
		],
	},
	{
		subject: 'full',
		at: ['recipient', 'content'],
		patterns: [
			/over ?quota|quota ?exceeded|exceed\w*\b.{0,20}\b(quota|storage|allocation)|mailbox full/i,
			/(mail ?box|inbox|user|account|recipient|storage)('s)?\b.{0,30}\b(is full|full|out of (storage|space))/i,
		],
	},
	{
		subject: 'content',
		patterns: [
			/spam|junk|unsolicited|virus|malware|phish|suspicious|security (issue|risk|policy)/i,
			/(content|message)\b.{0,20}\b(reject|filter|block|denied|policy|refus)/i,
		],
	},
];

/** Longer than any reply that says something. */
const maxLength = 2_000;

/** Tells whom a refusal is about by its words; undefined when no words are known. */
export function subjectOfWords(reply: string, stage: SmtpStage): Subject | undefined {
	const plain = reply
		.slice(0, maxLength)
		.replaceAll(/^\d{3}[ -](#?[245]\.\d{1,3}\.\d{1,3} )?/gm, ' ')
		.replaceAll(/https?:\S+|\s+/g, ' ');
	const found = rows.find(({ at, patterns }) => (!at || at.includes(stage)) && patterns.some((one) => one.test(plain)));
	return found?.subject;
}
