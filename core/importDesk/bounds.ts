import { waitingDays } from '../imports';

/** The endings that the upload offers. What a file is follows from its content, and not from them. */
export const acceptedEndings = ['.xlsx', '.xlsm', '.xls', '.ods', '.csv', '.tsv', '.txt'] as const;

/** Of an upload. n8n itself takes 200 MB in a form (N8N_FORMDATA_FILE_SIZE_MAX); 500,000 rows have about 50 MB. */
export const mostMegabytes = 100;
export const mostUploadBytes = mostMegabytes * 1_048_576;

/** How long the link to a batch works: a report of Friday is read on Monday, and the file that waits is kept as long. */
export const ticketDays = waitingDays;

/** A page shows so many; the workbook of rejected rows has all of them. */
export const mostShown = { problems: 50, differences: 50 } as const;
