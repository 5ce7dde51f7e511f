import { given, refused, success, type Command } from '../call';
import { certificateFor } from '../../shared/certificate';
import { domainsOf } from '../state';

/** A certificate comes by itself: the second look after the request finds it. */
const CMD_API_SSL: Command = async ({ fields, state, actor }) => {
	const domain = (fields.get('domain') ?? '').toLowerCase();
	if (!actor || !domainsOf(actor).includes(domain)) return refused('You do not own that domain');
	if (fields.get('action') === 'save') {
		if (fields.get('request') !== 'letsencrypt' || !fields.get('le_select0')) return refused('Unknown action');
		if (fields.get('background') !== 'auto') return refused('The stand-in makes certificates in the background only');
		actor.certificateLooks ??= 0;
		return success('Certificate and Key Saved.');
	}
	if (actor.certificateLooks !== null) actor.certificateLooks += 1;
	const issued = (actor.certificateLooks ?? 0) > 1;
	if (issued && actor.certificate === '') actor.certificate = await certificateFor(domain, [domain, `www.${domain}`]);
	const shown = issued ? actor.certificate : await certificateFor(state.hostname, [state.hostname]);
	return given({
		ssl_on: 'yes',
		server: issued ? 'no' : 'yes',
		certificate: shown,
		key: '-----BEGIN PRIVATE KEY-----\nCANARY-PRIVATE-KEY\n-----END PRIVATE KEY-----\n',
		next_retries: actor.certificateLooks !== null && !issued ? { [domain]: '1767225600' } : {},
	});
};

export const sslCommands = { CMD_API_SSL } satisfies Record<string, Command>;
