import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { listFindings, summarizeRun } from '../../core/drift';
import { describeDrift } from '../../core/messages';
import { openServerPanel } from '../../core/servers';
import { type ControlPanel } from '../../core/panels';
import { listServices } from '../../core/services';
import type { AttachedStack } from './attach';
import { aboutReport, auditOutcome, caughtReport } from './demoReport';
import { demoServers, labelOf, type DemoServer } from './demoServers';
import { bold, table } from './table';
import { Told } from './told';

/** How long the audit may take. */
const patienceMs = 60_000;

/** Somebody works on the panels by hand; then the nightly audit runs, and what it finds is shown. */
export async function playDrift(stack: AttachedStack): Promise<void> {
	const { addresses, backOffice, n8n } = stack;
	console.log(bold('Somebody works on the panels by hand, and tells nobody.\n'));
	console.log(table(await workByHand(stack)));

	console.log(`\n${bold('The nightly audit compares billing with the panels.')}\n`);
	const executionId = await n8n.run('msp-25-drift-audit', 'Every Night');
	const execution = await ended(stack, executionId);
	const { runId, report } = auditOutcome(execution);
	const summary = await summarizeRun(backOffice, runId);
	const found = await backOffice.store.asStaff(
		async (transaction) =>
			await listFindings(transaction, { runId: summary.runId, statuses: ['open', 'approved', 'failed'], limit: 50 }),
	);
	const rows = found.map((finding) => {
		const { title, whatToDo } = describeDrift('en', finding);
		return [finding.serverCode, finding.domain ?? '', title, whatToDo];
	});
	console.log(rows.length > 0 ? table(rows) : '  nothing');

	const caught = report && (await caughtReport(addresses.mails, report));
	console.log(`\n${bold('To look at')} (n8n: ${stack.secrets.ownerEmail} with ${stack.secrets.ownerPassword})`);
	console.log(`  ${'25 Drift audit'.padEnd(32)} ${n8n.addressOf(execution)}`);
	if (caught) console.log(`  ${'The report'.padEnd(32)} ${addresses.mails}/mail/${caught.id}`);
	console.log(`\n${aboutReport(summary, report, caught).join('\n')}`);
}

/** One thing on each server that has a customer, and an account that nobody sold; gives them in words. */
async function workByHand({ backOffice }: AttachedStack): Promise<string[][]> {
	const services = await backOffice.store.asStaff(
		async (transaction) => await listServices(transaction, { statuses: ['active'], limit: null }),
	);
	const done: string[][] = [];
	for (const [index, server] of (demoServers as readonly DemoServer[]).entries()) {
		const { serverId, panel } = await openServerPanel(backOffice, server.serverCode);
		const service = services.find((one) => one.serverId === serverId && one.username !== null);
		if (!service) continue;
		const account = { username: service.username ?? '', domain: service.domain };
		const what = index % 2 === 0 ? await moveToOtherPackage(panel, account) : await suspend(panel, account);
		done.push([server.serverCode, `(${labelOf(server.panel)})`, account.domain, what]);
	}
	const [last] = done.slice(-1);
	if (!last) throw new Told('There is no active service yet: play `npm run demo` first, once for each server.');

	const { panel } = await openServerPanel(backOffice, last[0] ?? '');
	const domain = `by-hand-${randomBytes(3).toString('hex')}.example`;
	const [username, password] = [await panel.chooseUsername(domain), panel.generatePassword()];
	const contactEmail = 'somebody@demo-hosting.example';
	await panel.createAccount({ domain, username, password, packageName: 'business', contactEmail });
	return [...done, [last[0] ?? '', last[1] ?? '', domain, 'is made, and sold to nobody']];
}

interface Named {
	readonly username: string;
	readonly domain: string;
}

async function moveToOtherPackage(panel: ControlPanel, account: Named): Promise<string> {
	const found = await panel.findAccount({ username: account.username });
	const other = found?.packageName === 'business' ? 'starter' : 'business';
	await panel.changePackage(account, other);
	return `gets the package ${other}`;
}

async function suspend(panel: ControlPanel, account: Named): Promise<string> {
	await panel.suspendAccount(account, 'overdue');
	return 'is suspended, though it is paid';
}

async function ended({ n8n }: AttachedStack, executionId: string) {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const execution = await n8n.execution(executionId);
		if (execution.status === 'success') return execution;
		if (execution.status !== 'running' && execution.status !== 'new') {
			throw new Told(`The audit ended as '${execution.status}': look at ${n8n.addressOf(execution)}.`);
		}
		if (Date.now() > deadline) throw new Told(`The audit takes too long: look at ${n8n.addressOf(execution)}.`);
		await wait(200);
	}
}
