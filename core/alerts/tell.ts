import type { Store } from '../db';
import { setNotTold, setTold, takeAlertsToTell, type Alert, type AlertPlacement, type Phase } from './alerts';
import { mailable } from './mailable';
import { unknownAlert } from './raiseAlert';
import { forgetOldAlerts, settleAlerts } from './settle';
import { workOfAlert, type AlertWork } from './subjects';

/** What a mail to staff says: the values of the operator alert. */
export interface Telling {
	readonly alertId: string;
	readonly phase: Phase;
	readonly kind: Alert['kind'];
	readonly severity: Alert['severity'] | 'done';
	readonly title: string;
	readonly message: string;
	readonly remedy: string;
	readonly firstSeenAt: Date;
	/** How often it was reported. */
	readonly count: number;
	readonly facts: Omit<Alert['facts'], 'placement'>;
	/** Of a payment that waits to be placed: what its link is made of. */
	readonly placement?: AlertPlacement;
}

/**
 * Ends what is over, and takes what staff are to be told now; others do not get it for two minutes. Whoever takes it sends
 * the mail, and then says that it is told, or that it could not be sent.
 */
export async function claimAlertsToTell({ store }: { readonly store: Store }, limit: number): Promise<Telling[]> {
	return await store.asStaff(async (transaction) => {
		await settleAlerts(transaction);
		await forgetOldAlerts(transaction);
		const alerts = await takeAlertsToTell(transaction, limit);
		const tellings: Telling[] = [];
		for (const alert of alerts) {
			tellings.push(mailable(tellingOf(alert, await workOfAlert(transaction, alert.alertId))));
		}
		return tellings;
	});
}

/** @throws InputError when there is no such alert. */
export async function alertTold({ store }: { readonly store: Store }, alertId: string, phase: Phase): Promise<Alert> {
	return await store.asStaff(async (transaction) => {
		const alert = await setTold(transaction, alertId, phase);
		if (!alert) throw unknownAlert(alertId);
		return alert;
	});
}

/**
 * Records why the mail could not be sent; it is to be told again later.
 *
 * @throws InputError when there is no such alert.
 */
export async function alertNotTold({ store }: { readonly store: Store }, alertId: string, why: string): Promise<Alert> {
	return await store.asStaff(async (transaction) => {
		const alert = await setNotTold(transaction, alertId, why);
		if (!alert) throw unknownAlert(alertId);
		return alert;
	});
}

function tellingOf(alert: Alert, work: AlertWork): Telling {
	const { alertId, kind, title, firstSeenAt, count } = alert;
	const { placement, ...facts } = alert.facts;
	const shared = { alertId, kind, title, firstSeenAt, count, facts };
	if (alert.toTell === 'done') {
		const { vendorMessage: _words, errorClass: _class, stepName: _step, detailsUrl: _url, ...known } = facts;
		return { ...shared, facts: known, phase: 'done', severity: 'done', message: doneIn(alert, work), remedy: '' };
	}
	const { severity, remedy } = alert;
	return { ...shared, phase: 'problem', severity, remedy, message: problemIn(alert, work), placement };
}

function problemIn({ message }: Alert, work: AlertWork): string {
	const runs = work.runs.map(({ workflow, count }) => `${workflow} (${count})`).join(', ');
	const inHand = counted(work);
	return [
		message,
		// One run alone is named in the title, or by the link.
		...(work.runs.length > 1 || (work.runs[0]?.count ?? 0) > 1 ? [`Runs: ${runs}.`] : []),
		...(work.runs.length > 0 && inHand ? [`Work in hand: ${inHand}.`] : []),
	]
		.filter(Boolean)
		.join('\n');
}

function doneIn({ settles, kind }: Alert, work: AlertWork): string {
	if (settles === 'payments_accepted') return 'Deliveries are accepted again.';
	const all = counted(work);
	const failed = work.tasksFailed;
	return [
		kind === 'task_failed'
			? 'It is done after all.'
			: `Everything that this was about is over: ${all || 'nothing is left'}.`,
		...(failed > 0 ? [`${some(failed, 'task')} of it failed for good. There is a mail about each.`] : []),
	].join(' ');
}

function counted({ tasks, events }: AlertWork): string {
	return [...(tasks > 0 ? [some(tasks, 'task')] : []), ...(events > 0 ? [some(events, 'payment event')] : [])].join(
		' and ',
	);
}

const some = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
