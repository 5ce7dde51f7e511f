import type { ExternalError } from '../../kernel/errors';
import { meaningOf, remedies, vendorErrors, type Meanings } from '../errors';
import { readable as plainly } from '../vendorText';

export const errors = vendorErrors({
	name: 'WHM',
	address: 'https://host:2087',
	log: '/usr/local/cpanel/logs/error_log',
	checkLogIn:
		'Check the user name and the API token: WHM → Manage API Tokens shows whether it has expired or is bound to addresses.',
	checkRights: 'Give the API token the rights that Server: Test lists as missing.',
	logInPage: /<form[^>]*login|name="?(user|pass)"?/i,
});

/**
 * The meaning of the sentences of WHM and UAPI. They have no codes; these are the English words of version 11.x. A
 * sentence that the pack does not know is `unknown`. Then the caller looks at the server for the result of its change.
 */
const meanings: Meanings = [
	// What createacct refuses about the domain. Source: Cpanel::Validate::Component::Domain, and docs.cpanel.net.
	[
		/could not determine the name ?servers?|registered with a valid (domain )?registrar|domain is not registered/i,
		'invalid',
		'The domain is not registered, or its registrar does not know name servers for it yet. Register it, then retry. Or let this server take such domains: WHM → Tweak Settings → Domains → Allow unregistered domains.',
	],
	[
		/does not (appear to )?use (the )?DNS servers associated with this server/i,
		'invalid',
		'The domain uses the name servers of somebody else. Set those of this server at its registrar, then retry. Or let this server take such domains: WHM → Configure Remote Service IPs for name servers of your own, or WHM → Tweak Settings → Domains → Allow Remote Domains, which cPanel advises against.',
	],
	[
		/cannot create the (common )?domain|supplied domain name is invalid|domain name may not be the same|domain with a name that is the server.s hostname/i,
		'invalid',
		remedies.otherDomain,
	],
	[
		/already exists in the (userdata|apache configuration)/i,
		'exists',
		'The server has the domain already: in an account, as an addon domain, an alias or a subdomain. WHM → List Accounts finds it. Remove it there if nobody needs it, then retry.',
	],
	[
		/a DNS entry for .* already exists/i,
		'exists',
		'A DNS zone of the domain is left on the server or in its DNS cluster. Look who uses it, remove it in WHM → Delete a DNS Zone, then retry.',
	],
	[
		/reserved username/i,
		'invalid',
		'The server keeps this user name for itself: choose another one, or none, so that the pack chooses.',
	],
	[
		/licen[cs]e/i,
		'limit',
		'See to the licence of the server: whether it has expired, and how many accounts it allows.',
	],
	[
		/no space left|disk (is |quota )?(full|exceeded)|out of disk|(low on|not enough|insufficient) (free )?(disk|space)/i,
		'limit',
		remedies.makeRoom,
	],
	[
		/access denied|token authentication failed|invalid (api )?token|login (attempt|failed)/i,
		'auth',
		'Check the user name and the API token. A token belongs to the user that made it.',
	],
	[
		/reached (your|the|its) (maximum|limit)|maximum (number|allotment) of|exceed\S* (your|the) (account|package|disk|resource|limit)|account limit|limit (has been|was) reached|would exceed|any more accounts|not allowed to create an account with the package/i,
		'limit',
		remedies.chooseLarger,
	],
	[
		/not a valid package|package .*does not exist|no such package|invalid package/i,
		'not_found',
		'Choose a package that the server has: Package: List shows them. One of a reseller is named reseller_package.',
	],
	[
		/already (exists|has an?|in use|taken|owned|configured|been taken)|(is|was) taken|same initial|first 8 characters/i,
		'exists',
		remedies.chooseAnother,
	],
	[
		/permission|privilege|not authori[sz]ed|not allowed to|do(es)? not own|insufficient|do(es)? not have (the )?(ability|access|required)|requires? root/i,
		'permission',
		'Give the API token, and its user, the rights that Server: Test lists as missing.',
	],
	[
		/feature .*(enabled|disabled)|does not have the .* feature|has .* disabled|role .*(disabled|not enabled)/i,
		'permission',
		'Switch the feature on in WHM → Feature Manager for the feature list of the package, or the role on the server.',
	],
	[
		/do(es)? not exist|no such|not found|could not find|cannot find|unknown (user|account|domain|zone|email)|do(es)? not have an? (\S+ )*(account|zone|email|mailbox|database)|has no owner|nonexistent|no longer exists/i,
		'not_found',
		remedies.checkName,
	],
	[
		/already (running|in progress)|in progress|try again|temporarily|could not (get|acquire|obtain) .*lock|is locked|timed out waiting|too many/i,
		'busy',
		remedies.wait,
	],
	[
		/password.*(weak|strength|may not|cannot|must|too short)|too weak/i,
		'invalid',
		'Choose a longer password of mixed characters, without the user name in it.',
	],
	[
		/invalid|not a valid|not valid|must (be|begin|start|contain|not|provide|specify)|may not|cannot (be|begin|start|contain|use)|required|too (long|short)|begins? with|reserved|malformed|could not parse/i,
		'invalid',
		remedies.correct,
	],
];

/** The refusal in the vendor's words. */
export function refusal(said: string, secrets: readonly string[]): ExternalError {
	const words = withoutPlaces(said);
	return errors.refused(words, secrets, meaningOf(meanings, plainly(words, secrets)));
}

/** WHM answers 403 for an unknown token, and for a token that lacks a right. */
export function forbidden(reason: string, secrets: readonly string[]): ExternalError {
	const refused = refusal(reason, secrets);
	if (refused.errorClass === 'auth') return errors.denied(refused.vendorMessage);
	return refused.errorClass === 'unknown' ? errors.forbidden(refused.vendorMessage) : refused;
}

/** Returns WHM's words as plain text, without positions in the vendor's own code. */
export const readable = (said: string, secrets: readonly string[]) => plainly(withoutPlaces(said), secrets);

const withoutPlaces = (said: string) => said.replace(/ at \/usr\/local\/cpanel\/\S+ line \d+\.?/g, '');
