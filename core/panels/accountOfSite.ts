import type { ControlPanel } from './controlPanel';
import type { Account } from './types';

/**
 * Returns the account that serves a site. Somebody may have made it under the spelling with `www.`.
 *
 * @param site a domain without `www.`.
 */
export async function accountOfSite(
	panel: Pick<ControlPanel, 'findAccount'>,
	site: string,
): Promise<Account | undefined> {
	return (await panel.findAccount({ domain: site })) ?? (await panel.findAccount({ domain: `www.${site}` }));
}
