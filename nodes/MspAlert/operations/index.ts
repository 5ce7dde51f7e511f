import type { Resource } from '../../shared/operation';
import type { AlertContext } from '../alertContext';
import { claimToTell } from './alert/claimToTell';
import { close } from './alert/close';
import { list } from './alert/list';
import { markNotTold } from './alert/markNotTold';
import { markTold } from './alert/markTold';
import { raise } from './alert/raise';
import { raiseForError } from './alert/raiseForError';
import { raiseForPerson } from './alert/raiseForPayment';
import { raiseTask } from './alert/raiseForTask';
import { markOutageTold } from './outage/markTold';
import { endAsFailed } from './run/endAsFailed';
import { noteFailed } from './run/noteFailed';

export const resources: ReadonlyArray<Resource<AlertContext>> = [
	{
		name: 'alert',
		label: 'Alert',
		operations: [raise, raiseTask, raiseForPerson, raiseForError, claimToTell, markTold, markNotTold, list, close],
	},
	{ name: 'run', label: 'Run', operations: [noteFailed, endAsFailed] },
	{ name: 'outage', label: 'Outage', operations: [markOutageTold] },
];
