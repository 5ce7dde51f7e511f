import type { TemplateName } from '../../../core/messages';

/** A check run of which there is something to say of every sort. */
const checkedRun = {
	runId: 'run-0d3b2f4e',
	kind: 'playbook',
	name: 'site & users.yml',
	runner: 'deploy@office.example.com:22',
	project: 'servers',
	commit: '4f0c6c9e3c1b4b7e9a570d6b1f5f3a1012345678',
	check: true,
	verdict: 'failed',
	explanation: 'The task “Install” failed on web2.',
	hosts: 4,
	changed: 1,
	failed: 1,
	unreachable: 1,
	shown: [
		{
			host: 'web2',
			status: 'failed',
			changes: [],
			done: [],
			failures: [{ task: 'Install', message: 'No package <nginx>' }],
			more: 0,
		},
		{
			host: 'web3',
			status: 'unreachable',
			changes: [],
			done: [],
			failures: [{ task: 'Gather', message: 'no route' }],
			more: 0,
		},
		{ host: 'web1', status: 'changed', changes: ['Write the site'], done: ['Note the time'], failures: [], more: 7 },
	],
	more: 2,
};

/** A booking of a rental, with what every mail about one is told. */
const booking = {
	...{ code: 'K7PM2XQA', unit: 'Maison de la Dune', arrival: '2026-07-04', departure: '2026-07-11', guests: 3 },
	...{ currency: 'EUR', timeZone: 'Europe/Brussels', totalMinor: 132_050, checkIn: '16:00', checkOut: '10:30' },
	...{ firstMinor: 39_615, holdUntil: '2026-03-03T12:00:00Z', balanceMinor: 92_435, balanceOn: '2026-06-04' },
	refunds: [
		{ daysBefore: 60, percent: 100 },
		{ daysBefore: 30, percent: 50 },
	],
};
const guest = {
	customerName: 'Camille Dupont',
	bookingUrl: 'https://n8n.example/webhook/msp/rental/booking?ticket=Zm9v&a=1',
};
const balanceInvoice = { part: 'balance', number: 'R-2026-0042', amountMinor: 92_435, dueOn: '2026-06-20' };
const unpaid = {
	overdue: true,
	invoices: [
		{
			number: 'MSP-00001',
			currency: 'EUR',
			amountMinor: 1_250,
			dueOn: '2026-03-01',
			link: null,
		},
		{
			number: 'MSP-00002',
			currency: 'USD',
			amountMinor: 900,
			dueOn: '2026-03-04',
			link: 'https://invoices.example.com/2',
		},
	],
	totals: [
		{ currency: 'EUR', amountMinor: 1_250, payUrl: 'https://n8n.example.com/webhook/msp/pay?ticket=abc' },
		{ currency: 'USD', amountMinor: 900, payUrl: null },
	],
	threats: [
		{ domain: 'example.com', what: 'suspend', on: '2026-03-04' },
		{ domain: 'shop.example', what: 'suspend', on: '2026-03-05' },
	],
};

/** What every letter about an invoice is told. */
const billed = {
	...{ customerName: 'Boulangerie Lefèvre', invoiceNumber: 'MSP-00042', amountMinor: 129_99, currency: 'EUR' },
	payUrl: 'https://n8n.example/webhook/msp/pay?ticket=Zm9v&a=1',
};

