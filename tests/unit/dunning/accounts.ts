import {
	dunningCampaign,
	type Attempt,
	type Campaign,
	type DunnedAccount,
	type DunnedService,
	type OpenInvoice,
} from '../../../core/dunning';
import { resolvePolicy, type PolicySettings } from '../../../core/policies';

/** The campaign that the migration seeds. */
export const seeded: Campaign = dunningCampaign.parse({
	code: 'default',
	name: 'Reminders, suspension, termination',
	stages: [
		{ code: 'before_due', offsetDays: -3, action: 'remind' },
		{ code: 'reminder_1', offsetDays: 1, action: 'remind' },
		{ code: 'warning', offsetDays: 2, action: 'warn_suspension', noticeFor: 'suspension' },
		{ code: 'suspension', offsetDays: 3, action: 'suspend' },
		{ code: 'reminder_7', offsetDays: 7, action: 'remind' },
		{ code: 'last_warning', offsetDays: 11, action: 'warn_termination', noticeFor: 'termination' },
		{ code: 'termination', offsetDays: 14, action: 'terminate', channel: 'none' },
	],
});

export const service = (
	id: string,
	given: Partial<DunnedService> & { settings?: PolicySettings } = {},
): DunnedService => {
	const { settings = {}, ...rest } = given;
	return {
		serviceId: id,
		domain: `${id}.example`,
		status: 'active',
		suspendedBy: null,
		suspensionReason: null,
		policy: resolvePolicy(settings),
		campaign: seeded,
		pending: null,
		...rest,
	};
};

export const suspendedForMoney = { status: 'suspended', suspendedBy: 'system', suspensionReason: 'overdue' } as const;

export const invoice = (id: string, given: Partial<OpenInvoice> = {}): OpenInvoice => ({
	invoiceId: id,
	number: id.toUpperCase(),
	currency: 'EUR',
	totalMinor: 1_000,
	balanceMinor: 1_000,
	// A Monday.
	dueOn: '2026-06-01',
	hold: null,
	serviceIds: ['s1'],
	...given,
});

export const sent = (stageCode: string, sentOn: string, given: Partial<Attempt> = {}): Attempt => ({
	invoiceId: 'i1',
	stageCode,
	dueOn: '2026-06-01',
	action: seeded.stages.find(({ code }) => code === stageCode)?.action ?? 'remind',
	status: 'sent',
	plannedOn: sentOn,
	sentOn,
	...given,
});

export const account = (given: Partial<DunnedAccount> & { settings?: PolicySettings } = {}): DunnedAccount => {
	const { settings = {}, ...rest } = given;
	return {
		customerId: 'c1',
		customerCode: 'acme',
		timeZone: 'Europe/Brussels',
		country: 'BE',
		hasAddress: true,
		policy: resolvePolicy(settings),
		campaign: seeded,
		invoices: [invoice('i1')],
		attempts: [],
		services: [service('s1', { settings })],
		...rest,
	};
};
