export { textEncodings, type TextEncoding } from './encoding';
export { openTextWorkbook, type TextWorkbookOptions } from './openTextWorkbook';
