import type { TaskOffice } from '../../../core/tasks';
import type { Resource } from '../../shared/operation';
import { acceptForm } from './booking/acceptForm';
import { acceptPage } from './booking/acceptPage';
import { cancel } from './booking/cancel';
import { create } from './booking/create';
import { get } from './booking/get';
import { list } from './booking/list';
import { prepareNotice } from './booking/prepareNotice';
import { previewCancel } from './booking/previewCancel';
import { quote } from './booking/quote';
import { run } from './booking/run';
import { showPage } from './booking/showPage';
import { acceptPage as acceptRefund } from './refund/acceptPage';
import { decide } from './refund/decide';
import { get as getRefund } from './refund/get';
import { listParts } from './refund/listParts';
import { record } from './refund/record';
import { showPage as showRefund } from './refund/showPage';
import { getAvailability } from './unit/availability';
import { block } from './unit/block';
import { getCalendarLink } from './unit/calendarLink';
import { get as getUnit } from './unit/get';
import { list as listUnits } from './unit/list';
import { save } from './unit/save';
import { showCalendar } from './unit/showCalendar';
import { showForm } from './unit/showForm';
import { unblock } from './unit/unblock';

export const resources: ReadonlyArray<Resource<TaskOffice>> = [
	{
		name: 'booking',
		label: 'Booking',
		operations: [quote, create, get, list, run, prepareNotice, previewCancel, cancel, acceptForm, showPage, acceptPage],
	},
	{
		name: 'unit',
		label: 'Unit',
		operations: [save, getUnit, listUnits, getAvailability, block, unblock, getCalendarLink, showCalendar, showForm],
	},
	{ name: 'refund', label: 'Refund', operations: [getRefund, decide, listParts, record, showRefund, acceptRefund] },
];
