import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { Operation, Resource } from '../../nodes/shared/operation';
import { filesIn, root } from '../support/repository';

/*
 * Absent never means everything. An expression that finds nothing gives undefined, null or an empty text, and a change must
 * not read that as "all of them": each operation that changes something either refuses it, or stands below with the reason
 * why nothing can go wrong. A new operation is a change until it is listed as one that reads.
 */

/** Operations that only read: an empty filter returns more than was wanted, and harms nobody. */
const reads =
	/\.(get|list\w*|rejections|status|undoList|statistics|usage)$|^ControlPanel\.server\.|^MspMessage\.message\.render$|^MspDrift\.run\.(report|showApproval)$|^MspBilling\.(reconciliation\.(report|showPage)|dunning\.(showApproval|simulate|simulationPage|state)|policy\.getCampaign)$|^InvoiceImport\.(page\.show|workbook\.(inspect|convert|template)|batch\.(annotate|link)|record\.export)$|^MspRental\.(booking\.(quote|previewCancel|showPage)|unit\.(getAvailability|getCalendarLink|showCalendar|showForm)|refund\.showPage)$/;

/** Changes that go to work without being told anything, and why none of them does more than its name says. */
const harmless: Readonly<Record<string, string>> = {
	'ControlPanel.package.sync': 'Dry Run is on when it is absent: it changes nothing',
	'InvoiceImport.batch.forgetFiles': 'removes uploaded files that are not needed any more, after a day',
	'InvoiceImport.page.accept': 'answers with a page that says that the link does not work',
	'InvoiceNinja.automation.check': 'reads settings, and notes what was read of them',
	'InvoiceNinja.webhook.keep':
		'makes again what is missing of published triggers, and removes only leftovers at their own addresses',
	'MspBilling.charge.prepare': 'starts what the policy says is due, and nothing until an operator switches charges on',
	'MspBilling.renewal.prepare':
		'makes drafts of what the policy says is due, each once, and nothing until an operator switches renewals on',
	'MspBilling.charge.prepareRecordings': 'starts to record money that came, each once',
	'MspBilling.dunning.acceptApproval': 'approves what is ticked on the page of a sealed ticket, which must be there',
	'MspBilling.dunning.reactivate': 'gives back what nothing asks for any more, which is the whole of its work',
	'MspBilling.payment.showPlacement': 'shows a page, which says that the link does not work',
	'MspBilling.payment.acceptPlacement': 'places the payment of a sealed ticket, which must be there',
	'MspBilling.paymentRequest.closeOutdated': 'closes pages that ask for what is not open any more',
	'MspBilling.paymentRequest.showPage': 'shows a page, which says that the link does not work',
	'MspCertificates.certificate.check': 'looks at all certificates, and changes nothing on a server',
	'MspCertificates.certificate.recordNotice': 'records nothing when no notice is named',
	'MspDrift.run.audit': 'compares all servers, and changes nothing on a panel or in billing',
	'MspRental.booking.run': 'does for each booking what is due for it, and nothing else',
	'MspRental.booking.acceptForm': 'answers with a page that says that there is no such unit',
	'MspRental.booking.acceptPage': 'answers with a page that says that the link does not work',
	'MspRental.refund.acceptPage': 'answers with a page that says that the link does not work',
	'MspDrift.run.acceptApproval': 'approves what is ticked on the page of a sealed ticket, which must be there',
};

