'use strict';

// The build writes exceljs into this file: of its 200 packages a writer needs 40, and those come as one file.
exports.WorkbookWriter = require('exceljs/lib/stream/xlsx/workbook-writer.js');
