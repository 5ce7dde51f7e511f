import type { BackOffice } from '../../../../core/db';
import { recordNotice } from '../../../../core/dunning';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';

export const record = operation({
	name: 'record',
	label: 'Record',
	action: 'Record letter of dunning',
	description: 'Note that the letter of a task was sent: from today on its notice runs. A repeat changes nothing.',
	fields: { taskId },
	run: async (office: BackOffice, { taskId: id }) => await recordNotice(office, id),
});
