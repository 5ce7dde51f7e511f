import { z } from 'zod';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

/** What a guest has seen of a price, until it is booked or is too old. */
const offer = {
	owner: 'rental:offer',
	held: z.object({
		unitCode: z.string(),
		arrival: z.string(),
		departure: z.string(),
		adults: z.number(),
		children: z.number(),
		totalMinor: z.number(),
		/** What makes a form that is sent twice one booking. */
		reference: z.uuid(),
		until: z.iso.datetime(),
	}),
};
export type Offer = Readonly<z.infer<typeof offer.held>>;

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

export function sealOffer({ vault }: HasVault, held: Offer): string {
	return sealTicket(vault, offer.owner, held);
}

/** Undefined when this back office did not make it, or it is too old. */
export function openOffer({ vault }: HasVault, ticket: string, now: Date): Offer | undefined {
	const held = openTicket(vault, offer.owner, offer.held, ticket);
	return held && new Date(held.until) > now ? held : undefined;
}
