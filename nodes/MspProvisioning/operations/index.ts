import type { BackOffice } from '../../../core/db';
import type { Resource } from '../../shared/operation';
import { chooseServer } from './placement/chooseServer';
import { changePlan } from './service/changePlan';
import { start } from './service/start';
import { startManual } from './service/startManual';
import { suspend } from './service/suspend';
import { terminate } from './service/terminate';
import { unsuspend } from './service/unsuspend';

export const resources: ReadonlyArray<Resource<BackOffice>> = [
	{ name: 'service', label: 'Service', operations: [start, startManual, suspend, unsuspend, terminate, changePlan] },
	{ name: 'placement', label: 'Placement', operations: [chooseServer] },
];
