/** The element that we are in. */
export enum Place {
	document,
	worksheet,
	sheetData,
	row,
	cell,
	value,
	formula,
	inline,
	columns,
	merges,
}
