import type { Ninja } from './ninja';
import type { NinjaRow } from './rows';

/** Settings of a company, a group or a client, by Invoice Ninja's own names. */
export type NinjaSettings = Readonly<Record<string, unknown>>;

/** What Invoice Ninja does by itself about an unpaid invoice, and the settings that say so. */
export interface NinjaAutomation {
	readonly reminders: Found;
	readonly lateFees: Found;
	readonly charges: Found;
}
export interface Found {
	readonly isOn: boolean;
	/** Those that are on. */
	readonly settings: NinjaSettings;
}

/** A level that says nothing, or an empty text, leaves it to the next one (app/Models/Client.php, getSetting). */
function settingIn(levels: readonly NinjaSettings[], name: string): unknown {
	return levels.map((level) => level[name]).find((value) => value !== undefined && value !== null && value !== '');
}

const isOn = (value: unknown) => value === true || value === 1 || value === '1' || value === 'true';
const isAbove0 = (value: unknown) => Number(value) > 0;

/** The reminders that Invoice Ninja knows, with the names of their fees. */
const reminders = [
	...['1', '2', '3'].map((which) => ({
		enabled: `enable_reminder${which}`,
		fees: [`late_fee_amount${which}`, `late_fee_percent${which}`],
	})),
	{ enabled: 'enable_reminder_endless', fees: ['late_fee_endless_amount', 'late_fee_endless_percent'] },
];

/**
 * What the settings of a client come to. Mails go out when `send_reminders` and one of the reminders are on; a fee is added
 * with its reminder, also when no mail is sent (app/Jobs/Util/ReminderJob.php). `auto_bill_standard_invoices` makes each new
 * invoice one that is charged by itself (app/Repositories and app/Jobs/Cron/AutoBillCron.php); `auto_bill` is about recurring
 * invoices alone.
 *
 * @param levels the client's, its group's, the company's.
 */
export function automationOf(levels: readonly NinjaSettings[]): NinjaAutomation {
	const value = (name: string) => settingIn(levels, name);
	const enabled = reminders.filter((one) => isOn(value(one.enabled)));
	const fees = enabled.flatMap((one) => one.fees).filter((name) => isAbove0(value(name)));
	const shown = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, value(name)]));
	const sends = enabled.length > 0 && isOn(value('send_reminders'));
	const charges = isOn(value('auto_bill_standard_invoices'));
	return {
		reminders: {
			isOn: sends,
			settings: shown(['send_reminders', ...enabled.map((one) => one.enabled)]),
		},
		lateFees: { isOn: fees.length > 0, settings: shown(fees) },
		charges: {
			isOn: charges,
			settings: shown(['auto_bill_standard_invoices', ...(charges ? ['auto_bill_date'] : [])]),
		},
	};
}

/** The automation of a company, and of each client whose settings or group make it another one. */
export interface ReadAutomation {
	readonly company: NinjaAutomation;
	readonly clients: ReadonlyArray<{ readonly clientId: string; readonly automation: NinjaAutomation }>;
}

/** Reads what Invoice Ninja does by itself: the company's settings, and those of its groups and clients. */
export async function readAutomation(ninja: Ninja): Promise<ReadAutomation> {
	const { settings } = await ninja.company();
	const groups = new Map<string, NinjaSettings>();
	for await (const page of ninja.pages('group_setting', { states: ['active', 'archived'], include: [] })) {
		for (const row of page) groups.set(row.id, settingsIn(row));
	}
	const company = automationOf([settings]);
	const clients: Array<{ clientId: string; automation: NinjaAutomation }> = [];
	for await (const page of ninja.pages('client', { states: ['active', 'archived'], include: [] })) {
		for (const row of page) {
			const group = typeof row.group_settings_id === 'string' ? groups.get(row.group_settings_id) : undefined;
			const automation = automationOf([settingsIn(row), group ?? {}, settings]);
			if (!isSame(automation, company)) clients.push({ clientId: row.id, automation });
		}
	}
	return { company, clients };
}

const settingsIn = ({ settings }: NinjaRow): NinjaSettings =>
	typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? { ...settings } : {};

const isSame = (one: NinjaAutomation, other: NinjaAutomation) =>
	one.reminders.isOn === other.reminders.isOn &&
	one.lateFees.isOn === other.lateFees.isOn &&
	one.charges.isOn === other.charges.isOn;