/** What each field of a change that may be left out means when it is: never more of what the change is made on. */
const whenAbsent: Readonly<Record<string, string>> = {
	accountUrl: 'the letter has no such line',
	argumentsJson: 'the script gets no arguments',
	absent: 'no record is removed',
	amount: 'a payment is the sum of the invoices that it names; refused without them',
	additionalFields: 'they have their defaults',
	approvalPage: 'the letter has no link',
	backFrom: 'the page says nothing of where the reader comes from',
	seen: 'the customer pays what is open now, which the page of Stripe lists',
	change: 'refused: the change must be given',
	clientId: 'all unknown invoices of the company, which must be named, are tried again',
	bulkValues: 'the action gets nothing beside the rows',
	by: 'the system asks, which may do less than a person; on the approval page nobody approves; a search without it is refused',
	customer: 'the page is shown again: nobody was chosen',
	except: 'any saved method may be charged',
	dueOn: 'it goes along with the next renewal',
	endsOn: 'the current period is paid for; a discount ends today',
	filters: 'all that is due by the policy and not begun: the nightly run is for that',
	paymentPage: 'the letter leads to the invoices',
	payPage: 'the letter has the link of Invoice Ninja, or none',
	planCode: 'the page is shown again, unless the payment says it; a service keeps its plan, and its price changes',
	price: 'that of the plan; what the change means is shown first',
	domain: 'the page is shown again, unless the payment says it',
	placement: 'the mail has no link',
	search: 'the page lists the likely customers only',
	senderFaults: 'every failure is told',
	durableStep: 'the change is not recorded',
	expectedSerial: 'the edit does not look for changes by others',
	columns: 'the headers are found out',
	companyCode: 'the company is main',
	door: 'the page says that the link does not work',
	inputFile: 'the page says that no file was chosen',
	posted: 'the page is shown again',
	ticket: 'the page is that of the upload, for which the door must be right',
	customerCode: 'the customer is known by the address; refused when the code is to count',
	failedRun: 'refused: the run must say what failed',
	findingIds: 'nothing is approved',
	from: 'hidden when the period has a name; otherwise refused',
	inventory: "the project's own inventory, and the limit is the server of the service",
	invoices: 'a new payment stays unapplied; Apply refuses, since it must be told which invoices the payment pays',
	kinds: 'refused: the run must name the kinds that it works on',
	lineItems: 'the lines stay as they are; a new row has none',
	lineItemsJson: 'the lines stay as they are; a new row has none',
	message: 'the mail has the title only',
	moduleArguments: 'the module has its defaults',
	more: 'the mail has no such facts',
	name: 'the key that it is matched by is its name',
	forWhat: 'the change is known by the run of the node',
	locale: 'the script says its words in no language of its own',
	lines: 'refused: the page must say what is sold',
	linesJson: 'refused: the page must say what is sold',
	orderReferences: 'the payment is placed by hand',
	options: 'they have their defaults',
	payment: 'refused: the payment must be given',
	playbookVariables: 'the playbooks get no variables beside the service',
	present: 'no record is added',
	project: 'that of the credential',
	productKey: 'the key that it is matched by is its product key',
	records: 'no record is added or removed',
	recordsJson: 'no record is added or removed',
	reason: 'nothing is kept of the reason',
	reference: 'a repeat is told by the change itself',
	remedy: 'the mail has no such line',
	result: 'nothing is kept of the result',
	scriptArguments: 'the script gets no arguments',
	secretVariables: 'the play has no such variables',
	servers: 'all servers are read',
	services: 'nothing is approved',
	settings: 'nothing is changed',
	storeFilters: 'the inventory is the whole back office; the limit says which hosts of it',
	takeBack: 'nothing is taken back',
	taskId: 'a person closes the alert',
	taskIds: 'hidden when all are meant; otherwise refused',
	to: 'hidden when the operator gets the letter; otherwise refused',
	unread: 'the mail names no panel that could not be read',
	label: 'the host has no label',
	until: 'it goes on until somebody cancels it',
	updateFields: 'nothing is changed',
	variables: 'the play has no such variables',
	why: 'nothing is kept of the reason',
	words: 'the finding has no words',
	zone: "the account's own zone",
	unitCode: 'the page says that there is no such unit',
	language: 'the guest is written to in English',
	step: 'the page shows the price, and books nothing',
	arrival: 'the page is shown again',
	departure: 'the page is shown again',
	adults: 'the page is shown again',
	children: 'the page is shown again',
	offer: 'the page is shown again: nothing is booked without what the guest has seen',
	email: 'the page is shown again',
	notes: 'the booking has none',
	act: 'the page is shown again',
	refund: 'the page asks again before it cancels',
	decision: 'the page is shown again',
	details: 'a unit keeps what it has; a new one is refused without what it needs',
};

interface Found {
	readonly name: string;
	readonly operation: Operation<unknown>;
}

async function everyOperation(): Promise<Found[]> {
	const files = filesIn(['nodes'], /\/operations\/index\.ts$/);
	const found = await Promise.all(
		files.map(async (path) => {
			const { resources } = (await import(`${root}/${path}`)) as { resources: ReadonlyArray<Resource<unknown>> };
			const node = basename(dirname(dirname(path)));
			return resources.flatMap(({ name: resource, operations }) =>
				operations.map((operation) => ({ name: `${node}.${resource}.${operation.name}`, operation })),
			);
		}),
	);
	return found.flat();
}

class Reached extends Error {}

/** Throws as soon as an operation asks for anything of its context: then its parameters were good enough for it. */
const trap = new Proxy(
	{},
	{
		get: () => {
			throw new Reached('the operation went to work');
		},
	},
);

/** What an expression gives that finds nothing, and what an empty box holds. */
const absences: ReadonlyArray<[string, unknown]> = [
	['undefined', undefined],
	['null', null],
	['an empty text', ''],
	['spaces', '  '],
	['an empty list', []],
	['an empty object', {}],
	['NaN', Number.NaN],
];

async function goesToWork({ operation }: Found, absent: unknown): Promise<boolean> {
	try {
		await operation.run(trap, () => absent);
		return true;
	} catch (error) {
		if (error instanceof z.ZodError || (error instanceof Error && error.name === 'InputError')) return false;
		return true;
	}
}

let changes: readonly Found[];
beforeAll(async () => {
	changes = (await everyOperation()).filter(({ name }) => !reads.test(name));
});

test('there are changes of every node', () => {
	expect(new Set(changes.map(({ name }) => name.split('.')[0])).size).toBeGreaterThanOrEqual(7);
	expect(changes.length).toBeGreaterThan(40);
});

test.each(absences)('no change goes to work when all that it takes is %s', async (_, absent) => {
	const working: string[] = [];
	for (const one of changes) if (await goesToWork(one, absent)) working.push(one.name);
	expect(working.filter((name) => !(name in harmless))).toEqual([]);
});

test('each field of a change that may be left out is known for what it means then', () => {
	const narrow = ['options', 'boolean', 'number', 'notice'];
	const free = changes
		// What the templates of letters tell is the letters' own.
		.filter(({ name }) => !name.startsWith('MspMessage.'))
		.flatMap(({ name, operation: { controls } }) =>
			controls
				.filter(({ required, type }) => required !== true && !narrow.includes(type))
				.map((control) => ({ operation: name, field: control.name })),
		);
	expect(free.filter(({ field }) => !(field in whenAbsent))).toEqual([]);
});
