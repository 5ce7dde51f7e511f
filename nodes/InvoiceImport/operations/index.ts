import type { Resource } from '../../shared/operation';
import type { ImportContext } from '../context';
import { annotate } from './batch/annotate';
import { forgetFiles } from './batch/forgetFiles';
import { get } from './batch/get';
import { link } from './batch/link';
import { list } from './batch/list';
import { listRows } from './batch/listRows';
import { sendToNinja } from './batch/sendToNinja';
import { undo } from './batch/undo';
import { accept } from './page/accept';
import { makeLink } from './page/makeLink';
import { show } from './page/show';
import { exportRecords } from './records/export';
import { convert } from './workbook/convert';
import { importOperation } from './workbook/import';
import { inspect } from './workbook/inspect';
import { template } from './workbook/template';

export const resources: ReadonlyArray<Resource<ImportContext>> = [
	{ name: 'workbook', label: 'Workbook', operations: [importOperation, inspect, convert, template] },
	{ name: 'batch', label: 'Batch', operations: [get, list, listRows, annotate, sendToNinja, undo, link, forgetFiles] },
	{ name: 'record', label: 'Record', operations: [exportRecords] },
	{ name: 'page', label: 'Page', operations: [show, accept, makeLink] },
];
