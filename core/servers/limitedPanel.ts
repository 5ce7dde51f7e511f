import type { ControlPanel } from '../panels';
import type { ServerSlots } from './serverSlots';

/**
 * The panel, with no more changes and lists of accounts under way on its server than it may have. Whoever comes later
 * waits; a look at one account, zone or mailbox does not.
 *
 * A list holds its place from its first page until it ends, or until nobody asks for more; the lease is renewed from page to
 * page. Do not change anything in the midst of a list: on a server with a limit of one the change would wait for the list.
 *
 * @throws ExternalError from the limited methods also `busy`, where no place came free in time.
 */
export function limitedPanel(panel: ControlPanel, slots: ServerSlots): ControlPanel {
	const limited =
		<Given extends readonly unknown[], Result>(method: (...given: Given) => Promise<Result>) =>
		async (...given: Given): Promise<Result> =>
			await slots.during(async () => await method(...given));

	return {
		...panel,
		createAccount: limited(panel.createAccount),
		suspendAccount: limited(panel.suspendAccount),
		unsuspendAccount: limited(panel.unsuspendAccount),
		terminateAccount: limited(panel.terminateAccount),
		changePackage: limited(panel.changePackage),
		changePassword: limited(panel.changePassword),
		editZone: limited(panel.editZone),
		requestCertificate: limited(panel.requestCertificate),
		createMailbox: limited(panel.createMailbox),
		changeMailboxPassword: limited(panel.changeMailboxPassword),
		deleteMailbox: limited(panel.deleteMailbox),
		createDatabase: limited(panel.createDatabase),
		deleteDatabase: limited(panel.deleteDatabase),
		savePackage: limited(panel.savePackage),

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
