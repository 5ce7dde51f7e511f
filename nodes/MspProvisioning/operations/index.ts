import type { Resource } from '../../shared/operation';
import type { ProvisioningContext } from '../openProvisioning';
import { chooseServer } from './placement/chooseServer';
import { carryOutChange } from './service/carryOut';
import { changePlan } from './service/changePlan';
import { checkChange } from './service/checkFirst';
import { start } from './service/start';
import { startManual } from './service/startManual';
import { suspend } from './service/suspend';
import { terminate } from './service/terminate';
import { unsuspend } from './service/unsuspend';
import { undoStepOfService } from './step/undo';

export const resources: ReadonlyArray<Resource<ProvisioningContext>> = [
	{
		name: 'service',
		label: 'Service',
		operations: [start, startManual, suspend, unsuspend, terminate, changePlan, checkChange, carryOutChange],
	},
	{ name: 'placement', label: 'Placement', operations: [chooseServer] },
	{ name: 'step', label: 'Step', operations: [undoStepOfService] },
];
