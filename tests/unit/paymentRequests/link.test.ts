import { randomBytes, randomUUID } from 'node:crypto';
import { linkDays, paymentLinkFor } from '../../../core/paymentRequests';
import { openPaymentTicket } from '../../../core/paymentRequests/link';
import { fixedClock } from '../../../core/kernel/clock';
import { openVault } from '../../../core/kernel/encryption';

const key = () => ({ version: 1, key: randomBytes(32) });
const vault = openVault({ current: key(), previous: [] });
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const page = 'https://n8n.example.com/webhook/msp/pay';
const asked = { customerId: randomUUID(), currency: 'EUR', page, language: 'nl', clock } as const;
const ticketOf = (link: string) => new URL(link).searchParams.get('ticket') ?? '';

test('a link holds whose it is, in which currency and until when, and shows none of it', () => {
	const link = paymentLinkFor({ vault }, asked);
	expect(link.startsWith(`${page}?ticket=`)).toBe(true);
	expect(link.length).toBeLessThan(600);
	expect(link).not.toContain(asked.customerId);
	expect(Buffer.from(ticketOf(link), 'base64url').toString('latin1')).not.toContain(asked.customerId);
	expect(openPaymentTicket(vault, ticketOf(link))).toEqual({
		...{ customerId: asked.customerId, currency: 'EUR', language: 'nl' },
		until: new Date(clock.now().getTime() + linkDays * 86_400_000).toISOString(),
	});
});

test('nobody else can have made it, and a ticket of something else opens nothing', () => {
	const ticket = ticketOf(paymentLinkFor({ vault }, asked));
	expect(openPaymentTicket(openVault({ current: key(), previous: [] }), ticket)).toBeUndefined();
	const held = openPaymentTicket(vault, ticket);
	expect(openPaymentTicket(vault, vault.seal('drift:approval', JSON.stringify(held)))).toBeUndefined();
	expect(openPaymentTicket(vault, `${ticket.slice(0, -2)}AA`)).toBeUndefined();
});

test('a page that is no address is refused', () => {
	expect(() => paymentLinkFor({ vault }, { ...asked, page: 'msp/pay' })).toThrow(/http or https/);
});
