import { z } from 'zod';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

interface HasVault {
	readonly vault: Vault;
}

/** The page of a booking: its guest sees it, pays and cancels there. It works for as long as the booking is kept. */
const booking = { owner: 'rental:booking', held: z.object({ bookingId: z.uuid() }) };
/** The page on which a member of staff decides on a refund. */
const refund = { owner: 'rental:refund', held: z.object({ bookingId: z.uuid(), language }) };
/** The calendar of a unit, for portals. */
const calendar = { owner: 'rental:calendar', held: z.object({ unitCode: z.string() }) };

export function bookingLink({ vault }: HasVault, page: string, bookingId: string): string {
	const example = 'https://n8n.example.com/webhook/msp/rental/booking';
	return linkTo(page, sealTicket(vault, booking.owner, { bookingId }), { field: 'bookingPage', example });
}

export function openBookingTicket({ vault }: HasVault, ticket: string): string | undefined {
	return openTicket(vault, booking.owner, booking.held, ticket)?.bookingId;
}

export function refundLink({ vault }: HasVault, page: string, bookingId: string, chosen: Language): string {
	const example = 'https://n8n.example.com/webhook/msp/rental/refund';
	return linkTo(page, sealTicket(vault, refund.owner, { bookingId, language: chosen }), {
		field: 'refundPage',
		example,
	});
}

export function openRefundTicket(
	{ vault }: HasVault,
	ticket: string,
): { readonly bookingId: string; readonly language: Language } | undefined {
	return openTicket(vault, refund.owner, refund.held, ticket);
}

export function calendarLink({ vault }: HasVault, page: string, unitCode: string): string {
	const example = 'https://n8n.example.com/webhook/msp/rental/calendar';
	return linkTo(page, sealTicket(vault, calendar.owner, { unitCode }), { field: 'calendarPage', example });
}

export function openCalendarTicket({ vault }: HasVault, ticket: string): string | undefined {
	return openTicket(vault, calendar.owner, calendar.held, ticket)?.unitCode;
}
