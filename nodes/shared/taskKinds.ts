import { chargeKinds } from '../../core/charges';
import { dunningKinds, guardedByDunning } from '../../core/dunning';
import { systemClock } from '../../core/kernel/clock';
import { provisioningKinds } from '../../core/provisioning';
import { followsPlan, renewalKinds } from '../../core/renewals';
import { rentalKinds } from '../../core/rentals';
import { taskKindsOf, type TaskKind } from '../../core/tasks';

/** What a service costs follows its plan, whoever has changed that: provisioning knows nothing of renewals. */
const withPrice = (kind: TaskKind): TaskKind =>
	kind.name === 'change_package' ? { ...kind, onCompleted: followsPlan(systemClock) } : kind;

/** Every kind of task that the pack knows: a domain with a kind of its own has a line here. */
export const taskKinds = taskKindsOf(
	...guardedByDunning(provisioningKinds.map(withPrice)),
	...renewalKinds,
	...chargeKinds,
	...dunningKinds,
	...rentalKinds,
);

/** Their names, for the lists of the editor. */
export const taskKindNames = [...taskKinds.keys()];
