/*
 * How a command finds its database: one reading of an address and of PostgreSQL's own variables, with libpq's meaning, for
 * `msp-database` and `msp-import`.
 */
export { connectionFlags, connectionUsage, type ConnectionFlags } from './flags';
export { nameOf, openConnection, withClient, type Connected, type Needs } from './open';
export { givenConnection, type Environment, type GivenConnection } from './given';
export { passwordGiven, readPasswordFile } from './password';
export { commandWords } from './words';
