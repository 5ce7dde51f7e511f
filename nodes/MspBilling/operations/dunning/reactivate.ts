import { reactivate as release } from '../../../../core/dunning';
import type { TaskOffice } from '../../../../core/tasks';
import { operation, ToOutputs } from '../../../shared/operation';

export const reactivate = operation({
	name: 'reactivate',
	label: 'Reactivate',
	action: 'Reactivate services that are paid',
	description:
		'Call off or undo the suspensions that nothing asks for any more. Gives the tasks that are to be run now.',
	outputs: ['To Run', 'Called Off', 'Left'],
	fields: {},
	run: async (office: TaskOffice) => {
		const released = await release(office);
		const done = released.filter((one) => one.done);
		return new ToOutputs({
			'To Run': done.filter(({ calledOff }) => !calledOff),
			'Called Off': done.filter(({ calledOff }) => calledOff),
			Left: released.filter((one) => !one.done),
		});
	},
});
