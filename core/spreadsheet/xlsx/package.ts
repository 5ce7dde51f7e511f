import type { SpreadsheetLimits } from '../limits';
import type { Archive } from '../zip/archive';
import type { Work } from './work';

/** A package of OOXML: parts in an archive, which refer to each other. */
export interface Package {
	readonly archive: Archive;
	readonly limits: SpreadsheetLimits;
	readonly work: Work;
}
