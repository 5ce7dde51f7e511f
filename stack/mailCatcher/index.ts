export type { MailFault } from './faults';
export type { CaughtMail, OpenedMail } from './mailBox';
export { startMailCatcher, type MailCatcher, type MailCatcherOptions } from './server';
