import type { RunOutcome } from '../ansible';
import { ExternalError, type ErrorClass } from '../kernel/errors';

/**
 * A run that did not end well, with all that is known of it. Its class says what follows: hosts that could not be reached
 * are tried again by themselves (`busy`), a run that was lost is run anew (`unknown`), and anything else is for a person.
 */
export class RunFailed extends ExternalError {
	constructor(readonly outcome: RunOutcome) {
		const { runId, explanation } = outcome;
		super(classOf(outcome), `run ${runId}: ${explanation}`, remedyOf(outcome));
		this.name = 'RunFailed';
	}
}

function classOf({ verdict, hosts }: RunOutcome): ErrorClass {
	if (verdict === 'lost') return 'unknown';
	if (verdict === 'unreachable' && !hosts.some(({ status }) => status === 'failed')) return 'busy';
	return 'invalid';
}

function remedyOf(outcome: RunOutcome): string {
	const left = outcome.leftovers.length === 0 ? '' : ` Look at what may still run: ${outcome.leftovers.join(', ')}.`;
	switch (outcome.verdict) {
		case 'unreachable':
			return classOf(outcome) === 'busy'
				? 'Check that the hosts are up and that the controller reaches them. A durable step is tried again by itself.'
				: 'Look at the failed tasks of each host, put right what they name, and run it again.';
		case 'lost':
			return `Nobody knows how far it came. A run that may be repeated is run anew: a durable step does that by itself.${left}`;
		case 'refused':
		case 'nothing_ran':
			return 'Nothing was changed. Put right what it names, and run it again.';
		case 'timed_out':
			return `Give it more time, or look why it took so long, and run it again.${left}`;
		case 'cancelled':
			return `Run it again if that was not meant.${left}`;
		default:
			return `Look at the failed tasks of each host, put right what they name, and run it again.${left}`;
	}
}
