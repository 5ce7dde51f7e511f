import type { BackOffice } from '../../../core/db';
import type { Resource } from '../../shared/operation';
import { claimUnprocessed } from './event/claimUnprocessed';
import { list as listEvents } from './event/list';
import { markProcessed } from './event/markProcessed';
import { rejections } from './event/rejections';
import { get as getInvoice } from './invoice/get';
import { list as listInvoices } from './invoice/list';
import { resolve } from './order/resolve';
import { apply } from './payment/apply';
import { clearAttention } from './payment/clearAttention';
import { list as listPayments } from './payment/list';

export const resources: ReadonlyArray<Resource<BackOffice>> = [
	{ name: 'payment', label: 'Payment', operations: [apply, listPayments, clearAttention] },
	{ name: 'order', label: 'Order', operations: [resolve] },
	{ name: 'event', label: 'Event', operations: [claimUnprocessed, markProcessed, listEvents, rejections] },
	{ name: 'invoice', label: 'Invoice', operations: [getInvoice, listInvoices] },
];
