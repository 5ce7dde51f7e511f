import { placeService } from '../../../../core/provisioning';
import type { BackOffice } from '../../../../core/db';
import { operation, ToOutput } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';

export const chooseServer = operation({
	name: 'chooseServer',
	label: 'Choose Server',
	action: 'Choose server for task',
	description: "Take a place on a server of the plan's group. When all are full, the task waits and says so.",
	outputs: ['Placed', 'Waiting'],
	fields: { taskId },
	run: async (backOffice: BackOffice, parameters) => {
		const place = await placeService(backOffice, parameters.taskId);
		return new ToOutput(place.placed ? 'Placed' : 'Waiting', { taskId: parameters.taskId, ...place });
	},
});
