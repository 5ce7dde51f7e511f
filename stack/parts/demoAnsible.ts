import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openController, type HostResult, type Json, type RunOutcome, type Runner } from '../../core/ansible';
import { getRun, listRuns, runOnce, type WholeRun } from '../../core/ansibleRuns';
import { startLifecycleTask } from '../../core/provisioning';
import { hastenTask } from '../../core/tasks';
import type { Plan } from '../../core/catalog';
import { openSsh } from '../../core/ssh';
import type { AttachedStack } from './attach';
import { pressButton } from './demoApproval';
import { logInTo, machineKeys, office, projectDirectory } from './demoMachines';
import { sayWithTimes, tellExecutions } from './followOrder';
import { linesOfHosts } from './linesOfHosts';
import { orderProgress, type OrderProgress } from './orderProgress';
import type { Say } from './orderStory';
import { bold } from './table';
import { Told } from './told';

/** How long nothing may happen. */
const patienceMs = 120_000;
const approver = 'Olga Operator';

export interface PaidOrder {
	readonly event: string;
	readonly reference: string;
	readonly plan: Plan;
	readonly domain: string;
}

/**
 * Follows a paid order of a plan that playbooks deliver: the check run, the approval by a person, the run, the mail. Then
 * the service is suspended and resumed, and its playbook runs once more and changes nothing.
 *
 * @throws Told where something does not come about.
 */
export async function followPlaybooks(
	stack: AttachedStack,
	folder: string,
	begun: Date,
	order: PaidOrder,
): Promise<void> {
	const say = sayWithTimes(begun);
	const look = async () => await orderProgress(stack.backOffice, { event: order.event }, order.reference);
	const heard = new Set<string>();

	const { task, service, server } = await until('order resolved', async () => {
		const progress = await look();
		const { task: found, service: sold, server: placed } = progress;
		return found && sold && placed && { task: found, service: sold, server: placed };
	});
	say('✓', 'order resolved', `order ${order.reference}, task ${task.taskId}`);
	say('✓', 'host chosen', `${server.serverCode}, behind Ansible`);

	const check = await endedRun(stack, task.taskId, heard, look);
	say('✓', 'check run ended', wordsOfRun(check));
	tellHosts(check.hostResults, true);
	const mail = await until('approval mail caught', async () => await approvalMail(stack, order.domain));
	say('✓', 'approval mail caught', `${stack.addresses.mails}/mail/${mail.id}`);
	const answered = await pressButton(mail.link, { by: approver, decision: 'approved' });
	say('✓', 'Olga approves on the page', answered);

	const change = await endedRun(stack, task.taskId, heard, look);
	say('✓', 'playbook run as approved', wordsOfRun(change));
	tellHosts(change.hostResults, false);
	await serviceBecomes('active', look, say, order.domain);
	const welcome = await until('mail caught', async () => await newestMail(stack, (one) => isTo(one, order.domain)));
	say('✓', 'mail to the customer caught', `${stack.addresses.mails}/mail/${welcome.id}`);

	for (const [kind, status] of [
		['suspend', 'suspended'],
		['unsuspend', 'active'],
	] as const) {
		console.log(`\n${bold(kind === 'suspend' ? 'The customer does not pay the next month.' : 'The customer pays.')}\n`);
		const started = await startLifecycleTask(stack.backOffice, {
			serviceId: service.serviceId,
			kind,
			by: approver,
			...(kind === 'suspend' && { reason: 'overdue' }),
		});
		// Workflow 13 leaves a new task for a minute to whoever started it. Here that is nobody, so it may take it at once.
		await stack.backOffice.store.asStaff(async (transaction) => await hastenTask(transaction, started));
		await stack.n8n.run('msp-13-resume-interrupted-work', 'Every Minute');
		const run = await endedRun(stack, started.taskId, heard, look);
		say('✓', `playbook run: ${kind}`, wordsOfRun(run));
		tellHosts(run.hostResults, false);
		await serviceBecomes(status, look, say, order.domain);
	}

	console.log(`\n${bold('The playbook that made the site runs once more.')}\n`);
	const again = await runAgain(stack, folder, change);
	say('✓', 'second run ended', wordsOfRun({ verdict: again.verdict, hostResults: again.hosts, check: false }));
	tellHosts(again.hosts, false);
	await tellExecutions(stack, begun);
	const changed = again.hosts.filter(({ status }) => status === 'changed').map(({ host }) => host);
	if (changed.length > 0) throw new Told(`The second run changed something on ${changed.join(', ')}.`);
}

