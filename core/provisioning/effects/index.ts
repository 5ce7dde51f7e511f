import { undoOf, type Undo } from '../../tasks';
import type { ControlPanel } from '../../panels';
import { accountCreation } from './accountCreation';
import { accountReactivation } from './accountReactivation';
import { accountSuspension } from './accountSuspension';
import { databaseCreation } from './databaseCreation';
import { mailboxCreation } from './mailboxCreation';
import { packageChange } from './packageChange';
import { zoneEdit } from './zoneEdit';

export { accountCreation, type AccountInput } from './accountCreation';
export { accountReactivation } from './accountReactivation';
export { accountSuspension } from './accountSuspension';
export { accountTermination } from './accountTermination';
export { certificateRequest } from './certificateRequest';
export { databaseCreation } from './databaseCreation';
export { databaseDeletion } from './databaseDeletion';
export { mailboxCreation } from './mailboxCreation';
export { mailboxDeletion } from './mailboxDeletion';
export { mailboxPasswordChange } from './mailboxPasswordChange';
export { packageChange } from './packageChange';
export { passwordChange } from './passwordChange';
export { accountKey, accountNamed } from './shared';
export { zoneEdit, type ZoneEdited } from './zoneEdit';

/** How each effect is taken back; those that cannot be are not here. */
const undoable: Readonly<Record<string, (panel: ControlPanel) => Undo | undefined>> = {
	'account.create': (panel) => undoOf(accountCreation(panel)),
	'account.suspend': (panel) => undoOf(accountSuspension(panel)),
	'account.unsuspend': (panel) => undoOf(accountReactivation(panel)),
	'account.changePackage': (panel) => undoOf(packageChange(panel)),
	'zone.edit': (panel) => undoOf(zoneEdit(panel)),
	'mailbox.create': (panel) => undoOf(mailboxCreation(panel)),
	'database.create': (panel) => undoOf(databaseCreation(panel)),
};

/** The undo of an effect by its name, on this panel; undefined where it cannot be taken back. */
export function undoNamed(panel: ControlPanel): (effectName: string) => Undo | undefined {
	return (effectName) => (Object.hasOwn(undoable, effectName) ? undoable[effectName]?.(panel) : undefined);
}
