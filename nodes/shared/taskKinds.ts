import { chargeKinds } from '../../core/charges';
import { provisioningKinds } from '../../core/provisioning';
import { rentalKinds } from '../../core/rentals';
import { taskKindsOf } from '../../core/tasks';

/** Every kind of task that the pack knows: a domain with a kind of its own has a line here. */
export const taskKinds = taskKindsOf(...provisioningKinds, ...chargeKinds, ...rentalKinds);

/** Their names, for the lists of the editor. */
export const taskKindNames = [...taskKinds.keys()];
