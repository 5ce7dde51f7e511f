import type { TemplateName } from '../../../core/messages';

/** Everything that each mail can be told. */
export const samples: Readonly<Record<TemplateName, Record<string, unknown>>> = {
	welcome: {
		customerName: 'Boulangerie Lefèvre',
		domain: 'lefevre.example',
		username: 'lefevre7',
		serverName: 'web-01.example.net',
		nameservers: ['ns1.example.net', 'ns2.example.net'],
		accountUrl: 'https://web-01.example.net:2083/invite?one=1&token=Zm9v',
		linkKind: 'set_password',
		linkExpiresAt: '2026-03-01T12:00:00Z',
		timeZone: 'Europe/Brussels',
	},
	serviceSuspended: {
		customerName: 'Jansen',
		domain: 'jansen.example',
		reason: 'overdue',
		invoiceNumber: '2026-0042',
		amountDueMinor: 121_000,
		currency: 'EUR',
		paymentUrl: 'https://pay.example/i/42?a=1&b=2',
		dataKeptUntil: '2026-03-15',
	},
	serviceReactivated: {
		customerName: 'Jansen',
		domain: 'jansen.example',
		paymentReceived: true,
		accountUrl: 'https://web-01.example.net:2083/',
	},
	operatorAlert: {
		severity: 'error',
		title: 'Provisioning of jansen.example failed',
		message: 'The task was rolled back.\nNothing is left on the server.',
		customerCode: 'jansen',
		domain: 'jansen.example',
		taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
		stepName: 'account',
		errorClass: 'exists',
		vendorMessage: '(XID 4xk9) The domain “jansen.example”\nalready exists in the userdata.',
		remedy: 'Choose another name.',
		detailsUrl: 'https://n8n.example/workflow/1/executions/12',
	},
};

export const branding = {
	brandName: 'Noorderlicht & Co',
	logoUrl: 'https://noorderlicht.example/logo.png?a=1&b=2',
	primaryColor: '#f5b301',
	supportEmail: 'hulp@noorderlicht.example',
	website: 'https://noorderlicht.example/',
};
