/*
 * Every effect on a panel. This list is complete: the nodes import from it, and the roll-back finds an effect in it by
 * the name that the step recorded.
 */
export { accountCreation } from './accountCreation';
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
export { packageMaking } from './packageMaking';
export { passwordChange } from './passwordChange';
export { zoneEdit } from './zoneEdit';
