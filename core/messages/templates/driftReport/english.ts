import type { DriftWords } from './words';

const count = (number: number, one: string, many: string) =>
	`${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;

export const english: DriftWords = {
	kinds: {
		paid_but_suspended: 'Paid but suspended',
		active_but_suspended: 'Active in billing, suspended on the panel',
		suspended_but_alive: 'Suspended in billing, live on the panel',
		terminated_but_alive: 'Terminated but alive',
		active_but_missing: 'Active but missing',
		many_missing: 'Too many accounts missing',
		wrong_server: 'On the wrong server',
		wrong_package: 'Wrong package',
		wrong_limits: 'Wrong limits',
		package_differs: 'Package unlike the plan',
		orphan_account: 'Orphan account',
		server_unread: 'Server could not be read',
	},
	fixes: (packageName) => ({
		unsuspend: 'Unsuspend the account, and record the service as active.',
		suspend: 'Suspend the account. Nothing is deleted.',
		change_package: `Put the account on the package ${packageName}.`,
		reapply_package: `Give the account the limits of its package ${packageName} again.`,
	}),
	forPerson: ({ packageName, remedy, serverCode }) => ({
		paid_but_suspended:
			'A person suspended it on the panel, or nobody can tell who did: find out why, then unsuspend it or record it as suspended.',
		active_but_suspended: 'It is suspended on the panel and not paid: record it as suspended, or unsuspend it.',
		suspended_but_alive:
			'A person suspended it in billing, or no invoice says that it owes: find out, then suspend it on the panel or record it as active.',
		terminated_but_alive: 'The account is suspended already: terminate it when its data may go.',
		active_but_missing:
			'Look for it on the other servers and in the backups, then set it up again or record it as terminated.',
		many_missing:
			'More accounts are missing than can be believed: check the log-in and the list of the server before anything else.',
		wrong_server: `Decide which server serves it: move it to ${serverCode}, or remove the copy that was left behind.`,
		wrong_package: `The server has no package ${packageName}: make it there with Control Panel → Package: Sync.`,
		wrong_limits: 'The limits of the package could not be read: compare it with the plan, then change the account.',
		package_differs: `Bring the package in line with the plan: Control Panel → Package: Sync makes ${packageName} what the plan promises.`,
		orphan_account: 'Find out whose it is: record a service for it, suspend it, or ignore it.',
		server_unread: remedy,
	}),
	statuses: {
		pending_payment: 'waiting for payment',
		pending_setup: 'waiting to be set up',
		provisioning: 'being set up',
		active: 'active',
		suspended: 'suspended',
		terminated: 'terminated',
		provisioning_failed: 'set-up failed',
		cancelled: 'cancelled',
	},
	reasons: { overdue: 'overdue', abuse: 'abuse', security: 'security', resource: 'resource use', manual: 'manual' },
	standings: { paid: 'paid', owing: 'not paid', unbilled: 'without invoices' },
	limits: {
		diskMegabytes: (value) => `disk ${value} MB`,
		bandwidthMegabytes: (value) => `bandwidth ${value} MB`,
		mailboxes: (value) => `mailboxes ${value}`,
		databases: (value) => `databases ${value}`,
	},
	unlimited: 'unlimited',
	suspendedBy: (who, reason) => `suspended by ${who} (${reason})`,
	onServer: (serverCode) => `on ${serverCode}`,
	onPackage: (packageName) => `package ${packageName}`,
	ofPlan: (planCode) => `plan ${planCode}`,
	services: (number) => count(number, 'service', 'services'),
	unknownToBilling: 'knows no such account',
	live: 'live',
	suspended: (reason) => (reason === '' ? 'suspended, no reason told' : `suspended: ${reason}`),
	noAccount: 'no such account',
	noAccounts: (number) => count(number, 'account is missing', 'accounts are missing'),
	instead: (other) => `found instead: ${other}`,
	report: {
		subject: (findings, unread) =>
			findings === 0 && unread === 0
				? 'Billing and panels agree'
				: `Billing and panels disagree: ${count(findings, 'finding', 'findings')}`,
		agree: 'Billing and panels agree.',
		summary: ({ findings, fresh, servers }) =>
			`${count(findings, 'finding', 'findings')} on ${count(servers, 'server', 'servers')}; ${fresh.toLocaleString('en-GB')} new since the last audit.`,
		fixable: (number) => `${count(number, 'has', 'have')} a safe fix.`,
		forPerson: (number) => `${count(number, 'needs', 'need')} a person.`,
		allAgree: ({ accounts, servers }) =>
			`${count(accounts, 'account', 'accounts')} on ${count(servers, 'server', 'servers')} were compared with billing, and all are as they should be.`,
		dryRun: 'Nothing has been changed. A fix is made only when you approve it.',
		review: (number) => `Review ${count(number, 'fix', 'fixes')}`,
		linkUntil: (moment) => `The link works until ${moment}. Whoever has it can approve: do not pass it on.`,
		ignored: (number) => `${count(number, 'finding is', 'findings are')} ignored, as somebody decided.`,
		more: (number) => `${count(number, 'more', 'more')}: MSP Drift → Finding: List shows all of them.`,
		columns: {
			kind: 'What',
			count: 'How many',
			server: 'Server',
			accounts: 'Accounts',
			services: 'Services',
			findings: 'Findings',
		},
		servers: 'Servers',
		billing: 'Billing',
		panel: 'Panel',
		fix: 'Safe fix',
		person: 'What to do',
		lastTry: 'The last try failed',
		since: (day) => `since ${day}`,
		fresh: 'new',
		server: (serverCode) => `server ${serverCode}`,
		customer: (customerCode) => `customer ${customerCode}`,
		account: (username) => `account ${username}`,
	},
	page: {
		title: 'Approve fixes',
		intro:
			'Take away the ticks of what is to stay as it is. Each fix is checked once more right before it is made, and skipped if it is no longer needed. None of them deletes anything.',
		nothing: 'There is nothing to approve.',
		name: 'Your name',
		approve: 'Approve what is ticked',
		more: 'There are more than are shown here: open the link again when these are done.',
		approved: (number) => `${count(number, 'fix', 'fixes')} approved`,
		underWay: 'They are being made now. MSP Drift → Finding: List shows what became of them.',
		noneLeft: 'Nothing was left to approve: it is approved already, or no longer needed.',
		refused: 'This link does not work, or not any more. The next report brings a new one.',
		nameMissing: 'Say who you are: the approval is recorded under your name. Go back and fill it in.',
		noneChosen: 'Nothing was ticked, so nothing is changed.',
	},
};
