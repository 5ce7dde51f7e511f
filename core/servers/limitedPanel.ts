import { changingMethods, type ChangingMethod, type ControlPanel } from '../panels';
import type { ServerSlots } from './serverSlots';

/**
 * Wraps the panel so that its server never runs more changes and lists of accounts at once than its record allows.
 * Further calls wait. A look at one account, zone or mailbox does not wait.
 *
 * A list holds its slot from its first page until it ends, or until the caller stops reading. It renews the lease at
 * every page. Do not make a change while you read a list: on a server with a limit of one, the change would wait for
 * the list.
 *
 * @throws ExternalError from the limited methods also `busy`, when no slot was free in time.
 */
export function limitedPanel(panel: ControlPanel, slots: ServerSlots): ControlPanel {
	const limited = changingMethods.map((name) => {
		const change = panel[name] as (...input: readonly unknown[]) => Promise<unknown>;
		return [name, async (...input: readonly unknown[]) => await slots.during(async () => await change(...input))];
	});
	return {
		...panel,
		// Each function has the type of the method that it calls.
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
