import type { StripeState } from './state';

type Session = StripeState['sessions'][number];

/** The page on which the buyer of a session pays, or goes back. */
export function payPage(session: Session, lines: readonly string[] = []): string {
	const [title, body] = shownOf(session);
	const list = lines.map((line) => `<li>${escaped(line)}</li>`).join('');
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>
<p class="soft">Stand-in for Stripe: no money moves</p>
<h1>${title}</h1>
${list === '' ? '' : `<ul>${list}</ul>`}
${body}
</main></body>
</html>`;
}

function shownOf(session: Session): readonly [title: string, body: string] {
	if (session.status === 'complete') return ['Paid', link(successOf(session), 'Go on')];
	const back = session.cancel_url;
	if (session.status !== 'open') return ['This page has expired', link(back, 'Go back')];
	const title = session.mode === 'setup' ? 'Save a payment method' : `Pay ${amountOf(session)}`;
	const button = session.mode === 'setup' ? 'Save' : 'Pay';
	return [title, `<form method="post"><button>${button}</button></form>${link(back, 'Cancel')}`];
}

/** Where the buyer goes afterwards: Stripe puts the ID where the address asks for it (docs.stripe.com/payments/checkout/custom-success-page). */
export function successOf({ id, success_url: address }: Session): string | undefined {
	return typeof address === 'string' ? address.replaceAll('{CHECKOUT_SESSION_ID}', id) : undefined;
}

function amountOf({ amount_total: total, currency }: Session): string {
	const code = String(currency).toUpperCase();
	const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
	return format.format(Number(total) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const link = (address: unknown, words: string) =>
	typeof address === 'string' && /^https?:/.test(address)
		? `<a class="button" href="${escaped(address)}">${words}</a>`
		: '';

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const style = `
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f1f5f9; color: #1e293b;
	font: 17px/1.5 system-ui, sans-serif; }
main { width: calc(100% - 2rem); max-width: 26rem; margin: 1rem; padding: 1.5rem; background: #fff; border-radius: 12px;
	overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; }
ul { margin: 0 0 1.25rem; padding: 0; list-style: none; }
.soft { margin: 0 0 .75rem; font-size: .85rem; color: #64748b; }
button, .button { display: block; width: 100%; margin-top: .6rem; padding: .7rem; border: 1px solid #cbd5e1;
	border-radius: 8px; background: none; color: inherit; font: inherit; text-align: center; text-decoration: none;
	cursor: pointer; }
button { border-color: #3b5bdb; background: #3b5bdb; color: #fff; }
@media (prefers-color-scheme: dark) {
	body { background: #0f172a; color: #e2e8f0; } main { background: #1e293b; } .soft { color: #94a3b8; }
}
`;
