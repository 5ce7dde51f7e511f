/** Where spreadsheets are handed in and come out: a file is understood, imported, annotated; and the pages for it. */
export { annotatedName, annotateRejected } from './annotate';
export { acceptedEndings, mostUploadBytes } from './bounds';
export { describeProblem, describeQuestion } from './describe';
export { exportCsv, exportKinds, exportWorkbook, type ExportKind, type ExportWishes } from './exportRecords';
export { mediaTypes } from './fileTypes';
export { importOnce } from './importOnce';
export { importUpload } from './importUpload';
export { importWorkbook, type Giver, type ImportRun } from './importWorkbook';
export { inspectWorkbook, type ImportWishes, type Look } from './inspectWorkbook';
export type { GivenFile, ReadingWishes } from './openImport';
export { acceptPage, type Accepted, type Posted } from './views/acceptPage';
export { showPage, type Asked, type Shown } from './views/showPage';
export { problemsOf, resultOf, type ImportResult } from './result';
export { templateName, writeTemplate } from './template';
export { addressOf, sealBatchTicket, sealDoor, ticketDays } from './tickets';
