import { outcomeWithoutSecrets, type RunName, type Runner, type RunOutcome, type RunRequest } from '../../core/ansible';
import {
	followRun,
	getOutcome,
	playbookRun,
	RunFailed,
	runOnce,
	secretsOf,
	startRun,
	type RunWait,
} from '../../core/ansibleRuns';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { performer } from '../shared/durableStep';
import { ToOutputs, type Outcome } from '../shared/operation';
import type { AnsibleContext } from './context';
import { hintsOf, hostItems, runOutputs, toldByHost } from './hostItems';
import { observe } from './observed';
import { withScriptOutput } from './scriptOutput';

export interface RunOptions {
	readonly returnAtOnce?: boolean;
	readonly keepWhenCancelled?: boolean;
	readonly logFile?: boolean;
	readonly approvedRun?: string;
}

type Asked = Omit<RunRequest, 'approved'>;

/**
 * Runs what was asked for, once for its run ID, and gives one item for each host. Of a run that reached no host, and of one
 * that could not be followed to its end, it throws.
 *
 * @param runner the node's own, or the one for scripts.
 */
export async function carryOut(
	context: AnsibleContext,
	runner: Runner,
	request: Asked,
	options: RunOptions,
): Promise<Outcome> {
	if (options.approvedRun !== undefined && request.check) {
		throw new InputError('options.approvedRun', 'is given for a check run', 'A check run needs no approval.');
	}
	if (options.returnAtOnce) return await begin(context, runner, request, options);
	return await followed(
		context,
		runner,
		options,
		async (observed, wait) => await finish(context, observed, request, { ...options, wait }),
	);
}

/**
 * Follows a run, and gives one item for each host. The run is ended when the execution is cancelled, unless it is to go on.
 *
 * @param until waits for the outcome, with a runner that is listened to.
 */
export async function followed(
	{ signal, makeFile, hint }: Pick<AnsibleContext, 'signal' | 'makeFile' | 'hint'>,
	on: Runner,
	{ keepWhenCancelled = false, logFile = false }: Pick<RunOptions, 'keepWhenCancelled' | 'logFile'>,
	until: (runner: Runner, wait: RunWait) => Promise<RunOutcome>,
): Promise<ToOutputs> {
	const { runner, log, leave } = observe(on, keepWhenCancelled ? undefined : signal);
	try {
		const outcome = await until(runner, keepWhenCancelled && signal ? { signal } : {}).catch(toldFailure);
		hintsOf(outcome).forEach(hint);
		const whole = log() || outcome.logTail;
		const items = hostItems(outcome, logFile ? await makeFile(whole, `${outcome.runId}.log`) : undefined);
		return on.kind === 'scripts' ? withScriptOutput(items, outcome) : items;
	} finally {
		leave();
	}
}

/** A run that failed on hosts is told by its items; the step that it was is recorded as failed all the same. */
function toldFailure(error: unknown): RunOutcome {
	if (error instanceof RunFailed && toldByHost(error.outcome)) return error.outcome;
	throw error;
}

async function finish(
	{ office, openOffice, step }: AnsibleContext,
	runner: Runner,
	request: Asked,
	{ approvedRun: approvalOf, wait }: RunOptions & { readonly wait: RunWait },
): Promise<RunOutcome> {
	if (step) {
		const durably = await openOffice();
		const asked = { ...request, ...(approvalOf !== undefined && { approvalOf }) };
		const { runId } = await performer(step, durably)(playbookRun(durably, runner, { wait }), asked);
		return await getOutcome(durably, runId);
	}
	if (office ?? approvalOf !== undefined) {
		return await runOnce(office ?? (await openOffice()), runner, { request, approvalOf }, wait);
	}
	const { reference } = await runner.start(request);
	return await endOf(runner, { ...request, reference, secrets: secretsOf(request) }, wait);
}

/** Follows a run that no ledger knows. */
export async function endOf(runner: Runner, run: RunName, wait: RunWait): Promise<RunOutcome> {
	const followed = await followRun(runner, run, wait);
	if (!followed) throw new ExternalError('busy', `the run ${run.runId} goes on`, 'Follow it with Run: Wait.');
	const outcome = outcomeWithoutSecrets(followed, run.secrets);
	if (outcome.verdict !== 'ok') throw new RunFailed(outcome);
	return outcome;
}

async function begin(
	{ office, openOffice, step, hint }: AnsibleContext,
	runner: Runner,
	request: Asked,
	{ approvedRun: approvalOf }: RunOptions,
): Promise<Outcome> {
	if (step) {
		throw new InputError(
			'options.returnAtOnce',
			'is on for a durable step, which is done only when its run has ended',
			'Switch it off, or leave the durable step out.',
		);
	}
	const { check } = request;
	const recorded = office ?? (approvalOf === undefined ? undefined : await openOffice());
	const begun = recorded
		? await startRun(recorded, runner, { request, approvalOf })
		: { runId: request.runId, ...(await runner.start(request)).origin };
	const { runId, hosts, commit, changesHash, inventoryHash } = begun;
	hint(`The run ${runId} goes on. Run: Wait attaches to it.`);
	const run = { commit, changesHash, inventoryHash, hosts };
	return new ToOutputs({ [runOutputs[0]]: [{ runId, verdict: null, check, runOn: runner.name, run }] });
}
