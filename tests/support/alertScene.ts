import { alertNotTold, alertTold, claimAlertsToTell, listAlerts, type Telling } from '../../core/alerts';
import type { TaskOffice } from '../../core/tasks';
import { backOfficeOn } from './provisioningScene';
import { createTestDatabase } from './testDatabase';

/** A back office whose alerts a test makes older, and tells as workflow 91 does. */
export async function openAlertScene() {
	const database = await createTestDatabase();
	const office: TaskOffice = backOfficeOn(database.store);
	return {
		database,
		office,

		/** No alert and no work that is not over. */
		clear: async () => {
			const { owner } = database;
			await owner.query('delete from msp.alert; delete from msp.alert_run');
			await owner.query(`update msp.task set status = 'cancelled' where status not in ('completed', 'failed')`);
			await owner.query(`update msp.payment_event set processed_at = now(), received_at = now() - interval '1 year'`);
		},

		/** Lets so many minutes pass for the alerts. */
		minutesPass: async (minutes: number) => {
			await database.owner.query(
				`update msp.alert set tell_at = tell_at - $1::interval, lease_until = lease_until - $1::interval,
					first_seen_at = first_seen_at - $1::interval, last_seen_at = last_seen_at - $1::interval,
					told_at = told_at - $1::interval, settled_at = settled_at - $1::interval,
					recent = array(select at - $1::interval from unnest(recent) as seen(at))`,
				[`${minutes} minutes`],
			);
		},

		/** What workflow 91 does in one of its runs; gives what it told. */
		tellAll: async (mailServer: 'up' | 'down' = 'up'): Promise<Telling[]> => {
			const tellings = await claimAlertsToTell(office, 50);
			for (const { alertId, phase } of tellings) {
				if (mailServer === 'up') await alertTold(office, alertId, phase);
				else await alertNotTold(office, alertId, '421 try later');
			}
			return mailServer === 'up' ? tellings : [];
		},

		list: async (open?: boolean) =>
			await office.store.asStaff(async (transaction) => await listAlerts(transaction, { open, limit: null })),
	};
}
export type AlertScene = Awaited<ReturnType<typeof openAlertScene>>;
