/*
 * What changed at Invoice Ninja, given out once: by its webhooks, and by a catch-up that finds what no webhook told.
 *
 * feed       a reader of one company's changes. Each reader is told of everything.
 * entry      what a reader was told of one object: a hash of the content, and the events under which it was told.
 * change     what is given out. It has arrived when a workflow says so; until then it is given out again.
 * cursor     how far a reader has looked, by Invoice Ninja's stamps.
 * signal     a delivery of a webhook: a hint that something changed. What is given out is read anew.
 *
 * rule.ts says what is new. A row is recorded before it leaves, over the version that was seen before it was read: so of
 * two runs at once one gives it out, and no older content follows a newer one.
 */
export { changeArrived } from './arrive';
export { catchUp, type CatchUpOptions, type CaughtUp } from './catchUp';
export { catchUpAll } from './catchUpAll';
export type { Change, Feed } from './change';
export { receiveSignal, tryOut, type Signal } from './receive';
export type { NewRegistration, RegistrationKey } from './registrations';
export { checkSecret, eventHeader, eventOf, manualSecret, secretHeader, type FeedRefusal } from './secret';
export {
	keepWebhooks,
	registerWebhooks,
	removeWebhooks,
	webhooksExist,
	type KeptWebhooks,
	type WebhookOffice,
} from './webhooks';