/** Everything that each mail can be told. */
export const samples: Readonly<Record<TemplateName, Record<string, unknown>>> = {
	invoiceIssued: {
		...billed,
		dueOn: '2026-03-01',
		charged: true,
		lines: [
			{ description: 'Hosting M, lefevre.example, 1 March to 31 March', amountMinor: 149_99 },
			{ description: 'Coupon SPRING', amountMinor: -20_00 },
		],
	},
	chargeFailed: { ...billed, nextTryOn: '2026-03-04' },
	authenticateCard: billed,
	replaceCard: billed,
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
	serviceReady: {
		customerName: 'Jansen',
		domain: 'jansen.example',
		planName: 'Managed',
		username: 'jansen3f2a',
		accountUrl: 'https://jansen.example/admin',
	},
	paymentReminder: { customerName: 'Ada Lovelace', notice: { ...unpaid, threats: [] } },
	suspensionWarning: { customerName: 'Ada Lovelace', notice: unpaid },
	terminationWarning: {
		customerName: 'Ada Lovelace',
		notice: { ...unpaid, threats: [{ domain: 'example.com', what: 'terminate', on: '2026-03-15' }] },
	},
	operatorAlert: {
		severity: 'error',
		title: 'Provisioning of jansen.example failed',
		message: 'The task was rolled back.\nNothing is left on the server.',
		customerCode: 'jansen',
		domain: 'jansen.example',
		orderReference: 'order-1001',
		paid: '9.90 EUR',
		taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
		stepName: 'account',
		errorClass: 'exists',
		vendorMessage: '(XID 4xk9) The domain “jansen.example”\nalready exists in the userdata.',
		remedy: 'Choose another name.',
		firstSeenAt: '2026-02-27T04:30:00Z',
		timesSeen: 3,
		detailsUrl: 'https://n8n.example/workflow/1/executions/12',
		placementUrl: 'https://n8n.example/webhook/msp/payment-placement?ticket=v1.sealed',
	},
	driftReport: {
		report: {
			runId: '0d3b2f4e-6a0c-4f3e-9b57-0d6b1f5f3a10',
			accounts: 812,
			services: 806,
			findings: 3,
			newFindings: 1,
			fixable: 1,
			forPerson: 2,
			ignored: 4,
			byKind: [
				{ kind: 'paid_but_suspended', count: 1 },
				{ kind: 'active_but_missing', count: 1 },
				{ kind: 'server_unread', count: 1 },
			],
			servers: [
				{ serverCode: 'web-01', complete: true, accounts: 812, services: 806, findings: 2 },
				{ serverCode: 'web-02', complete: false, accounts: 0, services: 40, findings: 1 },
			],
			shown: [
				{
					kind: 'paid_but_suspended',
					severity: 'error',
					serverCode: 'web-01',
					customerCode: 'jansen',
					domain: 'jansen.example',
					username: 'jansen42',
					billing: { status: 'active', standing: 'paid' },
					panel: { suspended: true, suspensionReason: 'overdue' },
					fix: 'unsuspend',
					isNew: false,
					firstSeenOn: '2026-02-27T04:30:12Z',
					failure: 'The server is “busy” & slow.\nTry again later.',
				},
				{
					kind: 'active_but_missing',
					severity: 'error',
					serverCode: 'web-01',
					customerCode: 'lefevre',
					domain: 'lefevre.example',
					username: 'lefevre7',
					billing: { status: 'active', standing: 'paid' },
					panel: { present: false, instead: 'lefevre-old' },
					fix: null,
					isNew: true,
					firstSeenOn: '2026-03-01T04:30:12Z',
					failure: null,
				},
				{
					kind: 'server_unread',
					severity: 'error',
					serverCode: 'web-02',
					customerCode: null,
					domain: null,
					username: null,
					billing: {},
					panel: { vendorMessage: 'connect ECONNREFUSED 192.0.2.7:2087', remedy: 'Check that the panel runs.' },
					fix: null,
					isNew: false,
					firstSeenOn: '2026-02-28T04:30:12Z',
					failure: null,
				},
			],
		},
		approvalUrl: 'https://n8n.example/webhook/msp/drift?ticket=msp1.1.a.b.c&x=1',
		approvalUntil: '2026-03-03T04:30:00Z',
		timeZone: 'Europe/Brussels',
	},
	ansibleApproval: {
		runReport: { ...checkedRun, verdict: 'ok', explanation: null },
		approvalUrl: 'https://n8n.example/webhook/msp/ansible?ticket=msp1.1.a.b.c&x=1',
		approvalUntil: '2026-03-03T04:30:00Z',
		purpose: 'order-1001 of jansen.example was paid',
		timeZone: 'Europe/Brussels',
	},
	ansibleReport: {
		runReport: checkedRun,
		pageUrl: 'https://n8n.example/webhook/msp/ansible/run?ticket=msp1.1.a.b.c&x=1',
	},
	importReport: {
		uploadedBy: 'Ada Dupont',
		resultUrl: 'https://n8n.example.com/webhook/msp/import?ticket=Zm9v&a=1',
		result: {
			fileName: 'omzet & kosten maart.xlsx',
			status: 'imported',
			counts: {
				invoices: { created: 248, updated: 3, unchanged: 2, rejected: 2 },
				payments: { created: 40, updated: 0, unchanged: 1, rejected: 0 },
				customers: { created: 12, updated: 1, unchanged: 5, rejected: 0 },
			},
			failure: 'The row is <broken>.',
			problems: [
				{ tab: 'Facturen', row: 17, value: '12 stuks', problem: 'This is no amount.' },
				{ tab: 'Facturen', row: 23, value: '', problem: 'The invoice number is missing.' },
			],
		},
	},
	bookingReceived: { ...guest, booking },
	bookingInvoice: { ...guest, booking: { ...booking, invoice: balanceInvoice } },
	bookingConfirmed: { ...guest, booking },
	bookingReminder: {
		...guest,
		booking: {
			...booking,
			invoice: balanceInvoice,
			arrivalWords: 'The key is in the box at the door, which opens with 4711.',
		},
	},
	bookingCancelled: {
		...guest,
		booking: {
			...booking,
			refund: {
				...{ cause: 'cancelled', paidMinor: 132_050, refundMinor: 67_350, refundedTaxMinor: 2_650 },
				...{ percent: 50, daysBefore: 41, status: 'approved' },
			},
		},
	},
	certificateReport: {
		certificateReport: {
			certificates: [
				{
					...{ host: 'jansen.example', port: 443, serverCode: 'web-01', customerCode: 'jansen', days: 13 },
					...{ expiresAt: '2026-03-14T10:00:00Z', issuer: 'An Authority <1>', says: null },
					...{ renewal: 'refused', refused: 'The domain does not lead here & there.' },
				},
				{
					...{ host: 'mail.lefevre.example', port: 587, serverCode: null, customerCode: null, days: -2 },
					...{ expiresAt: '2026-02-26T10:00:00Z', issuer: null, says: 'has expired' },
					...{ renewal: 'none', refused: null },
				},
			],
			more: 3,
			unread: [{ serverCode: 'web-02', vendorMessage: 'no route', remedy: 'Check that the panel runs.' }],
		},
		timeZone: 'Europe/Brussels',
	},
	certificateExpires: {
		customerName: 'Boulangerie Lefèvre',
		domain: 'lefevre.example',
		endsOn: '2026-03-14T10:00:00Z',
		hasEnded: false,
		newOneAsked: true,
		issuer: 'An Authority',
	},
	reconciliationReport: {
		reconciliation: {
			companyCode: 'main',
			periodFrom: '2026-02-01',
			periodTo: '2026-02-28',
			timeZone: 'Europe/Brussels',
			compared: 214,
			uncompared: 2,
			toLookAt: 3,
			byState: [
				{ state: 'missing_in_store', count: 1 },
				{ state: 'amount_differs', count: 2 },
				{ state: 'matched', count: 211 },
			],
			unread: [{ side: 'paypal', why: 'NOT_AUTHORIZED, no <right>. Tick Transaction Search.' }],
			totals: [
				{
					...{ side: 'stripe', currency: 'EUR', payments: 210, cameMinor: 4_200_00 },
					...{ refundedMinor: 20_00, disputedMinor: 0, feeMinor: 115_50 },
				},
				{
					...{ side: 'store', currency: 'JPY', payments: 4, cameMinor: 8_000 },
					...{ refundedMinor: 0, disputedMinor: 0, feeMinor: 0 },
				},
			],
		},
		reconciliationUrl: 'https://n8n.example/webhook/msp/reconciliation?ticket=msp1.1.a.b.c&x=1',
		reconciliationUntil: '2026-04-01T04:30:00Z',
	},
};

export const branding = {
	brandName: 'Noorderlicht & Co',
	logoUrl: 'https://noorderlicht.example/logo.png?a=1&b=2',
	primaryColor: '#f5b301',
	supportEmail: 'hulp@noorderlicht.example',
	website: 'https://noorderlicht.example/',
};
