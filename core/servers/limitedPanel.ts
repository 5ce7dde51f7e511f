import { changingMethods, type ChangingMethod, type ControlPanel } from '../panels';
import type { ServerSlots } from './serverSlots';

/**
 * The panel, with no more changes and lists of accounts under way on its server than its record allows. Whoever comes
 * later waits; a look at one account, zone or mailbox does not.
 *
 * A list holds its slot from its first page until it ends, or until nobody asks for more; it renews the lease from page
 * to page. Do not change anything in the midst of a list: on a server with a limit of one the change would wait for the
 * list.
 *
 * @throws ExternalError from the limited methods also `busy`, when no slot came free in time.
 */
export function limitedPanel(panel: ControlPanel, slots: ServerSlots): ControlPanel {
	const limited = changingMethods.map((name) => {
		const change = panel[name] as (...input: readonly unknown[]) => Promise<unknown>;
		return [name, async (...input: readonly unknown[]) => await slots.during(async () => await change(...input))];
	});
	return {
		...panel,
		// Each has the type of the method that it calls.
		...(Object.fromEntries(limited) as Pick<ControlPanel, ChangingMethod>),

		async *listAccounts() {
			const held = await slots.hold();
			try {
				for await (const account of panel.listAccounts()) {
					yield account;
					await held.keep();
				}
			} finally {
				await held.giveBack();
			}
		},
	};
}
