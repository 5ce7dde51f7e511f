import { findServer } from '../../../../core/servers';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const serverCapacity = operation({
	name: 'capacity',
	label: 'Get Capacity',
	action: 'Get capacity of server',
	description: 'Return how full the server reports to be, and for a server record, how many of its places are used',
	fields: {},
	run: async ({ panel, server }: PanelContext) => ({
		serverCode: server?.target.name ?? null,
		panel: panel.kind,
		...(await panel.serverCapacity()),
		places: server ? await recordedUse(server) : null,
	}),
});

/** The count of placement: the services on the server, and the most that the record allows. */
async function recordedUse({ office, target }: NonNullable<PanelContext['server']>) {
	const record = await office.store.asStaff(async (transaction) => await findServer(transaction, target.id));
	if (!record) return null;
	const { maxAccounts, used, free, acceptsNew } = record;
	return { maxAccounts, used, free, acceptsNew };
}
