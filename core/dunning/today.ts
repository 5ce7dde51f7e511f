import { dayIn, type Day } from '../kernel/calendar';
import type { DunnedAccount } from './account';

/** The day that the customer's calendar shows. */
export const today = ({ timeZone }: Pick<DunnedAccount, 'timeZone'>, now: Date): Day => dayIn(timeZone, now);