/** The next run of a task that has ended, and that was not heard of yet. */
async function endedRun(
	{ backOffice }: AttachedStack,
	taskId: string,
	heard: Set<string>,
	look: () => Promise<OrderProgress>,
): Promise<WholeRun> {
	return await until('run of Ansible ended', async () => {
		const runs = await listRuns(backOffice, { taskId, limit: 20 });
		const next = runs
			.reverse()
			.find(({ runId, status }) => !heard.has(runId) && status !== 'planned' && status !== 'running');
		if (next) {
			heard.add(next.runId);
			return await getRun(backOffice, next.runId);
		}
		const { task } = await look();
		if (task && ['failed', 'cancelled', 'compensating'].includes(task.status)) {
			throw new Told(
				`The task is ${task.status}: ${task.vendorMessage ?? task.statusDetail}. ${task.remedy ?? ''}`.trim(),
			);
		}
		return undefined;
	});
}

/** Its task is over then, too: the next one would only wait for it. */
async function serviceBecomes(status: string, look: () => Promise<OrderProgress>, say: Say, domain: string) {
	await until(`service ${status}`, async () => {
		const { service, task } = await look();
		return service?.status === status && task?.status === 'completed' ? true : undefined;
	});
	say('✓', `service ${status}`, domain);
}

/** Looks until there is something. @throws Told when nothing comes for too long. */
async function until<T>(title: string, look: () => Promise<T | undefined>): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (Date.now() > deadline) {
			throw new Told(`'${title}' has not happened for ${patienceMs / 1000} seconds: look at the executions in n8n.`);
		}
		await pause(200);
	}
}

function tellHosts(hosts: readonly HostResult[], check: boolean): void {
	for (const line of linesOfHosts(hosts, check)) console.log(`${' '.repeat(14)}${line}`);
}

type RunInWords = Pick<WholeRun, 'verdict' | 'hostResults' | 'check'>;

function wordsOfRun({ verdict, hostResults, check }: RunInWords): string {
	const hosts = `${hostResults.length} ${hostResults.length === 1 ? 'host' : 'hosts'}`;
	return `${verdict ?? 'no verdict'} on ${hosts}${check ? ', nothing changed' : ''}`;
}

/** Runs the playbook of a run again, with the same variables, as the node does without a task. */
async function runAgain(
	stack: AttachedStack,
	folder: string,
	{ work, project, variables, hosts }: WholeRun,
): Promise<RunOutcome> {
	const controller = controllerOf(stack, folder);
	try {
		const request = {
			runId: `demo-again-${randomBytes(4).toString('hex')}`,
			work: z.object({ kind: z.literal('playbook'), playbook: z.string() }).parse(work),
			project,
			inventory: { kind: 'default' as const },
			limit: { kind: 'names' as const, names: hosts ?? [] },
			variables: variables as Readonly<Record<string, Json>>,
			...{ tags: [], skipTags: [], secretVariables: {}, templates: [] },
			...{ check: false, diff: false, become: false, verbosity: 0, timeoutSeconds: 300 },
		};
		return await runOnce(stack.backOffice, controller.runner, { request });
	} finally {
		await controller.close();
	}
}

function controllerOf({ ports }: AttachedStack, folder: string): { runner: Runner; close(): Promise<void> } {
	const { privateKey, fingerprint } = machineKeys(folder, office);
	const host = openSsh(logInTo({ host: '127.0.0.1', port: ports.office, username: 'ops', privateKey, fingerprint }));
	const runner = openController(host, {
		jobsDirectory: '.n8n-ansible',
		projectDirectory: projectDirectory('servers'),
		inventory: '',
	});
	return {
		runner,
		close: async () => {
			await runner.close();
			await host.close();
		},
	};
}

const listed = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));
const opened = z.object({ subject: z.string(), text: z.string() });
interface CaughtMail {
	readonly id: string;
	readonly to: readonly string[];
	readonly subject: string;
	readonly text: string;
}

/** The newest caught mail that fits. */
async function newestMail({ addresses: { mails } }: AttachedStack, fits: (mail: CaughtMail) => boolean) {
	const caught = listed.parse(await (await fetch(`${mails}/messages`)).json());
	for (const { id, to } of caught.slice(0, 20)) {
		const mail = { id, to, ...opened.parse(await (await fetch(`${mails}/messages/${id}`)).json()) };
		if (fits(mail)) return mail;
	}
	return undefined;
}

const approvalLink = /https?:\/\/\S+\/webhook\/msp\/service-approval\?ticket=[^\s)\]>]+/;

async function approvalMail(stack: AttachedStack, domain: string) {
	const mail = await newestMail(stack, ({ text }) => approvalLink.test(text) && text.includes(domain));
	const link = mail && approvalLink.exec(mail.text)?.[0];
	return mail && link !== undefined ? { id: mail.id, link } : undefined;
}

const isTo = ({ to, text, subject }: CaughtMail, domain: string) =>
	!to.some((one) => one.startsWith('operator@')) && `${subject} ${text}`.includes(domain);
