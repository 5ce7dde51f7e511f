import { InputError } from '../kernel/errors';

const saveAgain = 'Open it in a spreadsheet program, save it as .xlsx, and use the new file.';

/** @param fault a sentence without its full stop, such as `xl/workbook.xml ends too early`. */
export function damaged(fault: string, cause?: unknown): InputError {
	return new InputError('file', `is damaged: ${fault}`, saveAgain, 'invalid', { cause });
}

/** @param what what the file is instead of a workbook, such as `a PDF document`. */
export function noWorkbook(what: string, remedy = saveAgain): InputError {
	return new InputError('file', `is ${what}, not a workbook that can be read`, remedy);
}

export function protectedByPassword(): InputError {
	return new InputError(
		'file',
		'is protected by a password',
		'Open it in a spreadsheet program, take the password away (File, Info, Protect Workbook), and save it again.',
	);
}
